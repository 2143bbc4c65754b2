import { byteIdEncoder } from '../byte/byte-id-encoder.ts';
import { characterIdEncoder } from '../character/character-id-encoder.ts';
import type { IdEncoder } from '../pipeline/stage.ts';
import { compileByteLevel, type EncodingStages } from './compile-byte-level.ts';
import { compileWordwise } from './compile-wordwise.ts';

/** Each knows one shape of the stages, and gives `undefined` for any other. */
const shapes: readonly ((stages: EncodingStages) => IdEncoder | undefined)[] = [
  compileByteLevel,
  compileWordwise,
  byteIdEncoder,
  characterIdEncoder,
];

/**
 * An encoder that gives the same ids as the stages one after the other, many times faster; `undefined` where no such
 * shortcut is known for them.
 */
export function compileIdEncoder(stages: EncodingStages): IdEncoder | undefined {
  for (const compile of shapes) {
    const encoder = compile(stages);
    if (encoder !== undefined) return encoder;
  }
  return undefined;
}
