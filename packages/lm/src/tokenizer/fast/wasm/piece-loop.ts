import type { IdBuffer } from '../../pipeline/stage.ts';
import type { PieceEncoder } from '../pieces/piece-encoder.ts';
import { keyMasks, ShortPieces } from '../pieces/short-pieces.ts';
import { readAhead, type Utf8Text } from '../pieces/utf8-text.ts';
import { backBit, bailBit, deltaShift, stateMask, stateShift } from '../scanners/ascii-automaton.ts';
import type { Automaton } from '../scanners/scanner.ts';
import {
  arenaAt,
  columnsAt,
  endsAt,
  idsAt,
  keyMasksAt,
  maxStates,
  pages,
  slotMaskAt,
  slotsAt,
  statesAt,
  stepBail,
  stepDeltaShift,
  stepsAt,
  textAt,
} from './memory-layout.ts';
import { pieceLoopBytes } from './piece-loop-bytes.ts';
import { webAssembly, type WasmMemory, type WebAssemblyApi } from './web-assembly.ts';

/** Most bytes of a text that it takes. */
export const maxTextBytes: number = (endsAt - textAt) & ~0xffff;

/**
 * Cuts a text into pieces and looks up their ids in WebAssembly. Text, ends of pieces, what is known of short pieces
 * and ids lie in one memory of 22 MiB, of which only what is used takes up room; JavaScript is called for pieces
 * beyond ASCII, long ones and unknown ones.
 */
export interface PieceLoop {
  /** Encodes a piece that is not known. */
  readonly encoder: PieceEncoder;
  /** Where the text goes: at most {@link maxTextBytes}. */
  readonly text: Utf8Text;
  /** Ends of the pieces of the last text. */
  readonly ends: Int32Array;
  /** Appends the ids of the first `length` bytes of the text, and gives the number of pieces. */
  encode(length: number, ids: IdBuffer): number;
}

interface PieceLoopExports {
  cut(length: number): number;
  encode(count: number): number;
}

/**
 * A loop for an automaton; `undefined` where WebAssembly is missing or not allowed.
 *
 * @param newEncoder - makes the encoder of pieces, which remembers short ones in the given place
 */
export function pieceLoop(
  { steps, inputByByte, endOfPiece }: Automaton,
  newEncoder: (short: ShortPieces) => PieceEncoder,
): PieceLoop | undefined {
  const api = webAssembly();
  const memory = api && newMemory(api);
  if (api === undefined || memory === undefined) return undefined;
  const { buffer } = memory;
  writeAutomaton(new Uint8Array(buffer), steps, inputByByte);
  new Int32Array(buffer, keyMasksAt).set(keyMasks);
  const short = new ShortPieces({
    slots: (length) => new Int32Array(buffer, slotsAt, length).fill(0),
    arena: (length) => new Int32Array(buffer, arenaAt, length),
  });
  const encoder = newEncoder(short);
  const slotMask = new Int32Array(buffer, slotMaskAt, 1);
  slotMask[0] = short.mask;
  const text: Utf8Text = {
    bytes: new Uint8Array(buffer, textAt, maxTextBytes + readAhead),
    view: new DataView(buffer, textAt, maxTextBytes + readAhead),
  };
  const out = new Uint32Array(buffer, idsAt, maxTextBytes);
  const host = {
    endOfPiece: (at: number, end: number) => endOfPiece(text.bytes, at, end),
    encodePiece: (from: number, to: number, size: number) => {
      const next = encoder.encodePiece(text, from, to, out, size);
      slotMask[0] = short.mask;
      return next;
    },
  };
  const loops = instantiate(api, { env: { memory }, 'piece-loop': host });
  if (loops === undefined) return undefined;
  return {
    encoder,
    text,
    ends: new Int32Array(buffer, endsAt, maxTextBytes),
    encode(length, ids) {
      // What is not ASCII ends a walk over it.
      text.bytes[length] = 0xff;
      slotMask[0] = short.mask;
      const count = loops.cut(length);
      const size = loops.encode(count);
      ids.reserve(size);
      ids.data.set(out.subarray(0, size), ids.length);
      ids.length += size;
      return count;
    },
  };
}

function newMemory(api: WebAssemblyApi): WasmMemory | undefined {
  try {
    return new api.Memory({ initial: pages, maximum: pages });
  } catch {
    // There is no room for it.
    return undefined;
  }
}

function instantiate(api: WebAssemblyApi, imports: object): PieceLoopExports | undefined {
  try {
    return new api.Instance(new api.Module(pieceLoopBytes()), imports).exports as PieceLoopExports;
  } catch {
    // A page's security policy may forbid it.
    return undefined;
  }
}

function writeAutomaton(bytes: Uint8Array, steps: Uint16Array, inputByByte: Uint8Array): void {
  bytes.set(inputByByte, columnsAt);
  for (const [place, step] of steps.entries()) {
    const state = place >> stateShift;
    const input = place & ((1 << stateShift) - 1);
    const at = input * maxStates + state;
    bytes[statesAt + at] = (step & stateMask) >> stateShift;
    bytes[stepsAt + at] =
      ((step >> backBit) & 1) |
      (((step >> deltaShift) & 3) << stepDeltaShift) |
      ((step & bailBit) === 0 ? 0 : stepBail);
  }
}
