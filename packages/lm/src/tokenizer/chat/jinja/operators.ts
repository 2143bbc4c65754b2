import type { Budget } from './budget.ts';
import { compare, itemsOf, numberOf } from './filters.ts';
import { printValue } from './print-value.ts';
import { TrackedText } from './tracked-text.ts';
import { describe, equal, isDictionary, isList, isNumeric, misfit, Undefined, type Value } from './values.ts';

/** `left operator right`, as in Python; `and` and `or` are not here because they do not look at both sides. */
export function applyOperator(operator: string, left: Value, right: Value, budget: Budget): Value {
  switch (operator) {
    case '==':
      return equal(left, right);
    case '!=':
      return !equal(left, right);
    case '<':
      return compare(left, right) < 0;
    case '>':
      return compare(left, right) > 0;
    case '<=':
      return compare(left, right) <= 0;
    case '>=':
      return compare(left, right) >= 0;
    case 'in':
      return contains(right, left, budget);
    case 'not in':
      return !contains(right, left, budget);
    case '~':
      return concatenate(printValue(left), printValue(right), budget);
    case '+':
      return add(left, right, budget);
    case '*':
      return multiply(left, right, budget);
    default:
      return calculate(operator, left, right);
  }
}

function contains(container: Value, item: Value, budget: Budget): boolean {
  if (container instanceof TrackedText) {
    if (!(item instanceof TrackedText)) throw misfit(`${describe(item)} in a text`, 'a text');
    budget.text(container.length);
    return container.text.includes(item.text);
  }
  if (isDictionary(container)) return item instanceof TrackedText && container.has(item.text);
  const items = itemsOf(container);
  budget.step(items.length);
  return items.some((each) => equal(each, item));
}

/** Joins two texts. */
export function concatenate(left: TrackedText, right: TrackedText, budget: Budget): TrackedText {
  budget.text(left.length + right.length);
  return TrackedText.concat([left, right]);
}

function add(left: Value, right: Value, budget: Budget): Value {
  if (left instanceof TrackedText && right instanceof TrackedText) return concatenate(left, right, budget);
  if (isNumeric(left) && isNumeric(right)) return Number(left) + Number(right);
  if (isList(left) && isList(right)) {
    budget.step(left.length + right.length);
    return [...left, ...right];
  }
  throw misfit(`${describe(left)} + ${describe(right)}`, 'two texts, two numbers or two lists');
}

function multiply(left: Value, right: Value, budget: Budget): Value {
  const times = Math.max(0, numberOf(typeof left === 'number' ? left : right));
  const repeated = typeof left === 'number' ? right : left;
  if (repeated instanceof TrackedText) {
    budget.text(repeated.length * times);
    budget.step(times);
    return TrackedText.concat(Array.from({ length: repeated.length === 0 ? 0 : times }, () => repeated));
  }
  if (isList(repeated)) {
    budget.step(repeated.length * times);
    return repeated.length === 0 ? [] : Array.from({ length: times }, () => repeated).flat();
  }
  return numberOf(left) * numberOf(right);
}

function calculate(operator: string, left: Value, right: Value): Value {
  if (left instanceof Undefined || right instanceof Undefined || !isNumeric(left) || !isNumeric(right)) {
    throw misfit(`${describe(left)} ${operator} ${describe(right)}`, 'two numbers');
  }
  const [a, b] = [Number(left), Number(right)];
  if (b === 0 && ['/', '//', '%'].includes(operator)) throw misfit('a division by zero');
  switch (operator) {
    case '-':
      return a - b;
    case '/':
      return a / b;
    case '//':
      return Math.floor(a / b);
    case '%':
      return a - b * Math.floor(a / b);
    case '**':
      return a ** b;
    default:
      throw misfit(`the operator ${operator}`);
  }
}
