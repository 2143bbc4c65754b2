import {
  ArgumentError,
  type ChatRequest,
  type JsonSchema,
  type LanguageModel,
  type Tokenizer,
  UnsupportedError,
} from '@fm/core';
import type { Constraint } from '../../constraint/constraint.ts';
import type { Grammar } from '../../constraint/grammar/grammar.ts';
import { alternatives } from '../../constraint/grammar/term.ts';
import { jsonSchema } from '../../constraint/json-schema/json-schema.ts';
import { ConstraintCache } from '../../constraint/matching/constraint-cache.ts';
import { grammarConstraint } from '../../constraint/matching/grammar-constraint.ts';
import type { ToolCallFormat } from './tool-call-format.ts';

/** Makes the constraint of answers that must be JSON of a schema. */
export type Constrain = (
  schema: JsonSchema,
  to: { readonly tokenizer: Tokenizer; readonly stopTokens: readonly number[] },
) => Constraint;

/** What one model's answers are constrained with. */
export interface AnswerConstraintOptions {
  readonly model: LanguageModel;
  readonly stopTokens: readonly number[];
  readonly toolCalls: ToolCallFormat;
  readonly constrain?: Constrain | undefined;
}

/** Finds what answers of a model are constrained to; remembers what it found. */
export function answerConstraints({
  model,
  stopTokens,
  toolCalls,
  constrain,
}: AnswerConstraintOptions): (request: ChatRequest) => Constraint | undefined {
  const known = new ConstraintCache();
  const compile = (grammar: Grammar): Constraint => {
    if (stopTokens.length === 0) {
      throw new UnsupportedError(`${model.name}: nothing ends a constrained answer`, {
        hint: 'Give localChatModel the option stopTokens.',
      });
    }
    return grammarConstraint(grammar, model.tokenizer, { stopTokens });
  };
  const grammarOfCalls = (tools: NonNullable<ChatRequest['tools']>): Grammar => {
    if (toolCalls.grammar !== undefined) return toolCalls.grammar(tools);
    throw new UnsupportedError(`${model.name}: this model cannot be made to call a tool`, {
      expected: "toolChoice 'auto' or 'none'",
      hint: 'Give a format of tool calls that has a grammar.',
    });
  };
  return ({ tools = [], toolChoice = 'auto', responseSchema }) => {
    const isForced = toolChoice === 'required' || typeof toolChoice === 'object';
    if (isForced) {
      const chosen =
        typeof toolChoice === 'object' ? tools.filter(({ name }) => name === toolChoice.name) : tools;
      if (chosen.length === 0) {
        throw new ArgumentError(`${model.name}: the tool to call is not among the tools`, {
          expected: typeof toolChoice === 'object' ? toolChoice.name : 'at least one tool',
          received: tools.map(({ name }) => name).join(', ') || 'no tools',
        });
      }
      return known.of(JSON.stringify({ calls: chosen }), () => compile(grammarOfCalls(chosen)));
    }
    if (responseSchema === undefined) return undefined;
    if (constrain !== undefined) return constrain(responseSchema, { tokenizer: model.tokenizer, stopTokens });
    const open = toolChoice === 'none' ? [] : tools;
    return known.of(JSON.stringify({ responseSchema, calls: open }), () => {
      const answer = jsonSchema(responseSchema);
      if (open.length === 0) return compile(answer);
      return compile({ ...answer, root: alternatives([answer.root, grammarOfCalls(open).root]) });
    });
  };
}
