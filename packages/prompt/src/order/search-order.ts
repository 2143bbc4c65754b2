import { ArgumentError, type LanguageModel } from '@fm/core';
import type { Example } from '../task/example.ts';
import type { LabelTask } from '../task/task.ts';
import { entropies, labelProbabilities } from './label-probabilities.ts';
import { candidateOrders } from './candidate-orders.ts';
import { writeProbes } from './write-probes.ts';

/** Options of {@link searchOrder}. */
export interface SearchOrderOptions<Input, Label extends string> {
  readonly task: LabelTask<Input, Label>;
  readonly model: Pick<LanguageModel, 'generate' | 'scoreContinuations'>;
  readonly examples: readonly Example<Input, Label>[];
  /** What the score is: entropy of the predicted labels, or mean entropy of the predictions. @default 'global' */
  readonly criterion?: 'global' | 'local';
  /** Most orders that are tried; all are, where there are no more. @default 24 */
  readonly candidates?: number;
  /** Most inputs that the model writes to probe orders with, one for each order in turn. @default 24 */
  readonly probes?: number;
  /** Most tokens of such an input. @default 64 */
  readonly probeTokens?: number;
  /** Same seed, same orders and inputs. @default 0 */
  readonly seed?: number;
  readonly signal?: AbortSignal;
}

/** The best order, and how each order fared. */
export interface OrderSearch<Input, Label extends string> {
  /** In the best order; of equals the first tried. */
  readonly examples: readonly Example<Input, Label>[];
  /** All orders that were tried, the one that was given first. */
  readonly candidates: readonly OrderCandidate[];
  /** What the model wrote to probe with. */
  readonly probes: readonly string[];
}

/** How an order fared. */
export interface OrderCandidate {
  /** Places of the examples in the list that was given. */
  readonly order: readonly number[];
  /** Entropy of the labels that were predicted over all probes, in nats. */
  readonly globalEntropy: number;
  /** Mean entropy of the predictions themselves, in nats. */
  readonly localEntropy: number;
}

/**
 * Looks for an order of examples in which a model does not always give the same label, without any labelled data: the
 * model itself writes inputs (a probing set), and each order is scored by the entropy of what is predicted for them.
 * GlobalE is the entropy of the distribution of predicted labels, LocalE the mean entropy of the predictions.
 *
 * Costs `probes` generations and `candidates × probes × words of all labels` scored continuations.
 *
 * @throws {ArgumentError} when an option is out of range, or the model writes no input at all
 * @see Lu et al., "Fantastically ordered prompts and where to find them", arXiv:2104.08786, section 3
 * @example
 * ```ts
 * import type { Generation } from '@fm/core';
 * import { searchOrder, task } from '@fm/prompt';
 *
 * const review = task({ name: 'review', labels: ['good', 'bad'] });
 * const examples = [review.example('Lovely.', 'good'), review.example('Dull.', 'bad')];
 * // A model that believes the label shown last, unless the question holds an exclamation mark.
 * const model = {
 *   generate: (_: unknown, { seed = 0 } = {}): Generation => ({
 *     result: Promise.resolve({
 *       text: seed % 2 === 0 ? ' A book.' : ' Never again!',
 *       tokens: [],
 *       logProbs: [],
 *       finishReason: 'stop',
 *       promptTokens: 0,
 *     }),
 *     async *[Symbol.asyncIterator]() {},
 *   }),
 *   scoreContinuations: async (prefix: string, words: readonly string[]) =>
 *     words.map((continuation) => ({
 *       continuation,
 *       logProb: prefix.includes('!') === (continuation === ' bad') ? -0.1 : -2.4,
 *       tokens: Uint32Array.of(0),
 *       logProbs: Float64Array.of(0),
 *       isGreedy: false,
 *     })),
 * };
 * const { candidates } = await searchOrder({ task: review, model, examples, probes: 8 });
 * candidates.map(({ order }) => order); // => [[0, 1], [1, 0]]
 * ```
 */
export async function searchOrder<Input, Label extends string>({
  task,
  model,
  examples,
  criterion = 'global',
  candidates: most = 24,
  probes: probeCount = 24,
  probeTokens = 64,
  seed = 0,
  signal,
}: SearchOrderOptions<Input, Label>): Promise<OrderSearch<Input, Label>> {
  for (const [name, value] of Object.entries({ candidates: most, probes: probeCount, probeTokens })) {
    if (Number.isInteger(value) && value >= 1) continue;
    throw new ArgumentError(`searchOrder: ${name} is a count`, {
      expected: 'an integer from 1 on',
      received: `${value}`,
    });
  }
  const [example] = examples;
  if (example === undefined)
    throw new ArgumentError('searchOrder: there are no examples to put into an order');
  const orders = candidateOrders(examples.length, { most, seed });
  const contexts = orders.map(
    (order) => task.context(order.map((i) => examples[i] as Example<Input, Label>)).text,
  );
  const probes = await writeProbes({
    task,
    model,
    contexts,
    example,
    count: probeCount,
    maxTokens: probeTokens,
    seed,
    signal,
  });
  const candidates: OrderCandidate[] = [];
  for (const [i, order] of orders.entries()) {
    const predictions: (readonly number[])[] = [];
    for (const probe of probes) {
      const prefix = `${contexts[i] as string}${probe}\n${task.layout.outputPrefix}`;
      predictions.push(await labelProbabilities({ model, labels: task.labels, prefix, signal }));
    }
    candidates.push(Object.freeze({ order, ...entropies(predictions) }));
  }
  const score = criterion === 'global' ? 'globalEntropy' : 'localEntropy';
  const best = candidates.reduce((a, b) => (b[score] > a[score] ? b : a));
  return Object.freeze({
    examples: Object.freeze(best.order.map((i) => examples[i] as Example<Input, Label>)),
    candidates: Object.freeze(candidates),
    probes: Object.freeze(probes),
  });
}
