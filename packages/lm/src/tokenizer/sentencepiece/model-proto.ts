import { BinaryReader, WireType } from '@bufbuild/protobuf/wire';
import { FormatError } from '@fm/core';

/** What a piece is for; the numbers of `ModelProto.SentencePiece.Type`. */
export const pieceTypes = ['normal', 'unknown', 'control', 'user-defined', 'unused', 'byte'] as const;

/** One piece of a SentencePiece model. */
export interface SentencePiece {
  readonly piece: string;
  /** Natural log probability (Unigram), or minus the rank of the merge (BPE). */
  readonly score: number;
  readonly type: (typeof pieceTypes)[number];
}

/** What turns a text into what the model sees, with SentencePiece's defaults. */
export interface NormalizerSpec {
  /** Double-array tree and replacements; empty for none. */
  readonly charsmap: Uint8Array;
  readonly addDummyPrefix: boolean;
  readonly removeExtraWhitespaces: boolean;
  readonly escapeWhitespaces: boolean;
}

/** The parts of a SentencePiece `.model` file that encoding and decoding depend on. */
export interface SentencePieceModel {
  readonly pieces: readonly SentencePiece[];
  readonly type: 'unigram' | 'bpe' | 'word' | 'char';
  readonly byteFallback: boolean;
  readonly treatWhitespaceAsSuffix: boolean;
  /** Spelling of the control pieces that begin and end a text. */
  readonly beginPiece: string;
  readonly endPiece: string;
  readonly normalizer: NormalizerSpec;
  /** Whether decoded text would be rewritten as well. */
  readonly hasDenormalizer: boolean;
}

const maxBytes = 1 << 28;
const maxPieces = 1 << 22;
const modelTypes = ['unigram', 'bpe', 'word', 'char'] as const;
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Reads the value of a field; keyed by field number · 8 + wire type, and what has no key is passed over. */
type FieldReaders = Readonly<Record<number, (reader: BinaryReader) => unknown>>;

const varint = (field: number): number => 8 * field + WireType.Varint;
const float = (field: number): number => 8 * field + WireType.Bit32;
const bytes = (field: number): number => 8 * field + WireType.LengthDelimited;

/**
 * Reads a SentencePiece `.model` file.
 *
 * @throws {FormatError} when the bytes are no such file, damaged, or over 256 MB
 * @see https://github.com/google/sentencepiece/blob/master/src/sentencepiece_model.proto for the field numbers
 */
export function decodeSentencePieceModel(file: Uint8Array): SentencePieceModel {
  if (file.length > maxBytes) throw damaged(`${file.length} bytes, more than ${maxBytes}`);
  try {
    return readModel(file);
  } catch (error) {
    if (error instanceof FormatError) throw error;
    throw damaged(`model: ${messageOf(error)}`, error);
  }
}

/** Names the field in what the reader of bytes complains about. */
function within<T>(field: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw error instanceof FormatError ? error : damaged(`${field}: ${messageOf(error)}`, error);
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function readModel(file: Uint8Array): SentencePieceModel {
  const pieces: SentencePiece[] = [];
  let trainer = readTrainer(new Uint8Array());
  let normalizer = readNormalizer(new Uint8Array());
  let hasDenormalizer = false;
  readFields(file, {
    [bytes(1)]: (reader) => {
      if (pieces.length === maxPieces) throw damaged(`more than ${maxPieces} pieces`);
      pieces.push(within(`pieces[${pieces.length}]`, () => readPiece(reader.bytes(), pieces.length)));
    },
    [bytes(2)]: (reader) => (trainer = within('trainer_spec', () => readTrainer(reader.bytes()))),
    [bytes(3)]: (reader) => (normalizer = within('normalizer_spec', () => readNormalizer(reader.bytes()))),
    [bytes(5)]: (reader) => {
      const { charsmap } = within('denormalizer_spec', () => readNormalizer(reader.bytes()));
      hasDenormalizer = charsmap.length > 0;
    },
  });
  if (pieces.length === 0) throw damaged('no pieces');
  return { pieces, ...trainer, normalizer, hasDenormalizer };
}

function readPiece(message: Uint8Array, index: number): SentencePiece {
  let piece = '';
  let score = 0;
  let type = 1;
  readFields(message, {
    [bytes(1)]: (reader) => (piece = utf8.decode(reader.bytes())),
    [float(2)]: (reader) => (score = reader.float()),
    [varint(3)]: (reader) => (type = reader.int32()),
  });
  const name = pieceTypes[type - 1];
  if (name === undefined) throw damaged(`pieces[${index}].type is ${type}`);
  if (piece === '') throw damaged(`pieces[${index}].piece is empty`);
  if (!Number.isFinite(score)) throw damaged(`pieces[${index}].score is ${score}`);
  return { piece, score, type: name };
}

function readTrainer(
  message: Uint8Array,
): Omit<SentencePieceModel, 'pieces' | 'normalizer' | 'hasDenormalizer'> {
  let type = 1;
  let byteFallback = false;
  let treatWhitespaceAsSuffix = false;
  let beginPiece = '<s>';
  let endPiece = '</s>';
  readFields(message, {
    [varint(3)]: (reader) => (type = reader.int32()),
    [varint(24)]: (reader) => (treatWhitespaceAsSuffix = reader.bool()),
    [varint(35)]: (reader) => (byteFallback = reader.bool()),
    [bytes(46)]: (reader) => (beginPiece = utf8.decode(reader.bytes())),
    [bytes(47)]: (reader) => (endPiece = utf8.decode(reader.bytes())),
  });
  const name = modelTypes[type - 1];
  if (name === undefined) throw damaged(`trainer_spec.model_type is ${type}`);
  return { type: name, byteFallback, treatWhitespaceAsSuffix, beginPiece, endPiece };
}

function readNormalizer(message: Uint8Array): NormalizerSpec {
  let charsmap: Uint8Array = new Uint8Array();
  let addDummyPrefix = true;
  let removeExtraWhitespaces = true;
  let escapeWhitespaces = true;
  readFields(message, {
    [bytes(2)]: (reader) => (charsmap = reader.bytes().slice()),
    [varint(3)]: (reader) => (addDummyPrefix = reader.bool()),
    [varint(4)]: (reader) => (removeExtraWhitespaces = reader.bool()),
    [varint(5)]: (reader) => (escapeWhitespaces = reader.bool()),
  });
  return { charsmap, addDummyPrefix, removeExtraWhitespaces, escapeWhitespaces };
}

function readFields(message: Uint8Array, readers: FieldReaders): void {
  const reader = new BinaryReader(message);
  while (reader.pos < reader.len) {
    const [field, wireType] = reader.tag();
    const read = readers[8 * field + wireType];
    if (read === undefined) reader.skip(wireType, field);
    else read(reader);
  }
}

function damaged(received: string, cause?: unknown): FormatError {
  return new FormatError('This is not a SentencePiece model', {
    expected: 'the bytes of a .model file that SentencePiece wrote',
    received,
    cause,
  });
}
