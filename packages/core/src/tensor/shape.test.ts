import { expect, it } from 'vitest';
import { ShapeError } from '../errors/index.ts';
import { dim, multiplyDims } from './dim.ts';
import { bindShape, broadcastShapes, formatShape, normalizeAxes, resolveReshape } from './shape.ts';

it('broadcasts from the right', () => {
  expect(broadcastShapes([8, 1, 3], [4, 3])).toEqual([8, 4, 3]);
  expect(broadcastShapes([], [2, 0])).toEqual([2, 0]);
  expect(formatShape(broadcastShapes([dim('batch'), 1], [1, 4]))).toBe('[batch, 4]');
});

it('names the dimension that does not broadcast', () => {
  expect(() => broadcastShapes([2, 3], [2, 4], 'add')).toThrow(
    /add: shapes do not broadcast at dimension -1/,
  );
  expect(() => broadcastShapes([dim('batch')], [dim('sequence')])).toThrow(ShapeError);
});

it('resolves one unknown extent of a reshape, symbolic or not', () => {
  expect(resolveReshape([2, -1], 6)).toEqual([2, 3]);
  expect(formatShape(resolveReshape([-1, 4], multiplyDims(dim('n'), 8)))).toBe('[2*n, 4]');
  expect(() => resolveReshape([-1, -1], 6)).toThrow(/only one extent/);
  expect(() => resolveReshape([4, 2], 6)).toThrow(/element counts differ/);
});

it('binds symbols', () => {
  expect(bindShape([dim('batch'), 3], new Map([['batch', 5]]))).toEqual([5, 3]);
});

it('normalises axes', () => {
  expect(normalizeAxes([-1, 0, 2], 3, 'sum')).toEqual([0, 2]);
  expect(normalizeAxes(undefined, 2, 'sum')).toEqual([0, 1]);
  expect(() => normalizeAxes(3, 3, 'sum')).toThrow(/sum: axis is out of range/);
});
