import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import type { OnnxAttribute } from '../ir/index.ts';
import type { DType, Shape } from '../tensor/index.ts';

/** A node of an ONNX graph. */
export interface OnnxNode {
  readonly name: string;
  readonly opType: string;
  readonly domain: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: Readonly<Record<string, OnnxAttribute>>;
}

/** A named constant of an ONNX graph: its bytes inside the model, or a range of a file beside it. */
export interface OnnxInitializer {
  readonly name: string;
  readonly dtype: DType;
  readonly shape: readonly number[];
  readonly data:
    | { readonly bytes: Uint8Array }
    | { readonly location: string; readonly offset: number; readonly length: number };
}

/** A typed input or output of an ONNX graph. */
export interface OnnxValue {
  readonly name: string;
  readonly dtype: DType;
  readonly shape: Shape;
}

/** The parts of an ONNX model that fm writes. */
export interface OnnxGraph {
  readonly name: string;
  readonly nodes: readonly OnnxNode[];
  readonly initializers: readonly OnnxInitializer[];
  readonly inputs: readonly OnnxValue[];
  readonly outputs: readonly OnnxValue[];
}

/** `TensorProto.DataType` of each dtype, which is also its number in ONNX Runtime's C API. */
export const onnxDataType: Readonly<Record<DType, number>> = {
  f32: 1,
  u8: 2,
  i32: 6,
  i64: 7,
  bool: 9,
  f16: 10,
  f64: 11,
  bf16: 16,
};

/** Operator-set versions that fm writes: `ai.onnx` 21, and the contrib domains where they are used. */
const opsets: readonly (readonly [domain: string, version: number])[] = [
  ['', 21],
  ['com.microsoft', 1],
  ['com.microsoft.nchwc', 1],
];
const irVersion = 10;

type Fields = (writer: BinaryWriter) => void;

/**
 * Serialises a graph as an ONNX `ModelProto`.
 *
 * @see https://github.com/onnx/onnx/blob/main/onnx/onnx.proto3 for the field numbers
 */
export function encodeModel(graph: OnnxGraph): Uint8Array<ArrayBuffer> {
  const writer = new BinaryWriter();
  integer(1, irVersion)(writer);
  text(2, 'fm')(writer);
  message(7, graphFields(graph))(writer);
  const used = new Set(graph.nodes.map((node) => node.domain));
  for (const [domain, version] of opsets) {
    if (domain === '' || used.has(domain)) message(8, all(text(1, domain), integer(2, version)))(writer);
  }
  return writer.finish();
}

function graphFields({ name, nodes, initializers, inputs, outputs }: OnnxGraph): Fields {
  return all(
    ...nodes.map((node) => message(1, nodeFields(node))),
    text(2, name),
    ...initializers.map((initializer) => message(5, tensorFields(initializer))),
    ...inputs.map((value) => message(11, valueFields(value))),
    ...outputs.map((value) => message(12, valueFields(value))),
  );
}

function nodeFields({ name, opType, domain, inputs, outputs, attributes }: OnnxNode): Fields {
  return all(
    ...inputs.map((input) => text(1, input)),
    ...outputs.map((output) => text(2, output)),
    text(3, name),
    text(4, opType),
    ...Object.entries(attributes).map(([key, value]) =>
      message(5, all(text(1, key), attributeFields(value))),
    ),
    text(7, domain),
  );
}

function attributeFields(attribute: OnnxAttribute): Fields {
  if ('float' in attribute) return all(float(2, attribute.float), integer(20, 1));
  if ('int' in attribute) return all(integer(3, attribute.int), integer(20, 2));
  if ('string' in attribute) return all(text(4, attribute.string), integer(20, 3));
  if ('floats' in attribute) return all(...attribute.floats.map((x) => float(7, x)), integer(20, 6));
  return all(...attribute.ints.map((x) => integer(8, x)), integer(20, 7));
}

function tensorFields({ name, dtype, shape, data }: OnnxInitializer): Fields {
  const head = all(...shape.map((d) => integer(1, d)), integer(2, onnxDataType[dtype]), text(8, name));
  if ('bytes' in data)
    return all(head, (writer) => writer.tag(9, WireType.LengthDelimited).bytes(data.bytes));
  const entry = (key: string, value: string): Fields => message(13, all(text(1, key), text(2, value)));
  return all(
    head,
    entry('location', data.location),
    entry('offset', `${data.offset}`),
    entry('length', `${data.length}`),
    integer(14, 1),
  );
}

function valueFields({ name, dtype, shape }: OnnxValue): Fields {
  const dims = shape.map((d) => message(1, typeof d === 'number' ? integer(1, d) : text(2, d.text)));
  const tensorType = all(integer(1, onnxDataType[dtype]), message(2, all(...dims)));
  return all(text(1, name), message(2, message(1, tensorType)));
}

function all(...fields: readonly Fields[]): Fields {
  return (writer) => {
    for (const write of fields) write(writer);
  };
}

function integer(field: number, value: number): Fields {
  return (writer) => writer.tag(field, WireType.Varint).int64(value);
}

function float(field: number, value: number): Fields {
  return (writer) => writer.tag(field, WireType.Bit32).float(value);
}

function text(field: number, value: string): Fields {
  return (writer) => writer.tag(field, WireType.LengthDelimited).string(value);
}

function message(field: number, fields: Fields): Fields {
  return (writer) => {
    writer.tag(field, WireType.LengthDelimited).fork();
    fields(writer);
    writer.join();
  };
}
