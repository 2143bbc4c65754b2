import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type HostTensor, readSafetensors } from '@fm/core';
import { readGptNeoXConfig } from '../config.ts';
import { GptNeoX } from '../model.ts';
import { gptNeoXParameters } from '../weights.ts';

/** A file of this folder. */
export function readGolden(name: string): Uint8Array {
  return readFileSync(join(import.meta.dirname, name));
}

/** A parsed file of this folder. */
export function readGoldenJson(name: string): ReturnType<typeof JSON.parse> {
  return JSON.parse(new TextDecoder().decode(readGolden(name)));
}

/** The tiny GPT-NeoX that transformers computed the golden numbers with. */
export const goldenModel: GptNeoX = new GptNeoX(readGptNeoXConfig(readGoldenJson('config.json')));

/** Its tensors as they are stored. */
export const goldenTensors: Readonly<Record<string, HostTensor>> = readSafetensors(
  readGolden('model.safetensors'),
).tensors;

/** Its parameters. */
export const goldenParameters: Readonly<Record<string, HostTensor>> = gptNeoXParameters(
  goldenModel,
  goldenTensors,
);
