import { ArgumentError } from '@fm/core';
import { describe, expect, it } from 'vitest';
import type { TokenSequence } from '../data/token-sequence.ts';
import { ngramCrossEntropy } from './ngram-cross-entropy.ts';

function tokens(...ids: number[]): TokenSequence {
  return { ids: Uint16Array.from(ids), vocabularySize: 3 };
}

const training = tokens(0, 1, 0, 2, 0, 1);

describe('ngramCrossEntropy', () => {
  it('counts with add-one smoothing', () => {
    const validation = tokens(0, 1, 2);
    const unigrams = [4 / 9, 3 / 9, 2 / 9];
    expect(ngramCrossEntropy({ training, validation }, 1)).toBeCloseTo(
      -unigrams.reduce((sum, p) => sum + Math.log(p), 0) / 3,
      12,
    );
    // After 0: twice 1, once 2. After 1: once 0.
    expect(ngramCrossEntropy({ training, validation }, 2)).toBeCloseTo(
      -(Math.log(3 / 6) + Math.log(1 / 4)) / 2,
      12,
    );
    // The context 0 1 is followed once by 0.
    expect(ngramCrossEntropy({ training, validation }, 3)).toBeCloseTo(-Math.log(1 / 4), 12);
  });

  it('is uniform for a context that was never seen', () => {
    expect(ngramCrossEntropy({ training, validation: tokens(2, 2, 2) }, 3)).toBeCloseTo(Math.log(3), 12);
  });

  it('refuses orders that the data or the arithmetic cannot hold', () => {
    expect(() => ngramCrossEntropy({ training, validation: tokens(0) }, 2)).toThrow(ArgumentError);
    expect(() => ngramCrossEntropy({ training, validation: training }, 0)).toThrow(ArgumentError);
    const large = { ids: new Uint32Array(9), vocabularySize: 100_000 };
    expect(() => ngramCrossEntropy({ training: large, validation: large }, 4)).toThrow(ArgumentError);
  });
});
