/** A node of a parsed template: the shape of what `@huggingface/jinja` parses, of which it exports no types. */
export type Node = Statement | Expression;

/** What a template does. */
export type Statement =
  | { readonly type: 'If'; readonly test: Expression; readonly body: Body; readonly alternate: Body }
  | ForStatement
  | SetStatement
  | MacroStatement
  | CallStatement
  | { readonly type: 'FilterStatement'; readonly filter: Filter; readonly body: Body }
  | { readonly type: 'Break' | 'Continue' | 'Comment' };

/** What a template computes. */
export type Expression =
  | { readonly type: 'IntegerLiteral' | 'FloatLiteral'; readonly value: number }
  | { readonly type: 'StringLiteral'; readonly value: string }
  | { readonly type: 'ArrayLiteral'; readonly value: readonly Expression[] }
  | TupleLiteral
  | { readonly type: 'ObjectLiteral'; readonly value: ReadonlyMap<Expression, Expression> }
  | Identifier
  | MemberExpression
  | CallExpression
  | {
      readonly type: 'BinaryExpression';
      readonly operator: { readonly value: string };
      readonly left: Expression;
      readonly right: Expression;
    }
  | {
      readonly type: 'UnaryExpression';
      readonly operator: { readonly value: string };
      readonly argument: Expression;
    }
  | { readonly type: 'FilterExpression'; readonly operand: Expression; readonly filter: Filter }
  | {
      readonly type: 'TestExpression';
      readonly operand: Expression;
      readonly negate: boolean;
      readonly test: Identifier;
    }
  | SelectExpression
  | {
      readonly type: 'Ternary';
      readonly condition: Expression;
      readonly trueExpr: Expression;
      readonly falseExpr: Expression;
    };

/** Statements in order. */
export type Body = readonly Node[];

/** A filter: its name, or its name with arguments. */
export type Filter = Identifier | CallExpression;

export interface Identifier {
  readonly type: 'Identifier';
  readonly value: string;
}

export interface TupleLiteral {
  readonly type: 'TupleLiteral';
  readonly value: readonly Expression[];
}

export interface MemberExpression {
  readonly type: 'MemberExpression';
  readonly object: Expression;
  readonly property: Expression | SliceExpression;
  /** Whether it is written `object[property]`. */
  readonly computed: boolean;
}

export interface SliceExpression {
  readonly type: 'SliceExpression';
  readonly start: Expression | undefined;
  readonly stop: Expression | undefined;
  readonly step: Expression | undefined;
}

export interface CallExpression {
  readonly type: 'CallExpression';
  readonly callee: Expression;
  readonly args: readonly Argument[];
}

/** `lhs if test`: a choice without an alternative, and the condition of a loop. */
export interface SelectExpression {
  readonly type: 'SelectExpression';
  readonly lhs: Expression;
  readonly test: Expression;
}

/** One argument of a call. */
export type Argument =
  | Expression
  | KeywordArgument
  | { readonly type: 'SpreadExpression'; readonly argument: Expression }
  | { readonly type: 'KeywordSpreadExpression'; readonly argument: Expression };

export interface KeywordArgument {
  readonly type: 'KeywordArgumentExpression';
  readonly key: Identifier;
  readonly value: Expression;
}

/** A parameter of a macro, with or without a default. */
export type Parameter = Identifier | KeywordArgument;

export interface ForStatement {
  readonly type: 'For';
  readonly loopvar: Identifier | TupleLiteral;
  readonly iterable: Expression;
  readonly body: Body;
  /** What is rendered when there is nothing to loop over. */
  readonly defaultBlock: Body;
}

export interface SetStatement {
  readonly type: 'Set';
  readonly assignee: Expression;
  /** `null` in a block: `{% set name %}…{% endset %}`. */
  readonly value: Expression | null;
  readonly body: Body;
}

export interface MacroStatement {
  readonly type: 'Macro';
  readonly name: Identifier;
  readonly args: readonly Parameter[];
  readonly body: Body;
}

export interface CallStatement {
  readonly type: 'CallStatement';
  readonly call: CallExpression;
  readonly callerArgs: readonly Parameter[] | null;
  readonly body: Body;
}
