import type { Backend, Batch, Graph } from '@fm/core';
import type { StepProgram } from './double-buffer.ts';
import type { PieceRun, PieceSpec } from './flat-memory.ts';
import { inPlaceInputs, type InPlaceOptions } from './in-place.ts';
import { ProgramCache } from './program-cache.ts';
import { signatureOf, type StepDefinition } from './step-definition.ts';
import { type PieceUpdateOptions, tracePieceSquares, tracePieceUpdates } from './trace-pieces.ts';
import { traceFusedStep, traceGradients, traceGradientStep, traceOptimizerStep } from './trace-step.ts';

/** Elements up to which a sum of squares is exact enough in one go, and another run would cost more than it saves. */
const smallModel = 2 ** 20;

/** Name of a program and how to trace it. */
export interface ProgramSource {
  readonly signature: string;
  readonly trace: () => Graph;
}

/** The programs a step may consist of; each is traced and compiled when it is first needed. */
export class StepPrograms implements AsyncDisposable {
  /** Whether the program of gradients tells their norm as well. */
  readonly hasNorm: boolean;
  readonly #definition: StepDefinition;
  readonly #backend: Backend;
  readonly #cache: ProgramCache<StepProgram>;
  /** Traced for the plan and not compiled yet. */
  readonly #traced = new Map<string, Graph>();

  constructor(definition: StepDefinition, backend: Backend, cacheSize: number) {
    this.#definition = definition;
    this.#backend = backend;
    const sizes = definition.groups?.map(({ size }) => size) ?? [];
    this.hasNorm = sizes.reduce((sum, size) => sum + size, 0) <= smallModel;
    // The programs that do not depend on the batch come on top: updates and norms of pieces, in few combinations.
    this.#cache = new ProgramCache(cacheSize + 2 + 4 * sizes.length);
  }

  /** Forward, backward and optimizer. */
  fused(batch: Batch): ProgramSource {
    return { signature: `step ${signatureOf(batch)}`, trace: () => traceFusedStep(this.#definition, batch) };
  }

  /** Gradients of a batch, with their norm where the model is small enough to take it at once. */
  gradients(batch: Batch): ProgramSource {
    return {
      signature: `gradients ${signatureOf(batch)}`,
      trace: () => traceGradients(this.#definition, batch, { norm: this.hasNorm }),
    };
  }

  /** What a micro-batch adds to the sum of weighted gradients. */
  gradientSums(batch: Batch): ProgramSource {
    return {
      signature: `sums ${signatureOf(batch)}`,
      trace: () => traceGradientStep(this.#definition, batch),
    };
  }

  /** The optimizer on summed gradients. */
  optimizer(): ProgramSource {
    return { signature: 'optimizer', trace: () => traceOptimizerStep(this.#definition) };
  }

  /** The optimizer on some pieces. */
  pieceUpdates({ pieces }: PieceRun, options: PieceUpdateOptions): ProgramSource {
    return {
      signature: `update${options.scaled ? ' from sums' : ''} ${nameOf(pieces)}`,
      trace: () => tracePieceUpdates(this.#definition, pieces, options),
    };
  }

  /** Sum of squares of the gradients of some pieces. */
  pieceSquares({ pieces }: PieceRun): ProgramSource {
    return { signature: `squares ${nameOf(pieces)}`, trace: () => tracePieceSquares(pieces) };
  }

  graph({ signature, trace }: ProgramSource): Graph {
    const graph = this.#traced.get(signature) ?? trace();
    this.#traced.set(signature, graph);
    return graph;
  }

  compiled(source: ProgramSource, options?: InPlaceOptions): Promise<StepProgram> {
    return this.#cache.get(source.signature, async () => {
      const graph = this.graph(source);
      this.#traced.delete(source.signature);
      const executable = await this.#backend.compile(graph, { name: `train ${source.signature}` });
      return { executable, inPlace: inPlaceInputs(graph, options) };
    });
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#cache[Symbol.asyncDispose]();
  }
}

function nameOf(pieces: readonly PieceSpec[]): string {
  const counts = new Map<string, number>();
  for (const { group, size } of pieces) {
    const name = `${group.name}[${size}]`;
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return [...counts].map(([name, count]) => `${count} × ${name}`).join(', ');
}
