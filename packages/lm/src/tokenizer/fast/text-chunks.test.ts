import { expect, it } from 'vitest';
import { chunkUnits, endOfChunk } from './text-chunks.ts';

it('ends a chunk only between a letter or digit and a space, line break or punctuation', () => {
  const before = /[A-Za-z0-9\u3041-\u3096\u30A1-\u30FA\u4E00-\u9FA5\uAC00-\uD7A3]/;
  const after = /[\n ,.、。，]/;
  const units = [0, 0x3000, 0x3040, 0x30a0, 0x4e00, 0x9fa0, 0xac00, 0xd7a0, 0xff00].flatMap((first) =>
    Array.from({ length: 140 }, (_, i) => first - 10 + i),
  );
  const rest = '-'.repeat(chunkUnits - 2);
  for (const unit of units.filter((each) => each >= 0)) {
    const character = String.fromCharCode(unit);
    const found = [`${character} `, `a${character}`].map(
      (place) => endOfChunk(`${rest}${place}--`, 0) < chunkUnits,
    );
    expect(found, String(unit)).toEqual([before.test(character), after.test(character)]);
  }
});

it('ends a chunk at the last place that is near enough, else at the first one', () => {
  const dashes = (count: number): string => '-'.repeat(count);
  expect(endOfChunk('a, b, c', 0)).toBe(7);
  expect(endOfChunk(`a b c${dashes(chunkUnits)}`, 0)).toBe(3);
  const far = `${dashes(chunkUnits + 10)}a. b. ${dashes(9)}`;
  expect(endOfChunk(far, 0)).toBe(chunkUnits + 11);
  expect(endOfChunk(dashes(3 * chunkUnits), 7)).toBe(3 * chunkUnits);
});
