import { ArgumentError } from '@fm/core';
import type { Budget } from './budget.ts';
import { applyFilter, numberOf } from './filters.ts';
import { attributeOf, itemOf, slice } from './members.ts';
import { applyOperator } from './operators.ts';
import type { Scope } from './scope.ts';
import type { Argument, Expression, Filter, MemberExpression } from './syntax.ts';
import { applyTest } from './tests.ts';
import { templateOrigin, TrackedText } from './tracked-text.ts';
import {
  Callable,
  type CallArguments,
  describe,
  isDictionary,
  isList,
  isTrue,
  misfit,
  Undefined,
  type Value,
} from './values.ts';
import { weightOf } from './weight.ts';

/** What evaluation takes along. */
export interface Evaluation {
  readonly budget: Budget;
  /** What using an undefined value as text or as a list does. */
  readonly undefinedValues: 'refuse' | 'empty';
}

/** Value of an expression. */
export function evaluateExpression(node: Expression, scope: Scope, context: Evaluation): Value {
  const { budget } = context;
  budget.step();
  const evaluate = (each: Expression): Value => evaluateExpression(each, scope, context);
  switch (node.type) {
    case 'IntegerLiteral':
    case 'FloatLiteral':
      return node.value;
    case 'StringLiteral':
      return TrackedText.of(node.value, templateOrigin);
    case 'ArrayLiteral':
    case 'TupleLiteral':
      return node.value.map(evaluate);
    case 'ObjectLiteral':
      return new Map([...node.value].map(([key, value]) => [keyText(evaluate(key)), evaluate(value)]));
    case 'Identifier':
      return scope.get(node.value);
    case 'MemberExpression':
      return member(node, scope, context);
    case 'CallExpression': {
      const args = callArguments(node.args, scope, context);
      for (const value of [...args.positional, ...args.named.values()]) budget.step(weightOf(value));
      return callee(evaluate(node.callee)).call(args);
    }
    case 'BinaryExpression': {
      const left = evaluate(node.left);
      if (node.operator.value === 'and') return isTrue(left) ? evaluate(node.right) : left;
      if (node.operator.value === 'or') return isTrue(left) ? left : evaluate(node.right);
      const right = evaluate(node.right);
      if (!['==', '!='].includes(node.operator.value)) {
        requireDefined(left, context);
        requireDefined(right, context);
      }
      budget.step(weightOf(left) + weightOf(right));
      return applyOperator(node.operator.value, left, right, budget);
    }
    case 'UnaryExpression': {
      const value = evaluate(node.argument);
      if (node.operator.value === 'not') return !isTrue(value);
      return node.operator.value === '-' ? -numberOf(value) : numberOf(value);
    }
    case 'FilterExpression':
      return filterValue(evaluate(node.operand), node.filter, scope, context);
    case 'TestExpression':
      return applyTest(node.test.value, evaluate(node.operand), []) !== node.negate;
    case 'SelectExpression':
      return isTrue(evaluate(node.test)) ? evaluate(node.lhs) : TrackedText.empty;
    case 'Ternary':
      return isTrue(evaluate(node.condition)) ? evaluate(node.trueExpr) : evaluate(node.falseExpr);
    default:
      throw misfit(`an expression of kind ${(node as { type: string }).type}`);
  }
}

/** Filters that are there to be given what is undefined. */
const lenientFilters: ReadonlySet<string> = new Set(['default', 'd']);

/** `value | filter`. */
export function filterValue(value: Value, filter: Filter, scope: Scope, context: Evaluation): Value {
  if (filter.type === 'Identifier') {
    if (!lenientFilters.has(filter.value)) requireDefined(value, context);
    return applyFilter(filter.value, value, { positional: [], named: new Map() }, context.budget);
  }
  const name = filter.callee.type === 'Identifier' ? filter.callee.value : '';
  if (!lenientFilters.has(name)) requireDefined(value, context);
  return applyFilter(name, value, callArguments(filter.args, scope, context), context.budget);
}

/**
 * Refuses what is undefined where it would silently become nothing.
 *
 * @throws {ArgumentError} naming it
 */
export function requireDefined(value: Value, { undefinedValues }: Evaluation): void {
  if (!(value instanceof Undefined) || undefinedValues === 'empty') return;
  throw new ArgumentError('The chat template uses a value that it was not given', {
    received: `${value.name} is undefined`,
    hint: 'Give it in the messages or in variables, or pass undefinedValues: "empty" to leave it out.',
  });
}

/** Evaluates the arguments of a call. */
export function callArguments(args: readonly Argument[], scope: Scope, context: Evaluation): CallArguments {
  const positional: Value[] = [];
  const named = new Map<string, Value>();
  for (const arg of args) {
    if (arg.type === 'KeywordArgumentExpression') {
      named.set(arg.key.value, evaluateExpression(arg.value, scope, context));
    } else if (arg.type === 'SpreadExpression') {
      const list = evaluateExpression(arg.argument, scope, context);
      if (!isList(list)) throw misfit(`*${describe(list)}`, 'a list');
      context.budget.step(list.length);
      for (const each of list) positional.push(each);
    } else if (arg.type === 'KeywordSpreadExpression') {
      const dictionary = evaluateExpression(arg.argument, scope, context);
      if (!isDictionary(dictionary)) throw misfit(`**${describe(dictionary)}`, 'a dictionary');
      for (const [key, each] of dictionary) named.set(key, each);
    } else positional.push(evaluateExpression(arg, scope, context));
  }
  return { positional, named };
}

/** @throws {ArgumentError} when the value is no function */
export function callee(value: Value): Callable {
  if (value instanceof Callable) return value;
  throw misfit(`a call of ${describe(value)}`, 'a function');
}

function member(node: MemberExpression, scope: Scope, context: Evaluation): Value {
  const { object: owner, property, computed } = node;
  const object = evaluateExpression(owner, scope, context);
  if (property.type === 'SliceExpression') {
    const bound = (each: Expression | undefined): number | undefined => {
      const value = each === undefined ? null : evaluateExpression(each, scope, context);
      return value === null ? undefined : numberOf(value);
    };
    context.budget.step(object instanceof TrackedText ? object.length : isList(object) ? object.length : 0);
    return slice(object, bound(property.start), bound(property.stop), bound(property.step) ?? 1);
  }
  if (!computed && property.type === 'Identifier') {
    return attributeOf(object, property.value, spelling(node), context.budget);
  }
  return itemOf(object, evaluateExpression(property, scope, context), spelling(node), context.budget);
}

/** How a template spells what may turn out to be undefined. */
function spelling(node: Expression): string {
  if (node.type === 'Identifier') return node.value;
  if (node.type !== 'MemberExpression') return '…';
  const { object, property, computed } = node;
  if (property.type === 'SliceExpression') return `${spelling(object)}[…]`;
  if (!computed && property.type === 'Identifier') return `${spelling(object)}.${property.value}`;
  const key =
    property.type === 'StringLiteral'
      ? `'${property.value}'`
      : 'value' in property
        ? String(property.value)
        : '…';
  return `${spelling(object)}[${key}]`;
}

function keyText(key: Value): string {
  if (key instanceof TrackedText) return key.text;
  if (typeof key === 'number') return String(key);
  throw misfit(`a key that is ${describe(key)}`, 'a text');
}
