import { ArgumentError, ShapeError } from '../errors/index.ts';
import { formatType, type Graph, type Operands, type Tensor } from '../ir/index.ts';
import { equalShapes, type HostTensor } from '../tensor/index.ts';
import { Emitter } from './emitter.ts';
import { orderLeaves } from './order-leaves.ts';
import { encodeModel, type OnnxInitializer, type OnnxNode } from './proto.ts';

/** Options of {@link emitOnnx}. */
export interface EmitOptions {
  /**
   * `portable` uses stock `ai.onnx` operators only, so any runtime can load the file; `fused` may use ONNX Runtime's
   * contrib operators.
   *
   * @default 'portable'
   */
  readonly mode?: 'portable' | 'fused';
  /**
   * Channels in a block of ONNX Runtime's convolutions in `com.microsoft.nchwc` on the processor that will run the
   * program, 8 or 16; only `fused` programs use them. @default those convolutions are not used
   */
  readonly channelBlock?: number | undefined;
  /** Name of the graph. @default 'program' */
  readonly name?: string;
  /** File name, relative to the model's, for large constants kept outside. @default `${name}.onnx.data` */
  readonly externalLocation?: string;
  /**
   * Constants of at least this many bytes go into the external file. By default that happens only when the model would
   * otherwise exceed protobuf's limit of 2 GB, and then for constants of 1 KiB and more.
   */
  readonly externalFrom?: number;
  /**
   * Numbers of inputs that become a part of the file, by name, instead of being asked for: a trained model's parameters.
   *
   * @default none
   */
  readonly initializers?: Readonly<Record<string, HostTensor>>;
}

/** An ONNX model, and the bytes of the file beside it where there is one. */
export interface OnnxModel {
  /** Serialised `ModelProto`. */
  readonly model: Uint8Array<ArrayBuffer>;
  /** To be written one after another into the file `location`. */
  readonly external?: { readonly location: string; readonly chunks: readonly Uint8Array[] };
}

/** Leaves room below 2 GiB for everything that is not a constant. */
const embeddedLimit = 2 ** 31 - 2 ** 24;
/** External tensors start at multiples of this, so that they can be memory-mapped. */
const alignment = 4096;

/**
 * Writes a program as an ONNX model.
 *
 * @throws {GraphError} when a symbolic dimension is not bound by any input
 * @throws {ArgumentError} when an input and an output have the same name, or one is empty or begins with `%`
 * @throws {ShapeError} when an initializer is no input of the program, or of another type
 * @throws {UnsupportedError} from operators that ONNX cannot express
 * @see https://onnx.ai/onnx/repo-docs/IR.html
 * @example
 * ```ts
 * import { writeFile } from 'node:fs/promises';
 * import { dim, emitOnnx, hostTensor, matmul, trace } from '@fm/core';
 *
 * const program = trace(({ x, weight }) => ({ y: matmul(x, weight) }), {
 *   x: { dtype: 'f32', shape: [dim('batch'), 2] },
 *   weight: { dtype: 'f32', shape: [2, 1] },
 * });
 * const { model, external } = emitOnnx(program, { initializers: { weight: hostTensor('f32', [1, -1], [2, 1]) } });
 * external; // => undefined
 * await writeFile('difference.onnx', model); // asks for x only
 * ```
 */
export function emitOnnx(graph: Graph, options: EmitOptions = {}): OnnxModel {
  const { name = 'program', externalLocation = `${name}.onnx.data`, initializers = {} } = options;
  const shared = [...graph.outputs.keys()].find((output) => graph.inputs.has(output));
  if (shared !== undefined) {
    throw new ArgumentError(`"${shared}" is an input and an output`, {
      expected: 'every value of an ONNX model to have a name of its own',
      hint: 'Rename the output.',
    });
  }
  const reserved = [...graph.inputs.keys(), ...graph.outputs.keys()].find(
    (key) => key === '' || key.startsWith('%'),
  );
  if (reserved !== undefined) {
    throw new ArgumentError(`"${reserved}" cannot be the name of an input or output`, {
      expected: "a name that is not empty and does not begin with '%', as those of intermediate values do",
    });
  }
  const emitter = new Emitter(graph, options);
  const names = emitNodes(graph, emitter);
  const nodes = orderLeaves(nameOutputs(graph, emitter, names));
  const stored = new Map([...emitter.initializers, ...initializersOf(graph, initializers)]);
  const external = new ExternalFile(externalLocation, options.externalFrom ?? defaultThreshold(stored));
  const model = encodeModel({
    name,
    nodes,
    initializers: [...stored].map(([key, value]) => external.place(key, value)),
    inputs: [...graph.inputs]
      .filter(([key]) => !stored.has(key))
      .map(([key, { dtype, shape }]) => ({ name: key, dtype, shape })),
    outputs: [...graph.outputs].map(([key, { dtype, shape }]) => ({ name: key, dtype, shape })),
  });
  return external.chunks.length === 0 ? { model } : { model, external };
}

/** The inputs that are stored, after a check that they fit. */
function initializersOf(
  graph: Graph,
  given: Readonly<Record<string, HostTensor>>,
): readonly (readonly [string, HostTensor])[] {
  return Object.entries(given).map(([name, value]) => {
    const type = graph.inputs.get(name);
    if (type === undefined || type.dtype !== value.dtype || !equalShapes(type.shape, value.shape)) {
      throw new ShapeError(`An initializer does not fit the program's input "${name}"`, {
        expected: type === undefined ? [...graph.inputs.keys()].join(', ') : formatType(type),
        received: formatType(value),
      });
    }
    return [name, value];
  });
}

function emitNodes(graph: Graph, emitter: Emitter): ReadonlyMap<Tensor, string> {
  const names = new Map<Tensor, string>([...graph.inputs].map(([name, tensor]) => [tensor, name]));
  for (const node of graph.nodes) {
    emitter.scope = node.op.name;
    const inputs = node.inputs.map((tensor) => names.get(tensor) as string);
    const outputs = node.op.emit(emitter, inputs as readonly string[] as Operands<string>, node);
    for (const [i, tensor] of node.outputs.entries()) names.set(tensor, outputs[i] ?? '');
  }
  return names;
}

/**
 * Gives the values that are outputs of the program their public names where they are made: an Identity behind each
 * would copy every parameter in every training step.
 */
function nameOutputs(
  graph: Graph,
  emitter: Emitter,
  names: ReadonlyMap<Tensor, string>,
): readonly OnnxNode[] {
  const made = new Set(emitter.emitted.flatMap((node) => node.outputs));
  const renamed = new Map<string, string>();
  emitter.scope = 'output';
  for (const [output, tensor] of graph.outputs) {
    const name = names.get(tensor) as string;
    if (made.has(name) && !renamed.has(name)) renamed.set(name, output);
    else
      emitter.emitted.push({
        name: `output/${output}`,
        opType: 'Identity',
        domain: '',
        inputs: [name],
        outputs: [output],
        attributes: {},
      });
  }
  const rename = (name: string): string => renamed.get(name) ?? name;
  return emitter.emitted.map((node) => ({
    ...node,
    inputs: node.inputs.map(rename),
    outputs: node.outputs.map(rename),
  }));
}

function defaultThreshold(initializers: ReadonlyMap<string, HostTensor>): number {
  const total = [...initializers.values()].reduce((sum, { data }) => sum + data.byteLength, 0);
  return total > embeddedLimit ? 1024 : Number.POSITIVE_INFINITY;
}

class ExternalFile {
  readonly location: string;
  readonly chunks: Uint8Array[] = [];
  readonly #from: number;
  #length = 0;

  constructor(location: string, from: number) {
    this.location = location;
    this.#from = from;
  }

  place(name: string, { dtype, shape, data }: HostTensor): OnnxInitializer {
    const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
    if (bytes.length < this.#from) return { name, dtype, shape, data: { bytes } };
    const padding = (alignment - (this.#length % alignment)) % alignment;
    if (padding > 0) this.chunks.push(new Uint8Array(padding));
    const offset = this.#length + padding;
    this.chunks.push(bytes);
    this.#length = offset + bytes.length;
    return { name, dtype, shape, data: { location: this.location, offset, length: bytes.length } };
  }
}
