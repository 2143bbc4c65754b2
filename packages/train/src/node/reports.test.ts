import { appendFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';

import type { TrainEvent } from '../index.ts';
import { loadImage, createCanvas } from '@napi-rs/canvas';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { formatCount, formatDuration, formatRate, formatValue } from './format-quantity.ts';
import { jsonLinesLog, lossCurves, plotCurves, readJsonLines, terminalProgress } from '../node.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fm-reports-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const plan: TrainEvent = {
  type: 'plan',
  parameters: 124_000_000,
  trainable: 124_000_000,
  flops: 3e12,
  nodes: 10,
  memory: { parameters: 1, gradients: 1, optimizer: 1, activations: 1, total: 4e9 },
  steps: 100,
  resumedAt: 0,
  unit: 'tokens',
  unitsPerStep: 4096,
};
const stepAt = (step: number, loss: number): TrainEvent => ({
  type: 'step',
  step,
  steps: 100,
  loss,
  weight: 1,
  gradientNorm: 1,
  updateNorm: 1,
  learningRate: 1e-3,
  values: {},
  seconds: 2,
  unit: 'tokens',
  unitsPerSecond: 2048,
  utilization: undefined,
});
const evaluationAt = (step: number, loss: number): TrainEvent => ({
  type: 'evaluation',
  step,
  loss,
  weight: 1,
  values: {},
  isBest: true,
  seconds: 1,
});

describe('terminalProgress', () => {
  const capture = (isTTY: boolean): { stream: Writable; text: () => string } => {
    let written = '';
    const stream = new Writable({
      write(chunk: Buffer, _encoding, done) {
        written += chunk.toString();
        done();
      },
    });
    return { stream: Object.assign(stream, { isTTY, columns: 120 }), text: () => written };
  };

  it('shows plan, loss, throughput, time left, evaluations and the end', () => {
    const { stream, text } = capture(false);
    using progress = terminalProgress({ stream });
    const events: TrainEvent[] = [
      plan,
      stepAt(1, 4.5),
      evaluationAt(1, 4.25),
      { type: 'warning', message: 'careful', error: undefined },
      stepAt(2, 3.5),
      { type: 'checkpoint', step: 2, isBest: true, seconds: 1 },
      { type: 'end', reason: 'finished', step: 2, seconds: 125 },
    ];
    for (const event of events) progress.show(event);
    expect(text()).toContain(
      '124 M parameters; 100 steps of 4.1 k tokens, 3 TFLOP each; about 4 GB of memory',
    );
    expect(text()).toContain('validation loss 4.2500 (best so far)');
    expect(text()).toContain('warning: careful');
    expect(text()).toContain('loss 3.5000 · 2,048 tokens/s · 3 min 16 s left');
    expect(text()).toContain('finished after 2 steps, 2 min 05 s');
  });

  it('moves the place of the bar down when it writes a line above it', () => {
    const { stream, text } = capture(true);
    using progress = terminalProgress({ stream });
    for (const event of [plan, stepAt(1, 4), evaluationAt(1, 3)]) progress.show(event);
    expect(text()).toContain('\r\u001B[Kstep 1: validation loss 3.0000 (best so far)\n\u001B7');
  });

  it('draws a bar in a terminal and shows other work as well', () => {
    const { stream, text } = capture(true);
    using progress = terminalProgress({ stream });
    progress.show({
      type: 'progress',
      task: 'train tokenizer',
      completed: 5,
      total: 10,
      unit: 'merges',
      values: { pairs: 3 },
    });
    progress.show({ type: 'progress', task: 'train tokenizer', completed: 10, total: 10, unit: 'merges' });
    expect(text()).toContain('train tokenizer');
    expect(text()).toContain('100%');
  });
});

describe('jsonLinesLog', () => {
  it('appends to what is there, spells out what JSON lacks, and drops a line that a crash cut off', async () => {
    const path = join(folder, 'deep', 'log.jsonl');
    {
      using log = jsonLinesLog(path);
      log.write({ step: 1, loss: Number.NaN });
    }
    await appendFile(path, '{"step":2,"lo');
    expect(await readJsonLines(path)).toEqual([{ step: 1, loss: 'NaN' }]);
    using log = jsonLinesLog(path);
    log.write({ step: 2, loss: 1 });
    expect(await readFile(path, 'utf8')).toBe('{"step":1,"loss":"NaN"}\n{"step":2,"loss":1}\n');
  });

  it('drops a cut line of any length', async () => {
    const path = join(folder, 'log.jsonl');
    for (const [before, after] of [
      ['x'.repeat(10_000), ''],
      [`{}\n${'x'.repeat(9000)}`, '{}\n'],
      ['{}\n', '{}\n'],
      ['', ''],
    ] as const) {
      await writeFile(path, before);
      jsonLinesLog(path)[Symbol.dispose]();
      expect(await readFile(path, 'utf8')).toBe(after);
    }
  });

  it('reports a damaged line and a folder it cannot write to', async () => {
    const path = join(folder, 'log.jsonl');
    await writeFile(path, '{}\nnot json\n');
    await expect(readJsonLines(path)).rejects.toMatchObject({
      code: 'FM_FORMAT',
      message: expect.stringContaining('line 2'),
    });
    expect(() => jsonLinesLog(join(path, 'log.jsonl'))).toThrow(
      expect.objectContaining({ code: 'FM_STORAGE' }),
    );
  });
});

describe('plotCurves', () => {
  const curves = lossCurves([
    stepAt(1, 4),
    stepAt(2, 3),
    stepAt(3, Number.NaN),
    stepAt(2, 2),
    evaluationAt(2, 3.5),
  ]);

  it('collects loss curves; the later of two events of a step counts', () => {
    expect(curves).toEqual([
      {
        name: 'training',
        points: [
          [1, 4],
          [2, 2],
          [3, Number.NaN],
        ],
      },
      { name: 'validation', points: [[2, 3.5]] },
    ]);
  });

  it('draws an SVG with title, labels and legend', async () => {
    const path = join(folder, 'new', 'loss.svg');
    await plotCurves(path, curves, { title: 'Loss of a run' });
    const svg = await readFile(path, 'utf8');
    for (const text of ['Loss of a run', 'training', 'validation', 'step', 'loss'])
      expect(svg).toContain(text);
  });

  it('draws a PNG with visible lines and text', async () => {
    const path = join(folder, 'loss.png');
    await plotCurves(path, curves, { title: 'Loss of a run', width: 300, height: 200 });
    const image = await loadImage(path);
    expect([image.width, image.height]).toEqual([600, 400]);
    const context = createCanvas(600, 400).getContext('2d');
    context.drawImage(image, 0, 0);
    const ink = (x: number, y: number, width: number, height: number): number => {
      const { data } = context.getImageData(x, y, width, height);
      let count = 0;
      for (let i = 0; i < data.length; i += 4)
        if ((data[i] as number) + (data[i + 1] as number) + (data[i + 2] as number) < 600) count++;
      return count;
    };
    expect(ink(150, 0, 300, 60)).toBeGreaterThan(200);
    expect(ink(130, 96, 420, 160)).toBeGreaterThan(200);
  });

  it('refuses other files and empty plots', async () => {
    await expect(plotCurves(join(folder, 'loss.pdf'), curves)).rejects.toMatchObject({ code: 'FM_ARGUMENT' });
    await expect(plotCurves(join(folder, 'loss.svg'), [])).rejects.toMatchObject({ code: 'FM_ARGUMENT' });
  });
});

it('formats quantities for people', () => {
  expect([0, 980, 1500, 124e6, 2.5e9].map(formatCount)).toEqual(['0', '980', '1.5 k', '124 M', '2.5 G']);
  expect([12345.6, 1.49].map(formatRate)).toEqual(['12,346', '1.5']);
  expect([2.31, 1e-5, 0, Number.NaN].map(formatValue)).toEqual(['2.3100', '1.00e-5', '0', 'NaN']);
  expect([42.4, 185, 7800, Number.NaN].map(formatDuration)).toEqual([
    '42 s',
    '3 min 05 s',
    '2 h 10 min',
    '?',
  ]);
});
