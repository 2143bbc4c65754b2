export { type ByteSource, memorySource } from './byte-source.ts';
export type { SafetensorsEntry } from './header.ts';
export { openSafetensors, type SafetensorsFile } from './open-safetensors.ts';
export { openShardedSafetensors } from './open-sharded-safetensors.ts';
export { readSafetensors, type Safetensors } from './read-safetensors.ts';
export { safetensorsChunks, type TensorToWrite, writeSafetensors } from './write-safetensors.ts';
