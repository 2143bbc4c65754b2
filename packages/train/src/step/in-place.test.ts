import {
  add,
  createGraph,
  type Graph,
  input,
  multiply,
  type Optimizer,
  referenceBackend,
  type Tensor,
} from '@fm/core';
import { describe, expect, it } from 'vitest';

import { adamW, lion } from '../optimizers/index.ts';
import { batchAt, LinearRegression, squaredError } from '../testing/linear-regression.ts';
import { inPlaceInputs } from './in-place.ts';
import { defineStep } from './step-definition.ts';
import { traceFusedStep, traceGradientStep } from './trace-step.ts';

const graphOf = (inputs: Record<string, Tensor>, outputs: Record<string, Tensor>): Graph =>
  createGraph(new Map(Object.entries(inputs)), new Map(Object.entries(outputs)));

describe('inPlaceInputs', () => {
  it('allows a write that depends on every read', () => {
    const m = input('f32', [3]);
    const g = input('f32', [3]);
    expect(inPlaceInputs(graphOf({ m, g }, { 'next/m': add(multiply(m, 0.9), g) }))).toEqual(new Set(['m']));
  });

  it('refuses a write that another reader may come after', () => {
    const m = input('f32', [3]);
    const g = input('f32', [3]);
    const vote = add(multiply(m, 0.5), g);
    expect(inPlaceInputs(graphOf({ m, g }, { 'next/m': add(multiply(m, 0.9), g), vote }))).toEqual(new Set());
  });

  it('refuses the node that reads what it overwrites, and another shape or dtype', () => {
    const m = input('f32', [1]);
    const g = input('f32', [3]);
    expect(inPlaceInputs(graphOf({ m, g }, { 'next/m': add(m, g) }))).toEqual(new Set());
    expect(inPlaceInputs(graphOf({ m, g }, { 'next/m': add(multiply(m, 2), g) }))).toEqual(new Set());
  });

  it('finds the moments of AdamW and summed gradients, but neither parameters nor the momentum of Lion', () => {
    const define = (optimizer: Optimizer) =>
      defineStep({
        model: new LinearRegression(),
        objective: squaredError,
        optimizer,
        backend: referenceBackend(),
      });
    const batch = batchAt(0);
    const names = (graph: Graph): string[] => [...inPlaceInputs(graph)].sort();
    const each = (prefix: string): string[] => ['bias', 'gain', 'weight'].map((name) => `${prefix}/${name}`);
    expect(names(traceFusedStep(define(adamW({ learningRate: 1 })), batch))).toEqual([
      ...each('optimizer/first'),
      ...each('optimizer/second'),
    ]);
    expect(names(traceFusedStep(define(lion({ learningRate: 1 })), batch))).toEqual([]);
    expect(names(traceGradientStep(define(adamW({ learningRate: 1 })), batch))).toEqual(each('sum'));
  });
});
