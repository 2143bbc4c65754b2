import type { ProgressEvent } from '@fm/core';
import type { ModelTrainer, TrainedModel } from './model-trainer.ts';
import { Pace } from './pace.ts';
import { countWords, type Texts } from './words/count-words.ts';
import type { WordCounter } from './words/word-counter.ts';

/** Where {@link trainModel} gets its words, and what stops it. */
export interface TrainModelOptions<M extends TrainedModel> {
  readonly trainer: ModelTrainer<M>;
  readonly counter: WordCounter;
  readonly specialTokens: readonly string[];
  readonly signal: AbortSignal | undefined;
}

/** Counts words and learns a model from them, with breaks; the last report of every task is given. */
export async function* trainModel<M extends TrainedModel>(
  texts: Texts,
  { trainer, counter, specialTokens, signal }: TrainModelOptions<M>,
): AsyncGenerator<ProgressEvent, M> {
  const pace = new Pace(signal);
  yield* countWords(texts, counter, pace);
  const steps = trainer.train(counter.finish(), specialTokens);
  let waiting: ProgressEvent | undefined;
  for (;;) {
    const step = steps.next();
    if (step.done === true) {
      if (waiting !== undefined) yield waiting;
      return step.value;
    }
    if (waiting !== undefined && waiting.task !== step.value.task) yield waiting;
    waiting = step.value;
    if (!pace.isDue) continue;
    yield waiting;
    waiting = undefined;
    await pace.rest();
  }
}
