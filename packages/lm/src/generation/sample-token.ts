import { ArgumentError, type GenerateOptions, NumericalError } from '@fm/core';
import { argmax } from './argmax.ts';

/** How the next token is drawn. */
export type SamplingOptions = Pick<GenerateOptions, 'temperature' | 'topK' | 'topP' | 'minP'>;

/**
 * Draws a token from logits. The order is that of transformers: temperature, then `topK`, then `topP` within what is
 * left, then `minP` relative to the most probable token; at least one token always remains. Temperature 0 takes the
 * largest logit. Of equal logits the lower id comes first.
 *
 * @param logits - `[vocabulary]`; `-Infinity` forbids a token
 * @param random - a uniform number in [0, 1)
 * @throws {ArgumentError} when an option is out of range, or every token is forbidden
 * @throws {NumericalError} when a logit is NaN or +∞
 * @example
 * ```ts
 * import { sampleToken } from '@fm/lm';
 *
 * sampleToken([1, 3, 2], { temperature: 0 }, 0.5); // => 1
 * sampleToken([1, 3, 2], { topK: 2 }, 0.9); // => 2
 * ```
 */
export function sampleToken(logits: ArrayLike<number>, options: SamplingOptions, random: number): number {
  checkSamplingOptions(options);
  const { temperature = 1, topK = logits.length, topP = 1, minP = 0 } = options;
  const best = argmax(logits);
  const largest = logits[best] as number;
  checkLargest(largest);
  if (temperature === 0) return best;
  const weights = new Float64Array(logits.length);
  for (let id = 0; id < weights.length; id++) {
    weights[id] = Math.exp(((logits[id] as number) - largest) / temperature);
  }
  if (topK < logits.length || topP < 1) {
    const ids = mostProbable(weights, topK, topP).filter((id) => (weights[id] as number) >= minP);
    const kept = Float64Array.from(ids, (id) => weights[id] as number);
    return ids[draw(kept, random)] as number;
  }
  return draw(minP === 0 ? weights : weights.map((weight) => (weight < minP ? 0 : weight)), random);
}

/** @throws {ArgumentError} when an option is outside its documented range */
export function checkSamplingOptions({
  temperature = 1,
  topK = 1,
  topP = 1,
  minP = 0,
}: SamplingOptions): void {
  requireRange(
    'temperature',
    'a number ≥ 0',
    temperature,
    temperature >= 0 && temperature < Number.POSITIVE_INFINITY,
  );
  requireRange('topK', 'a positive integer', topK, Number.isInteger(topK) && topK >= 1);
  requireRange('topP', 'a number in (0, 1]', topP, topP > 0 && topP <= 1);
  requireRange('minP', 'a number in [0, 1]', minP, minP >= 0 && minP <= 1);
}

/** The ids that `topK`, and then `topP` of their mass, keep; most probable first. */
function mostProbable(weights: Float64Array, topK: number, topP: number): readonly number[] {
  const limited = topK < weights.length;
  let total = 0;
  for (const weight of weights) total += weight;
  const ranked = limited
    ? rank(weights, (count) => count >= topK).slice(0, topK)
    : rank(weights, (_, mass) => mass >= topP * total);
  const mass = limited ? ranked.reduce((sum, id) => sum + (weights[id] as number), 0) : total;
  let covered = 0;
  const last = ranked.findIndex((id) => (covered += weights[id] as number) >= topP * mass);
  return last < 0 ? ranked : ranked.slice(0, last + 1);
}

/** The heaviest ids in order, as many as `enough` asks for or more: sorting a whole vocabulary would take too long. */
function rank(weights: Float64Array, enough: (count: number, mass: number) => boolean): readonly number[] {
  for (let floor = 0.5; ; floor = floor > 1e-12 ? floor / 4 : 0) {
    let count = 0;
    let mass = 0;
    for (const weight of weights) {
      if (weight <= floor) continue;
      count++;
      mass += weight;
    }
    if (floor > 0 && !enough(count, mass)) continue;
    const ids: number[] = [];
    for (let id = 0; id < weights.length; id++) if ((weights[id] as number) > floor) ids.push(id);
    return ids.sort((a, b) => (weights[b] as number) - (weights[a] as number) || a - b);
  }
}

/** The index in whose share of the total weight `random` falls. */
function draw(weights: Float64Array, random: number): number {
  let total = 0;
  for (const weight of weights) total += weight;
  const target = random * total;
  let covered = 0;
  for (let index = 0; index < weights.length; index++) {
    covered += weights[index] as number;
    if (covered > target) return index;
  }
  // Rounding can leave the target a hair above the last sum.
  return weights.findLastIndex((weight) => weight > 0);
}

function checkLargest(largest: number): void {
  if (largest === Number.NEGATIVE_INFINITY) {
    throw new ArgumentError('Every next token is forbidden', {
      hint: 'The logit constraint has to leave at least one token, for example the end of the text.',
    });
  }
  if (!Number.isFinite(largest)) {
    throw new NumericalError('The model gave a logit that is no finite number', {
      received: `${largest}`,
      hint: 'Check the weights and the precision.',
    });
  }
}

function requireRange(option: string, expected: string, value: number, inside: boolean): void {
  if (!inside) throw new ArgumentError(`${option} is out of range`, { expected, received: `${value}` });
}
