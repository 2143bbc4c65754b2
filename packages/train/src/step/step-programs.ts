import type { Backend, Batch, Graph } from '@fm/core';
import type { StepProgram } from './double-buffer.ts';
import type { FlatGroup } from './flat-layout.ts';
import { inPlaceInputs, type InPlaceOptions } from './in-place.ts';
import { ProgramCache } from './program-cache.ts';
import { signatureOf, type StepDefinition } from './step-definition.ts';
import {
  traceFusedStep,
  traceGradients,
  traceGradientStep,
  traceOptimizerStep,
  tracePieceUpdate,
  traceSquare,
} from './trace-step.ts';

/** Name of a program and how to trace it. */
export interface ProgramSource {
  readonly signature: string;
  readonly trace: () => Graph;
}

/** The programs a step may consist of; each is traced and compiled when it is first needed. */
export class StepPrograms implements AsyncDisposable {
  readonly #definition: StepDefinition;
  readonly #backend: Backend;
  readonly #cache: ProgramCache<StepProgram>;
  /** Traced for the plan and not compiled yet. */
  readonly #traced = new Map<string, Graph>();

  constructor(definition: StepDefinition, backend: Backend, cacheSize: number) {
    this.#definition = definition;
    this.#backend = backend;
    // The programs that do not depend on the batch come on top.
    this.#cache = new ProgramCache(cacheSize + 2 + (definition.groups?.length ?? 0));
  }

  /** Forward, backward and optimizer. */
  fused(batch: Batch): ProgramSource {
    return { signature: `step ${signatureOf(batch)}`, trace: () => traceFusedStep(this.#definition, batch) };
  }

  /** Gradients of a batch. */
  gradients(batch: Batch): ProgramSource {
    return {
      signature: `gradients ${signatureOf(batch)}`,
      trace: () => traceGradients(this.#definition, batch),
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

  /** The optimizer on a piece of a group. */
  pieceUpdate(group: FlatGroup): ProgramSource {
    return { signature: `update ${group.name}`, trace: () => tracePieceUpdate(this.#definition, group) };
  }

  /** Sum of squares of a piece. */
  square(): ProgramSource {
    return { signature: 'square', trace: traceSquare };
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
