import { describe, expect, it } from 'vitest';
import { PairTable } from './pair-table.ts';
import { isSpelledOneWay } from './spelled-one-way.ts';

function table(merges: readonly (readonly [left: number, right: number, merged: number])[]): PairTable {
  const pairs = new PairTable(merges.length);
  for (const [left, right, merged] of merges) pairs.add(left, right, merged);
  return pairs;
}

/** A table in which each token is the one before it and another symbol. */
function chain(length: number): PairTable {
  return table(Array.from({ length }, (_, i) => [i === 0 ? 0 : i + 1, 1, i + 2] as const));
}

describe('isSpelledOneWay', () => {
  it('takes several merges that spell a token alike', () => {
    expect(
      isSpelledOneWay(
        table([
          [0, 1, 3],
          [1, 2, 4],
          [3, 2, 5],
          [0, 4, 5],
        ]),
      ),
    ).toBe(true);
  });

  it('tells two spellings of a token apart, of one length or two', () => {
    expect(
      isSpelledOneWay(
        table([
          [0, 1, 3],
          [1, 0, 3],
        ]),
      ),
    ).toBe(false);
    expect(
      isSpelledOneWay(
        table([
          [0, 1, 3],
          [3, 1, 4],
          [1, 0, 4],
        ]),
      ),
    ).toBe(false);
    expect(
      isSpelledOneWay(
        table([
          [0, 1, 3],
          [3, 2, 4],
          [1, 2, 5],
          [1, 5, 4],
        ]),
      ),
    ).toBe(false);
  });

  it('finds a second spelling whose parts are only made by later merges', () => {
    const late = [
      [6, 2, 5],
      [0, 4, 5],
      [1, 2, 4],
    ] as const;
    expect(isSpelledOneWay(table([...late, [0, 1, 6]]))).toBe(true);
    expect(isSpelledOneWay(table([...late, [1, 1, 6]]))).toBe(false);
  });

  it('leaves merges open whose parts are only made of themselves', () => {
    expect(
      isSpelledOneWay(
        table([
          [0, 1, 2],
          [3, 0, 4],
          [4, 0, 3],
        ]),
      ),
    ).toBe(true);
  });

  it('gives up on a token of more than 4096 symbols', () => {
    expect(isSpelledOneWay(chain(4095))).toBe(true);
    expect(isSpelledOneWay(chain(4096))).toBe(false);
  });

  it('gives up where all tokens together are longer than is allowed', () => {
    const together = 2 + (2 + 9) * 4; // two symbols, and tokens of 2 to 9
    expect(isSpelledOneWay(chain(8), together)).toBe(true);
    expect(isSpelledOneWay(chain(8), together - 1)).toBe(false);
  });
});
