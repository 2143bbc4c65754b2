import { FmError, FormatError } from '@fm/core';
import { Budget, type TemplateLimits } from './budget.ts';
import {
  callArguments,
  callee,
  evaluateExpression,
  type Evaluation,
  filterValue,
  requireDefined,
} from './evaluate-expression.ts';
import { itemsOf } from './filters.ts';
import { globals } from './globals.ts';
import { generationBlock } from './parse-template.ts';
import { printValue } from './print-value.ts';
import { Scope } from './scope.ts';
import type {
  Body,
  CallStatement,
  Expression,
  ForStatement,
  Node,
  Parameter,
  SetStatement,
} from './syntax.ts';
import { type TextOrigin, TrackedText } from './tracked-text.ts';
import {
  Callable,
  type CallArguments,
  describe,
  isTrue,
  misfit,
  Namespace,
  Undefined,
  type Value,
} from './values.ts';
import { weightOf } from './weight.ts';

/** Options of {@link evaluateTemplate}. */
export interface EvaluateTemplateOptions extends TemplateLimits {
  readonly date: Date | undefined;
  readonly undefinedValues: Evaluation['undefinedValues'];
}

/** Renders a parsed template; every character of the result knows where it comes from. */
export function evaluateTemplate(
  body: Body,
  variables: Iterable<readonly [string, Value]>,
  { date, undefinedValues, ...limits }: EvaluateTemplateOptions,
): TrackedText {
  const budget = new Budget(limits);
  const scope = new Scope(new Scope(undefined, globals(budget, date)), variables);
  try {
    return renderBody(body, scope, { budget, undefinedValues });
  } catch (error) {
    if (FmError.is(error)) throw error;
    throw new FormatError('The chat template cannot be rendered', {
      received:
        error instanceof LoopControl ? `${error.kind} outside a loop` : 'expressions nested too deeply',
      cause: error,
    });
  }
}

/** Leaves a round of a loop, or the loop, with the text so far. */
class LoopControl {
  readonly kind: 'break' | 'continue';
  readonly written: TrackedText[] = [];

  constructor(kind: 'break' | 'continue') {
    this.kind = kind;
  }
}

function renderBody(body: Body, scope: Scope, context: Evaluation): TrackedText {
  const parts: TrackedText[] = [];
  for (const node of body) {
    try {
      parts.push(renderNode(node, scope, context));
    } catch (error) {
      if (error instanceof LoopControl) error.written.unshift(...parts);
      throw error;
    }
  }
  const text = TrackedText.concat(parts);
  context.budget.text(text.length);
  return text;
}

function renderNode(node: Node, scope: Scope, context: Evaluation): TrackedText {
  context.budget.step();
  switch (node.type) {
    case 'Comment':
      return TrackedText.empty;
    case 'If': {
      const taken = isTrue(evaluateExpression(node.test, scope, context)) ? node.body : node.alternate;
      return renderBody(taken, scope, context);
    }
    case 'For':
      return renderLoop(node, scope, context);
    case 'Set':
      assign(node, scope, context);
      return TrackedText.empty;
    case 'Macro':
      scope.set(node.name.value, macro(node.args, node.body, scope, context));
      return TrackedText.empty;
    case 'CallStatement':
      return renderCall(node, scope, context);
    case 'FilterStatement':
      return printed(
        filterValue(renderBody(node.body, scope, context), node.filter, scope, context),
        context,
      );
    case 'Break':
      throw new LoopControl('break');
    case 'Continue':
      throw new LoopControl('continue');
    default: {
      const value = evaluateExpression(node, scope, context);
      requireDefined(value, context);
      return printed(value, context);
    }
  }
}

function printed(value: Value, { budget }: Evaluation): TrackedText {
  budget.step(weightOf(value));
  return printValue(value);
}

function renderLoop(node: ForStatement, scope: Scope, context: Evaluation): TrackedText {
  const { loopvar, iterable } = node;
  const [source, test] =
    iterable.type === 'SelectExpression' ? [iterable.lhs, iterable.test] : [iterable, undefined];
  const over = evaluateExpression(source, scope, context);
  requireDefined(over, context);
  context.budget.step(over instanceof TrackedText ? over.length : weightOf(over));
  const all = itemsOf(over);
  const bind = (item: Value, target: Scope): Scope => {
    unpack(loopvar, item, target);
    return target;
  };
  const items =
    test === undefined
      ? all
      : all.filter((item) => isTrue(evaluateExpression(test, bind(item, new Scope(scope)), context)));
  if (items.length === 0) return renderBody(node.defaultBlock, new Scope(scope), context);

  const parts: TrackedText[] = [];
  let previous: Value | undefined;
  const changed = new Callable(({ positional: [value = null] }) => {
    const differs = previous !== value;
    previous = value;
    return differs;
  });
  for (let i = 0; i < items.length; i++) {
    const round = bind(items[i] as Value, new Scope(scope, [['loop', loopValue(items, i, changed)]]));
    try {
      parts.push(renderBody(node.body, round, context));
    } catch (error) {
      if (!(error instanceof LoopControl)) throw error;
      parts.push(...error.written);
      if (error.kind === 'break') break;
    }
  }
  const text = TrackedText.concat(parts);
  context.budget.text(text.length);
  return text;
}

function loopValue(items: readonly Value[], i: number, changed: Callable): Value {
  return new Map<string, Value>([
    ['index', i + 1],
    ['index0', i],
    ['revindex', items.length - i],
    ['revindex0', items.length - i - 1],
    ['first', i === 0],
    ['last', i === items.length - 1],
    ['length', items.length],
    ['depth', 1],
    ['previtem', items[i - 1] ?? new Undefined('loop.previtem')],
    ['nextitem', items[i + 1] ?? new Undefined('loop.nextitem')],
    ['cycle', new Callable(({ positional }) => positional[i % positional.length] ?? null)],
    ['changed', changed],
  ]);
}

function assign({ assignee, value, body }: SetStatement, scope: Scope, context: Evaluation): void {
  if (value !== null) return unpack(assignee, evaluateExpression(value, scope, context), scope, context);
  // A block may be filtered: {% set name | trim %}…{% endset %}
  const text = renderBody(body, new Scope(scope), context);
  if (assignee.type !== 'FilterExpression') return unpack(assignee, text, scope, context);
  unpack(assignee.operand, filterValue(text, assignee.filter, scope, context), scope, context);
}

function unpack(target: Expression, value: Value, scope: Scope, context?: Evaluation): void {
  if (target.type === 'Identifier') return scope.set(target.value, value);
  if (target.type === 'TupleLiteral') {
    const items = itemsOf(value);
    if (items.length !== target.value.length) {
      throw misfit(`${items.length} items`, `${target.value.length} items to unpack`);
    }
    target.value.forEach((each, i) => unpack(each, items[i] as Value, scope, context));
    return;
  }
  if (target.type === 'MemberExpression' && context !== undefined && target.property.type === 'Identifier') {
    const object = evaluateExpression(target.object, scope, context);
    if (object instanceof Namespace) {
      object.entries.set(target.property.value, value);
      return;
    }
    throw misfit(`an assignment to a part of ${describe(object)}`, 'a namespace');
  }
  throw misfit(`an assignment to ${target.type}`, 'a name');
}

function macro(parameters: readonly Parameter[], body: Body, scope: Scope, context: Evaluation): Callable {
  return new Callable((args) => {
    const inner = new Scope(scope);
    const caller = args.named.get('caller');
    if (caller !== undefined) inner.set('caller', caller);
    bindParameters(parameters, args, inner, context);
    return context.budget.nest(() => renderBody(body, inner, context));
  });
}

function bindParameters(
  parameters: readonly Parameter[],
  { positional, named }: CallArguments,
  scope: Scope,
  context: Evaluation,
): void {
  const names = new Set<string>(['caller']);
  parameters.forEach((parameter, i) => {
    const [{ value: name }, otherwise] =
      parameter.type === 'Identifier' ? [parameter, undefined] : [parameter.key, parameter.value];
    names.add(name);
    const given = positional[i] ?? named.get(name);
    scope.set(
      name,
      given ?? (otherwise ? evaluateExpression(otherwise, scope, context) : new Undefined(name)),
    );
  });
  scope.set('varargs', positional.slice(parameters.length));
  scope.set('kwargs', new Map([...named].filter(([name]) => !names.has(name))));
}

function renderCall(
  { call, callerArgs, body }: CallStatement,
  scope: Scope,
  context: Evaluation,
): TrackedText {
  if (call.callee.type === 'Identifier' && call.callee.value === generationBlock) {
    return renderBody(body, new Scope(scope), context).withOrigins(asAssistant);
  }
  const caller = macro(callerArgs ?? [], body, scope, context);
  const { positional, named } = callArguments(call.args, scope, context);
  const called = callee(evaluateExpression(call.callee, scope, context));
  return printed(called.call({ positional, named: new Map([...named, ['caller', caller]]) }), context);
}

const assistantOrigins = new WeakMap<TextOrigin, TextOrigin>();

/** The same origin inside a generation block; one object for each, so that neighbouring runs can be joined. */
function asAssistant(origin: TextOrigin): TextOrigin {
  let marked = assistantOrigins.get(origin);
  if (marked === undefined) {
    marked = { ...origin, assistant: true };
    assistantOrigins.set(origin, marked);
  }
  return marked;
}
