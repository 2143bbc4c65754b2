import { ArgumentError, type Denoiser, type DenoiserInput, type HostTensor, hostTensor } from '@fm/core';

import { classifierFree, type ClassifierFreeOptions } from '../guidance/classifier-free.ts';

/** A denoiser that may know which class stands for "no class", as `networkDenoiser` makes it. */
export interface ClassDenoiser extends Denoiser {
  /** Labels that stand for "no class", `i64[batch]`. */
  noClass?(batch: number): HostTensor<'i64'>;
}

/** Guidance towards the classes of a run. */
export interface ClassGuidance extends Omit<ClassifierFreeOptions, 'unconditional'> {
  /** Label that stands for "no class". @default the denoiser's own */
  readonly noClass?: number;
}

/** What the pictures of a run are to show. */
export interface ConditionOptions {
  /** Class of each picture, one for each seed. @default no class */
  readonly classLabels?: readonly number[];
  /** Classifier-free guidance towards the classes. @default none */
  readonly guidance?: ClassGuidance;
  /** Whatever else the denoiser is told, by name; guidance leaves it alone. @default nothing */
  readonly conditioning?: DenoiserInput['conditioning'];
}

/** A denoiser and what it is told. */
export interface Conditioned {
  readonly denoiser: Denoiser;
  readonly conditioning: NonNullable<DenoiserInput['conditioning']>;
}

/**
 * Checks labels and puts guidance around a denoiser.
 *
 * @throws {ArgumentError} when there is not one label for each picture, a label is no class, or guidance has nothing to
 * guide to
 */
export function condition(
  denoiser: ClassDenoiser,
  batch: number,
  { classLabels, guidance, conditioning: others = {} }: ConditionOptions,
): Conditioned {
  if (classLabels === undefined) {
    if (guidance === undefined) return { denoiser, conditioning: others };
    throw new ArgumentError('Guidance needs classes to guide to', {
      expected: 'classLabels, one for each seed',
      received: 'guidance alone',
      hint: 'Pass classLabels, or wrap the denoiser in classifierFree for other conditioning.',
    });
  }
  const valid = classLabels.every((label) => Number.isInteger(label) && label >= 0);
  if (classLabels.length !== batch || !valid) {
    throw new ArgumentError('There is not one class for each picture', {
      expected: `${batch} labels, integers from 0`,
      received: `[${classLabels.join(', ')}]`,
    });
  }
  const conditioning = { ...others, classLabels: hostTensor('i64', classLabels, [batch]) };
  if (guidance === undefined) return { denoiser, conditioning };
  const { noClass, ...options } = guidance;
  const unconditional = { ...others, classLabels: emptyLabels(denoiser, batch, noClass) };
  return { denoiser: classifierFree(denoiser, { ...options, unconditional }), conditioning };
}

function emptyLabels(denoiser: ClassDenoiser, batch: number, noClass: number | undefined): HostTensor<'i64'> {
  if (noClass !== undefined) return hostTensor('i64', new Array<number>(batch).fill(noClass), [batch]);
  if (denoiser.noClass !== undefined) return denoiser.noClass(batch);
  throw new ArgumentError(`${denoiser.name} does not say which label stands for "no class"`, {
    expected: 'guidance.noClass, the last row of the class embeddings in most networks',
    received: 'none',
  });
}
