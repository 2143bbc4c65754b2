import { mkdir, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, extname } from 'node:path';

import { ArgumentError, UnsupportedError } from '@fm/core';
import { storageFailure } from '@fm/core/node';
import type * as Canvas from '@napi-rs/canvas';
import type * as EChartsCore from 'echarts/core';
import type { TrainEvent } from '../trainer/train-event.ts';

/** One line of a plot. */
export interface Curve {
  /** For the legend. */
  readonly name: string;
  /** `[x, y]` pairs by rising x; those that are not finite are left out. */
  readonly points: readonly (readonly [number, number])[];
}

/** Options of {@link plotCurves}. */
export interface PlotOptions {
  /** @default none */
  readonly title?: string;
  /** @default 'step' */
  readonly xLabel?: string;
  /** @default 'loss' */
  readonly yLabel?: string;
  /** Logarithmic y axis. @default false */
  readonly logarithmic?: boolean;
  /** In pixels; PNG files have twice as many, for sharp screens. @default 900 */
  readonly width?: number;
  /** @default 500 */
  readonly height?: number;
}

/**
 * Draws curves into a file: PNG or SVG, by the file's extension.
 *
 * @throws {ArgumentError} when the extension is another, or there is nothing to draw
 * @throws {UnsupportedError} for PNG, when the package `@napi-rs/canvas` is not installed
 * @throws {StorageError} when the file cannot be written
 * @example
 * ```ts
 * import { plotCurves } from '@fm/train/node';
 *
 * await plotCurves('runs/loss.svg', [{ name: 'training', points: [[1, 4.2], [2, 3.1], [3, 2.7]] }], { title: 'Loss' });
 * ```
 */
export async function plotCurves(
  path: string,
  curves: readonly Curve[],
  options: PlotOptions = {},
): Promise<void> {
  const draw = { '.svg': drawSvg, '.png': drawPng }[extname(path).toLowerCase()];
  if (draw === undefined) {
    throw new ArgumentError('plotCurves: unknown kind of file', { expected: '.png or .svg', received: path });
  }
  const drawn = curves.map(({ name, points }) => ({
    name,
    points: points.filter((point) => point.every(Number.isFinite)),
  }));
  if (drawn.every(({ points }) => points.length === 0)) {
    throw new ArgumentError('plotCurves: nothing to draw', {
      expected: 'at least one finite point',
      received: 'none',
    });
  }
  const bytes = await draw(drawn, options);
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, bytes);
  } catch (error) {
    throw storageFailure(`Cannot write the plot ${path}`, error);
  }
}

/**
 * Loss curves of a training run: training loss by step, and validation loss where there were evaluations. Where a
 * resumed run repeats a step, the later event counts.
 *
 * @returns at most two curves, `training` and `validation`, by rising step
 * @example
 * ```ts
 * import { lossCurves } from '@fm/train/node';
 *
 * const step = { type: 'step', steps: 2, seconds: 0.1, unit: 'tokens', unitsPerSecond: 640, utilization: undefined } as const;
 * const metrics = { weight: 64, learningRate: 1e-3, gradientNorm: 1, updateNorm: 0.1, values: {} };
 * lossCurves([
 *   { ...step, ...metrics, step: 1, loss: 4.2 },
 *   { ...step, ...metrics, step: 2, loss: 3.1 },
 * ]); // => [{ name: 'training', points: [[1, 4.2], [2, 3.1]] }]
 * ```
 */
export function lossCurves(events: Iterable<TrainEvent>): readonly Curve[] {
  const training = new Map<number, number>();
  const validation = new Map<number, number>();
  for (const event of events) {
    if (event.type === 'step') training.set(event.step, event.loss);
    if (event.type === 'evaluation') validation.set(event.step, event.loss);
  }
  const curve = (name: string, points: ReadonlyMap<number, number>): Curve[] =>
    points.size === 0 ? [] : [{ name, points: [...points].sort(([a], [b]) => a - b) }];
  return [...curve('training', training), ...curve('validation', validation)];
}

const font = 'Inter';

async function drawSvg(curves: readonly Curve[], options: PlotOptions): Promise<string> {
  const { width = 900, height = 500 } = options;
  const { init } = await loadCharts();
  const chart = init(null, null, { renderer: 'svg', ssr: true, width, height });
  try {
    chart.setOption(chartOption(curves, options));
    return chart.renderToSVGString();
  } finally {
    chart.dispose();
  }
}

async function drawPng(curves: readonly Curve[], options: PlotOptions): Promise<Uint8Array> {
  const { width = 900, height = 500 } = options;
  const { createCanvas, GlobalFonts } = await loadCanvas();
  // A server may have no font at all, and text would silently be missing.
  if (!GlobalFonts.has(font)) {
    GlobalFonts.registerFromPath(
      createRequire(import.meta.url).resolve('@fontsource/inter/files/inter-latin-400-normal.woff2'),
      font,
    );
  }
  const { init, setPlatformAPI } = await loadCharts();
  setPlatformAPI({ createCanvas: () => createCanvas(32, 32) as never });
  const canvas = createCanvas(width, height);
  const chart = init(canvas as never, null, { width, height, devicePixelRatio: 2 });
  try {
    chart.setOption(chartOption(curves, options));
    return canvas.toBuffer('image/png');
  } finally {
    chart.dispose();
  }
}

/** Native code, which only those who want PNG files install. */
async function loadCanvas(): Promise<typeof Canvas> {
  try {
    return await import('@napi-rs/canvas');
  } catch (cause) {
    throw new UnsupportedError('PNG files need the package @napi-rs/canvas, which does not load', {
      expected: '@napi-rs/canvas, installed beside @fm/train; or a path that ends in .svg',
      received: cause instanceof Error ? cause.message : String(cause),
      hint: 'Install it: npm install @napi-rs/canvas',
      cause,
    });
  }
}

async function loadCharts(): Promise<Pick<typeof EChartsCore, 'init' | 'setPlatformAPI'>> {
  const [core, { LineChart }, components, { CanvasRenderer, SVGRenderer }] = await Promise.all([
    import('echarts/core'),
    import('echarts/charts'),
    import('echarts/components'),
    import('echarts/renderers'),
  ]);
  const { GridComponent, LegendComponent, TitleComponent } = components;
  core.use([LineChart, GridComponent, LegendComponent, TitleComponent, CanvasRenderer, SVGRenderer]);
  return core;
}

function chartOption(curves: readonly Curve[], options: PlotOptions): EChartsCore.EChartsCoreOption {
  const { title, xLabel = 'step', yLabel = 'loss', logarithmic = false } = options;
  const axis = { nameLocation: 'middle', nameGap: 32, scale: true };
  return {
    animation: false,
    backgroundColor: '#ffffff',
    textStyle: { fontFamily: font },
    ...(title !== undefined && {
      title: { text: title, left: 'center', textStyle: { fontFamily: font, fontWeight: 'normal' } },
    }),
    legend: { bottom: 4 },
    grid: { left: 64, right: 24, top: title === undefined ? 24 : 48, bottom: 72 },
    xAxis: { type: 'value', name: xLabel, min: 'dataMin', max: 'dataMax', ...axis },
    yAxis: { type: logarithmic ? 'log' : 'value', name: yLabel, ...axis, nameGap: 44 },
    series: curves.map(({ name, points }, i) => ({
      type: 'line',
      name,
      data: points,
      // Many points make a line, few are shown themselves.
      showSymbol: points.length <= 50,
      lineStyle: { width: i === 0 && curves.length > 1 ? 1 : 2 },
    })),
  };
}
