import type { ChatUsage, Metric } from '@fm/core';
import type { CheckedBootstrapOptions } from './bootstrap.ts';

/** An evaluation as plain JSON. */
export interface EvaluationReport {
  readonly format: 'fm-evaluation';
  readonly version: 1;
  readonly name: string;
  /** Number of examples, and the SHA-256 of their JSON. */
  readonly dataset: { readonly size: number; readonly fingerprint: string };
  readonly metrics: readonly MetricReport[];
  /** Of one example, in milliseconds. */
  readonly latency: { readonly mean: number; readonly median: number; readonly p95: number };
  /** Tokens of all examples. */
  readonly usage: ChatUsage;
  readonly bootstrap: CheckedBootstrapOptions;
}

/** What a metric found. */
export interface MetricReport {
  readonly name: string;
  readonly goal: Metric<unknown>['goal'];
  readonly value: number;
  /** Bootstrap interval, percentile method. */
  readonly interval: readonly [lower: number, upper: number];
}
