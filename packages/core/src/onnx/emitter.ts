import { GraphError } from '../errors/index.ts';
import type { EmitContext, Graph, OnnxNodeOptions, Tensor } from '../ir/index.ts';
import {
  type Dim,
  type DType,
  fromNumbers,
  type HostTensor,
  hostTensor,
  isConcrete,
  type Shape,
  symbolName,
} from '../tensor/index.ts';
import type { EmitOptions } from './emit-onnx.ts';
import { onnxDataType, type OnnxNode } from './proto.ts';

/** Initializers up to this many bytes are shared when equal. */
const sharedBytes = 256;

/** Collects ONNX nodes and initializers while the operators of a program write themselves. */
export class Emitter implements EmitContext {
  readonly mode: 'portable' | 'fused';
  readonly channelBlock: number | undefined;
  readonly emitted: OnnxNode[] = [];
  readonly initializers: Map<string, HostTensor> = new Map();
  readonly #graph: Graph;
  readonly #stored: Readonly<Record<string, HostTensor>>;
  readonly #used: ReadonlySet<Tensor>;
  readonly #constants = new Map<string | HostTensor, string>();
  readonly #dims = new Map<string, string>();
  #names = 0;
  /** Prefix of node names, set to the operator that is writing: profiles then speak of fm's operators. */
  scope = '';

  constructor(
    graph: Graph,
    {
      mode = 'portable',
      channelBlock,
      initializers = {},
    }: Pick<EmitOptions, 'mode' | 'channelBlock' | 'initializers'>,
  ) {
    this.mode = mode;
    this.channelBlock = mode === 'fused' ? channelBlock : undefined;
    this.#stored = initializers;
    this.#graph = graph;
    this.#used = new Set([...graph.outputs.values(), ...graph.nodes.flatMap((node) => [...node.inputs])]);
  }

  nodes(opType: string, inputs: readonly string[], options: OnnxNodeOptions = {}): readonly string[] {
    const { domain = '', attributes = {}, outputs = 1 } = options;
    const present = typeof outputs === 'number' ? Array.from({ length: outputs }, () => true) : outputs;
    const names = present.map((isPresent) => (isPresent ? `%${this.#names++}` : ''));
    this.emitted.push({
      name: `${this.scope}/${opType}_${this.emitted.length}`,
      opType,
      domain,
      inputs,
      outputs: names,
      attributes,
    });
    return names;
  }

  node(opType: string, inputs: readonly string[], options: Omit<OnnxNodeOptions, 'outputs'> = {}): string {
    return this.nodes(opType, inputs, options)[0] as string;
  }

  constant(value: HostTensor): string {
    const key =
      value.data.byteLength <= sharedBytes ? `${value.dtype}[${value.shape}]${hexadecimal(value)}` : value;
    const known = this.#constants.get(key);
    if (known !== undefined) return known;
    const name = `%c${this.#constants.size}`;
    this.#constants.set(key, name);
    this.initializers.set(name, value);
    return name;
  }

  scalar(dtype: DType, value: number): string {
    return this.constant(hostTensor(dtype, fromNumbers(dtype, [value]), []));
  }

  ints(values: readonly number[]): string {
    return this.constant(hostTensor('i64', values));
  }

  shape(shape: Shape): string {
    if (isConcrete(shape)) return this.ints(shape);
    return this.node(
      'Concat',
      shape.map((d) => this.#dim(d)),
      { attributes: { axis: { int: 0 } } },
    );
  }

  cast(name: string, dtype: DType): string {
    return this.node('Cast', [name], { attributes: { to: { int: onnxDataType[dtype] } } });
  }

  isStored(name: string): boolean {
    return this.initializers.has(name) || Object.hasOwn(this.#stored, name);
  }

  isUsed(tensor: Tensor): boolean {
    return this.#used.has(tensor);
  }

  /** A dimension as `i64[1]`, computed from the shapes of the program's inputs where it is symbolic. */
  #dim(d: Dim): string {
    if (typeof d === 'number') return this.ints([d]);
    const known = this.#dims.get(d.text);
    if (known !== undefined) return known;
    const name = symbolName(d) === undefined ? this.#polynomial(d.terms) : this.#boundSymbol(d.text);
    this.#dims.set(d.text, name);
    return name;
  }

  #polynomial(terms: ReadonlyMap<string, number>): string {
    const products = [...terms].map(([monomial, coefficient]) => {
      const factors = monomial === '' ? [] : monomial.split('*').map((symbol) => this.#symbol(symbol));
      if (coefficient !== 1 || factors.length === 0) factors.push(this.ints([coefficient]));
      return factors.reduce((a, b) => this.node('Mul', [a, b]));
    });
    return products.reduce((a, b) => this.node('Add', [a, b]));
  }

  #symbol(symbol: string): string {
    const known = this.#dims.get(symbol);
    if (known !== undefined) return known;
    const name = this.#boundSymbol(symbol);
    this.#dims.set(symbol, name);
    return name;
  }

  #boundSymbol(symbol: string): string {
    for (const [name, tensor] of this.#graph.inputs) {
      const axis = tensor.shape.findIndex((d) => symbolName(d) === symbol);
      if (axis < 0) continue;
      const attributes = { start: { int: axis }, end: { int: axis + 1 } };
      return this.node('Shape', [name], { attributes });
    }
    throw new GraphError(`Dimension "${symbol}" is not the extent of any input`, {
      hint: 'Give some input the bare symbol as one of its dimensions.',
    });
  }
}

function hexadecimal({ data }: HostTensor): string {
  const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
