import { ArgumentError, type ChatModel } from '@fm/core';
import { toMessages } from '../rendered/rendered-prompt.ts';
import { system, user } from '../template/message-templates.ts';
import { prompt } from '../template/prompt.ts';
import type { Example } from '../task/example.ts';

/** Options of {@link proposeInstructions}. */
export interface ProposeInstructionsOptions {
  readonly model: ChatModel;
  /** The instruction to start from; it is the first one given. */
  readonly instruction: string;
  /** Solved cases that show the model what the task is. Never those of the validation. */
  readonly examples: readonly Example<unknown, unknown>[];
  /** Proposals asked for. @default 5 */
  readonly count?: number;
  /** Proposal `i` is drawn with seed `seed + i`. @default 0 */
  readonly seed?: number;
  /** @default 1 */
  readonly temperature?: number;
  readonly signal?: AbortSignal;
}

const propose = prompt(
  [
    system('You write instructions for a language model. Answer with one instruction and nothing else.'),
    user(
      'The present instruction:\n{{instruction}}\n\nSolved cases, one JSON object a line:\n{{cases}}\n\n' +
        'Write a better instruction that leads to these outputs.',
    ),
  ],
  { name: 'propose instruction' },
);

/**
 * The given instruction, then others that a model proposes, each asked for when the one before was used.
 *
 * @throws {ArgumentError} when `count` is no integer ≥ 0
 * @see https://arxiv.org/abs/2211.01910
 * @example
 * ```ts
 * import { proposeInstructions, scriptedModel } from '@fm/prompt';
 *
 * const proposals = proposeInstructions({
 *   model: scriptedModel(['Add the two numbers.', 'Give the sum.']),
 *   instruction: 'Calculate.',
 *   examples: [{ input: '1 + 1', output: '2' }],
 *   count: 2,
 * });
 * const found: string[] = [];
 * for await (const proposal of proposals) found.push(proposal);
 * found; // => ['Calculate.', 'Add the two numbers.', 'Give the sum.']
 * ```
 */
export async function* proposeInstructions({
  model,
  instruction,
  examples,
  count = 5,
  seed = 0,
  temperature = 1,
  signal,
}: ProposeInstructionsOptions): AsyncGenerator<string, void, undefined> {
  if (!Number.isInteger(count) || count < 0) {
    throw new ArgumentError('proposeInstructions: count is out of range', {
      expected: 'an integer ≥ 0',
      received: `${count}`,
    });
  }
  yield instruction;
  const cases = examples.map((example) => JSON.stringify(example)).join('\n');
  const messages = toMessages(propose({ instruction, cases }));
  for (let i = 0; i < count; i++) {
    const request = { messages, temperature, seed: seed + i, ...(signal && { signal }) };
    const { text } = await model.generate(request).result;
    if (text.trim() !== '') yield text.trim();
  }
}
