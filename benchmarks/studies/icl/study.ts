import { type Backend, hostKey, permutationHost } from '@fm/core';
import { causalLanguageModeling, Gpt2, languageModel, type LoadedLanguageModel } from '@fm/lm';
import { batch, type Calibration, classify, contextual, recordTrainingData } from '@fm/prompt';
import { adamW, chain, clipByGlobalNorm, schedules, train } from '@fm/train';

import {
  contentFree,
  documents,
  drawExamples,
  type Input,
  kinds,
  labelOf,
  type LabelExample,
  letterTask,
  tokenizer,
} from './label-language.ts';

/** What decides the numbers of a study. */
export interface StudyOptions {
  readonly backend: Backend;
  readonly steps: number;
  /** Sets of documents to ask about. */
  readonly seeds: number;
  /** Documents to learn from. */
  readonly documents: number;
  readonly log: (line: string) => void;
}

/** One row of the table. */
export interface StudyRow {
  readonly shots: number;
  readonly calibration: string;
  readonly runs: number;
  readonly mean: number;
  readonly standardDeviation: number;
  readonly worst: number;
}

const calibrations: readonly (readonly [string, Calibration<Input> | undefined])[] = [
  ['none', undefined],
  ['contextual', contextual<Input>([{ letter: contentFree }])],
  ['batch', batch()],
];

/** Documents asked about in one run, half of them with each mapping; every one has examples of its own. */
const documentsPerSeed = 4;

/** Trains a model on documents whose labels differ, then asks it with examples in many orders. */
export async function study(options: StudyOptions): Promise<readonly StudyRow[]> {
  await using model = await trained(options);
  const answering = remembering(model);
  const rows: StudyRow[] = [];
  for (const shots of [0, 1, 4, 8]) {
    const accuracies = new Map<string, number[]>(calibrations.map(([name]) => [name, []]));
    for (let seed = 0; seed < options.seeds; seed++) {
      const asked = Array.from({ length: documentsPerSeed }, (_, document) => askedDocument(seed, document));
      for (const order of orders(shots)) {
        for (const [name, calibration] of calibrations) {
          const shares: number[] = [];
          for (const { pool, mapping } of asked) {
            const examples = order.map((place) => pool[place] as LabelExample);
            shares.push(await accuracy(answering, { examples, mapping, calibration }));
          }
          accuracies.get(name)?.push(mean(shares));
        }
      }
    }
    for (const [calibration, values] of accuracies) rows.push(summary(shots, calibration, values));
    options.log(
      `${shots} examples: ${accuracies.get('none')?.length} runs of ${documentsPerSeed * kinds.join('').length} questions`,
    );
  }
  return rows;
}

async function trained({
  backend,
  steps,
  documents: count,
  log,
}: StudyOptions): Promise<LoadedLanguageModel> {
  const model = new Gpt2({
    vocab_size: tokenizer.vocabularySize,
    n_positions: 64,
    n_embd: 64,
    n_layer: 2,
    n_head: 4,
    // Wider than GPT-2's 0.02, with which so narrow a model takes long to look back at all.
    initializer_range: 0.08,
    embd_pdrop: 0,
    attn_pdrop: 0,
    resid_pdrop: 0,
  });
  const run = train({
    model,
    objective: causalLanguageModeling(),
    optimizer: chain(
      clipByGlobalNorm(1),
      adamW({
        learningRate: schedules.cosine({
          peak: 3e-3,
          floor: 1e-4,
          warmUp: Math.min(100, Math.floor(steps / 2)),
          steps,
        }),
        beta2: 0.99,
      }),
    ),
    data: recordTrainingData(documents(count, 1), { contextLength: 64, batchSize: 32 }),
    steps,
    seed: 1,
    backend,
  });
  for await (const event of run) {
    if (event.type === 'step' && (event.step % 250 === 0 || event.step === steps))
      log(`step ${event.step}: ${event.loss.toFixed(3)} nats on answers`);
  }
  const { parameters } = await run.result;
  return languageModel({ model, tokenizer, parameters, backend });
}

/** A document that is asked about: both mappings come equally often, so that guessing is right half of the time. */
function askedDocument(
  seed: number,
  document: number,
): { readonly pool: readonly LabelExample[]; readonly mapping: number } {
  const mapping = document % 2;
  const drawn = drawExamples(16, [1_000_003, seed * documentsPerSeed + document], mapping);
  return { pool: drawn.filter(({ input }) => input.letter !== contentFree), mapping };
}

/** Every order of up to four places; of more, 24 at random. */
function orders(count: number): readonly (readonly number[])[] {
  if (count <= 4) return permutations(Array.from({ length: count }, (_, place) => place));
  return Array.from({ length: 24 }, (_, seed) => Array.from(permutationHost(hostKey(seed), count)));
}

function permutations(places: readonly number[]): readonly (readonly number[])[] {
  if (places.length <= 1) return [places];
  return places.flatMap((place) =>
    permutations(places.filter((other) => other !== place)).map((rest) => [place, ...rest]),
  );
}

/** Share of all letters, as many of one kind as of the other, that get the label of the document. */
async function accuracy(
  model: Pick<LoadedLanguageModel, 'scoreContinuations'>,
  {
    examples,
    mapping,
    calibration,
  }: {
    readonly examples: readonly LabelExample[];
    readonly mapping: number;
    readonly calibration: Calibration<Input> | undefined;
  },
): Promise<number> {
  const questions = kinds.flatMap((letters, kind) =>
    Array.from(letters, (letter) => ({ letter, label: labelOf(kind, mapping) })),
  );
  const found = await classify({
    model,
    task: letterTask,
    examples,
    inputs: questions.map(({ letter }) => ({ letter })),
    ...(calibration && { calibration }),
  });
  const right = found.filter(({ label }, i) => label === questions[i]?.label).length;
  return right / questions.length;
}

/** Calibrations ask the same again. */
function remembering(model: LoadedLanguageModel): Pick<LoadedLanguageModel, 'scoreContinuations'> {
  const answers = new Map<string, ReturnType<LoadedLanguageModel['scoreContinuations']>>();
  return {
    scoreContinuations(prefix, continuations, options) {
      const known = answers.get(prefix) ?? model.scoreContinuations(prefix, continuations, options);
      answers.set(prefix, known);
      return known;
    },
  };
}

function summary(shots: number, calibration: string, values: readonly number[]): StudyRow {
  const average = mean(values);
  const squares = values.reduce((sum, value) => sum + (value - average) ** 2, 0);
  return {
    shots,
    calibration,
    runs: values.length,
    mean: average,
    standardDeviation: Math.sqrt(squares / Math.max(1, values.length - 1)),
    worst: Math.min(...values),
  };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
