import { ArgumentError, hostTensor, ShapeError } from '@fm/core';
import { describe, expect, it } from 'vitest';
import { evenMoments, filmStrip } from './film-strip.ts';
import type { Image } from './image.ts';
import { imageGrid } from './image-grid.ts';
import { fromImages, toImages } from './samples.ts';

const grey = (width: number, height: number, value: number): Image => ({
  width,
  height,
  channels: 1,
  data: new Uint8Array(width * height).fill(value),
});

describe('samples and pictures', () => {
  it('round trip for all 256 values and three channels', () => {
    const data = Uint8Array.from({ length: 256 * 3 }, (_, i) => (i * 7) % 256);
    const image: Image = { width: 16, height: 16, channels: 3, data };
    expect(toImages(fromImages([image, image]))).toEqual([image, image]);
  });

  it('keep channels apart', () => {
    const image: Image = { width: 2, height: 1, channels: 3, data: Uint8Array.of(255, 0, 0, 0, 0, 255) };
    const { shape, data } = fromImages([image]);
    expect(shape).toEqual([1, 3, 1, 2]);
    expect([...data]).toEqual([1, -1, -1, -1, -1, 1]);
  });

  it('refuse what is no picture, or none of one size', () => {
    expect(() => toImages(hostTensor('f32', [0, 0], [1, 2, 1, 1]))).toThrow(ShapeError);
    expect(() => fromImages([grey(2, 2, 0), grey(2, 3, 0)])).toThrow(ArgumentError);
    expect(() => fromImages([])).toThrow(ArgumentError);
  });
});

describe('grids', () => {
  it('put pictures row by row, with gaps', () => {
    const { width, height, data } = imageGrid([grey(1, 1, 10), grey(1, 1, 20), grey(1, 1, 30)], {
      columns: 2,
      gap: 1,
      background: 0,
    });
    expect([width, height]).toEqual([5, 5]);
    expect([...data.subarray(5, 10)]).toEqual([0, 10, 0, 20, 0]);
    expect([...data.subarray(15, 20)]).toEqual([0, 30, 0, 0, 0]);
  });

  it('enlarge pixels to squares', () => {
    const { width, data } = imageGrid([{ width: 2, height: 1, channels: 1, data: Uint8Array.of(1, 2) }], {
      gap: 0,
      zoom: 2,
    });
    expect(width).toBe(4);
    expect([...data]).toEqual([1, 1, 2, 2, 1, 1, 2, 2]);
  });

  it('refuse pictures of different sizes and options out of range', () => {
    expect(() => imageGrid([])).toThrow(ArgumentError);
    expect(() => imageGrid([grey(1, 1, 0), grey(2, 1, 0)])).toThrow(ArgumentError);
    expect(() => imageGrid([grey(1, 1, 0), { ...grey(1, 1, 0), channels: 3 }])).toThrow(ArgumentError);
    expect(() => imageGrid([grey(1, 1, 0)], { zoom: 0.5 })).toThrow(ArgumentError);
  });
});

describe('film strips', () => {
  it('have a row for each sample and a column for each moment', () => {
    const moment = (a: number, b: number) => hostTensor('f32', [a, b], [2, 1, 1, 1]);
    const { width, height, data } = filmStrip([moment(-1, -1), moment(0, 1), moment(1, 1)], { gap: 0 });
    expect([width, height]).toEqual([3, 2]);
    expect([...data]).toEqual([0, 128, 255, 0, 255, 255]);
    expect(() => filmStrip([])).toThrow(ArgumentError);
    expect(() => filmStrip([moment(0, 0), hostTensor('f32', [0], [1, 1, 1, 1])])).toThrow(ArgumentError);
  });

  it('take moments from beginning to end', () => {
    expect(evenMoments(3, 9)).toEqual([0, 1, 2]);
    expect(evenMoments(9, 1)).toEqual([8]);
    expect(evenMoments(9, 3)).toEqual([0, 4, 8]);
  });
});
