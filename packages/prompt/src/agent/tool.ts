import { ArgumentError, type JsonSchema, type ToolDescription } from '@fm/core';
import type { StandardJSONSchemaV1, StandardSchemaV1 } from '@standard-schema/spec';

/** Something a model may do. Made with {@link tool}. */
export interface Tool extends ToolDescription {
  /** Whether somebody must agree before it runs. */
  readonly needsApproval: boolean;
  /** The validated input, or what is wrong with it. */
  validate(input: unknown): Promise<ValidatedInput>;
  /** Does it. Gets what `validate` gave. */
  run(input: unknown, context: ToolContext): Promise<unknown>;
}

/** What a tool gets beside its input. */
export interface ToolContext {
  /** Aborted when nobody waits for the tool any more. */
  readonly signal: AbortSignal;
}

/** What validation of a tool's input gave. */
export type ValidatedInput =
  | { readonly value: unknown; readonly problems?: undefined }
  | { readonly problems: readonly string[] };

/** What {@link tool} is made of. */
export interface ToolOptions<Schema extends StandardSchemaV1> {
  /** Letters, digits, `_` and `-`, at most 64. */
  readonly name: string;
  /** What it does and when to use it, for the model. */
  readonly description: string;
  /** Standard Schema of its input, for example of zod. Checked before every run. */
  readonly input: Schema;
  /** JSON Schema of its input. @default what `input` says itself, where it can */
  readonly inputSchema?: JsonSchema;
  /** Ask somebody before every run. @default false */
  readonly needsApproval?: boolean;
  /** Does it. Text goes to the model as it is, everything else as JSON. */
  readonly run: (input: StandardSchemaV1.InferOutput<Schema>, context: ToolContext) => unknown;
}

/**
 * A tool whose input is checked by a schema before it runs.
 *
 * @throws {ArgumentError} when the name is not allowed, or the schema cannot describe itself and no `inputSchema` is given
 * @example
 * ```ts
 * import { tool } from '@fm/prompt';
 * import { z } from 'zod';
 *
 * const add = tool({
 *   name: 'add',
 *   description: 'Adds two numbers.',
 *   input: z.object({ a: z.number(), b: z.number() }),
 *   run: ({ a, b }) => a + b,
 * });
 * await add.validate({ a: 1 });
 * // => { problems: ['b: Invalid input: expected number, received undefined'] }
 * ```
 */
export function tool<Schema extends StandardSchemaV1>(options: ToolOptions<Schema>): Tool {
  const { name, description, input, needsApproval = false, run } = options;
  if (!/^[\w-]{1,64}$/.test(name)) {
    throw new ArgumentError('A tool cannot have this name', {
      expected: '1 to 64 letters, digits, _ or -',
      received: JSON.stringify(name),
    });
  }
  return Object.freeze({
    name,
    description,
    needsApproval,
    inputSchema: options.inputSchema ?? ownJsonSchema(input, name),
    async validate(value: unknown) {
      const result = await input['~standard'].validate(value);
      return result.issues === undefined
        ? { value: result.value }
        : { problems: result.issues.map(describeIssue) };
    },
    run: async (value: unknown, context: ToolContext) => run(value as never, context),
  });
}

/** The JSON Schema that a Standard Schema gives of its input. */
export function ownJsonSchema(schema: StandardSchemaV1, name: string): JsonSchema {
  const { jsonSchema } = schema['~standard'] as Partial<StandardJSONSchemaV1.Props>;
  if (jsonSchema === undefined) {
    throw new ArgumentError(`${name}: this schema cannot describe itself as JSON Schema`, {
      expected: "a Standard Schema with '~standard'.jsonSchema, such as one of zod 4.2 or later",
      received: `a schema of ${schema['~standard'].vendor}`,
      hint: 'Give the JSON Schema yourself.',
    });
  }
  return jsonSchema.input({ target: 'draft-2020-12' });
}

/** An issue as a line for a person or a model. */
export function describeIssue({ message, path = [] }: StandardSchemaV1.Issue): string {
  const place = path.map((step) => String(typeof step === 'object' ? step.key : step)).join('.');
  return place === '' ? message : `${place}: ${message}`;
}
