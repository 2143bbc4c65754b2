import { bytesPerElement, type Graph, type Shape, sizeOf, type Tensor, type TensorType } from '@fm/core';
import { countFlops } from './count-flops.ts';
import type { StepDefinition } from './step-definition.ts';

/** Sizes and costs of one optimizer step, known before it runs. */
export interface StepPlan {
  /** Numbers in the model. */
  readonly parameters: number;
  /** Numbers that learn. */
  readonly trainable: number;
  /** Floating-point operations of matrix products and convolutions in one step, a multiplication and an addition counted as two. */
  readonly flops: number;
  /** Nodes of the programs that depend on the batch. */
  readonly nodes: number;
  /** Estimated memory in bytes; the runtime's own needs come on top. */
  readonly memory: MemoryPlan;
}

/** Estimated memory in bytes. */
export interface MemoryPlan {
  /** Parameters; twice where they learn, if the optimizer needs whole tensors and they are double-buffered. */
  readonly parameters: number;
  /** One number for each that learns. */
  readonly gradients: number;
  /** The optimizer's state. */
  readonly optimizer: number;
  /** Most that intermediate values take at any one time, besides the gradients. */
  readonly activations: number;
  /** The sum of these. */
  readonly total: number;
}

/**
 * Adds up what the programs of a step take.
 *
 * @param graphs - one for everything, or the gradients of every micro-batch and the optimizer
 */
export function planStep(definition: StepDefinition, graphs: readonly Graph[]): StepPlan {
  const isFlat = definition.groups !== undefined;
  const copies = isFlat ? 0 : bytesOf(definition.trainable.values());
  const parameters = bytesOf(definition.parameters.values()) + copies;
  const gradients = bytesOf(definition.trainable.values());
  const optimizer = bytesOf(definition.optimizerState.values());
  const peak = Math.max(...graphs.map(peakIntermediateBytes));
  const activations = Math.max(0, peak - (graphs.length === 1 && !isFlat ? gradients : 0));
  return {
    parameters: countElements(definition.parameters.values()),
    trainable: countElements(definition.trainable.values()),
    flops: graphs.reduce((sum, graph) => sum + countFlops(graph), 0),
    nodes: graphs.reduce((sum, graph) => sum + graph.nodes.length, 0),
    memory: {
      parameters,
      gradients,
      optimizer,
      activations,
      total: parameters + gradients + optimizer + activations,
    },
  };
}

/** Most bytes of intermediate values that are alive at once when nodes run in order; inputs and outputs are not counted. */
export function peakIntermediateBytes(graph: Graph): number {
  const kept = new Set<Tensor>([...graph.inputs.values(), ...graph.outputs.values()]);
  const lastUse = new Map<Tensor, number>();
  for (const [i, node] of graph.nodes.entries()) for (const tensor of node.inputs) lastUse.set(tensor, i);
  let alive = 0;
  let peak = 0;
  for (const [i, node] of graph.nodes.entries()) {
    for (const output of node.outputs) if (!kept.has(output) && lastUse.has(output)) alive += bytes(output);
    peak = Math.max(peak, alive);
    for (const tensor of new Set(node.inputs)) {
      if (!kept.has(tensor) && tensor.node !== undefined && lastUse.get(tensor) === i) alive -= bytes(tensor);
    }
  }
  return peak;
}

function bytesOf(types: Iterable<TensorType>): number {
  return [...types].reduce((sum, type) => sum + bytes(type), 0);
}

function bytes({ dtype, shape }: TensorType): number {
  return elements(shape) * bytesPerElement(dtype);
}

function countElements(types: Iterable<TensorType>): number {
  return [...types].reduce((sum, { shape }) => sum + elements(shape), 0);
}

/** Programs of a train step have concrete shapes only. */
function elements(shape: Shape): number {
  return sizeOf(shape) as number;
}
