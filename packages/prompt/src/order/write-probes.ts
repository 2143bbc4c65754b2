import { ArgumentError, hostKey, type LanguageModel, randomBitsHost } from '@fm/core';
import { isTrusted } from '../render/is-trusted.ts';
import type { Example } from '../task/example.ts';
import type { Task } from '../task/task.ts';

/** What is needed to let a model write inputs. */
export interface ProbeOptions<Input, Output> {
  readonly task: Task<Input, Output>;
  readonly model: Pick<LanguageModel, 'generate'>;
  /** Instruction and examples in each of the orders; they take turns. */
  readonly contexts: readonly string[];
  /** An example, for how inputs begin. */
  readonly example: Example<Input, Output>;
  readonly count: number;
  readonly maxTokens: number;
  readonly seed: number;
  readonly signal: AbortSignal | undefined;
}

/**
 * Questions that a model writes when it goes on after examples, up to where an answer would begin; the answer is thrown
 * away. Each comes once.
 *
 * @throws {ArgumentError} when the model writes nothing that could be a question
 */
export async function writeProbes<Input, Output>({
  task,
  model,
  contexts,
  example,
  count,
  maxTokens,
  seed,
  signal,
}: ProbeOptions<Input, Output>): Promise<readonly string[]> {
  const { inputPrefix, outputPrefix, separator } = task.layout;
  const [first] = task.inputText(example.input).segments;
  const ownWords = first !== undefined && isTrusted(first) ? first.text : '';
  // The space before the first word belongs to that word.
  const opening = `${inputPrefix}${ownWords}`.trimEnd();
  const ends = [`\n${outputPrefix}`, separator];
  const seeds = randomBitsHost(hostKey(seed), count);
  const probes = new Set<string>();
  for (let i = 0; i < count; i++) {
    signal?.throwIfAborted();
    const { text } = await model.generate(`${contexts[i % contexts.length] as string}${opening}`, {
      maxTokens,
      temperature: 1,
      seed: (seeds[i] as number) >>> 0,
      stop: ends,
      ...(signal && { signal }),
    }).result;
    const written = text.slice(0, Math.min(...ends.map((end) => endBefore(text, end)))).trimEnd();
    if (written.trim() !== '') probes.add(opening + written);
  }
  if (probes.size > 0) return [...probes];
  throw new ArgumentError('searchOrder: the model wrote no question', {
    expected: `text after ${JSON.stringify(opening)}`,
    received: `nothing in ${count} attempts`,
    hint: 'Give more probes, or a model that goes on after examples.',
  });
}

function endBefore(text: string, end: string): number {
  const at = text.indexOf(end);
  return at < 0 ? text.length : at;
}
