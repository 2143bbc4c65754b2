import { expect, it } from 'vitest';
import { ArgumentError, ShapeError } from '../errors/index.ts';
import { addDims, dim, divideDims, equalDims, evaluateDim, multiplyDims, symbolName } from './dim.ts';

const batch = dim('batch');
const sequence = dim('sequence');

it('keeps polynomials canonical', () => {
  expect(`${addDims(multiplyDims(batch, sequence), 1)}`).toBe('1+batch*sequence');
  expect(equalDims(multiplyDims(batch, sequence), multiplyDims(sequence, batch))).toBe(true);
  expect(equalDims(addDims(batch, batch), multiplyDims(2, batch))).toBe(true);
});

it('becomes a number when the symbols cancel', () => {
  expect(addDims(batch, multiplyDims(-1, batch))).toBe(0);
  expect(divideDims(multiplyDims(batch, 12), multiplyDims(batch, 4))).toBe(3);
});

it('divides exactly or not at all', () => {
  expect(`${divideDims(multiplyDims(multiplyDims(batch, sequence), 6), multiplyDims(sequence, 2))}`).toBe(
    '3*batch',
  );
  expect(() => divideDims(batch, 2)).toThrow(ShapeError);
  expect(() => divideDims(7, 2)).toThrow(ShapeError);
});

it('evaluates to the bound number', () => {
  const d = addDims(multiplyDims(batch, sequence), multiplyDims(3, batch));
  expect(
    evaluateDim(
      d,
      new Map([
        ['batch', 2],
        ['sequence', 5],
      ]),
    ),
  ).toBe(16);
  expect(() => evaluateDim(d, new Map([['batch', 2]]))).toThrow(/"sequence" is not bound/);
});

it('tells bare symbols from expressions', () => {
  expect(symbolName(batch)).toBe('batch');
  expect(symbolName(addDims(batch, 1))).toBeUndefined();
  expect(symbolName(multiplyDims(batch, 2))).toBeUndefined();
  expect(() => dim('a*b')).toThrow(ArgumentError);
});
