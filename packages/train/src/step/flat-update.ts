import type { DeviceTensor, HostTensor } from '@fm/core';
import type { StepProgram } from './double-buffer.ts';
import type { FlatMemory, Piece } from './flat-memory.ts';
import type { FlatGroup } from './flat-layout.ts';
import { slotKey, withoutNext } from './trace-step.ts';

/** Euclidean norm of all gradients in a memory. */
export async function flatGradientNorm({ executable }: StepProgram, memory: FlatMemory): Promise<number> {
  let sum = 0;
  for (const { pieces } of memory.pieces()) {
    for (const { gradientVector } of pieces) {
      const { square } = await executable.run({ piece: gradientVector });
      sum += await takeScalar(square as DeviceTensor);
    }
  }
  return Math.sqrt(sum);
}

/**
 * Updates all parameters and their state in place, piece by piece.
 *
 * @param scalars - the optimizer's, and `gradientNorm` and `gradientScale`
 * @returns Euclidean norm of the update
 */
export async function flatUpdate(
  memory: FlatMemory,
  scalars: Readonly<Record<string, HostTensor>>,
  programOf: (group: FlatGroup) => Promise<StepProgram>,
): Promise<number> {
  let sum = 0;
  for (const { group, pieces } of memory.pieces()) {
    const program = await programOf(group);
    for (const piece of pieces) sum += await updatePiece(program, piece, scalars);
  }
  return Math.sqrt(sum);
}

async function updatePiece(
  { executable, inPlace }: StepProgram,
  piece: Piece,
  scalars: Readonly<Record<string, HostTensor>>,
): Promise<number> {
  const slots = piece.slots.map((slot, i) => [slotKey(i), slot] as const);
  const tensors: Readonly<Record<string, DeviceTensor>> = {
    parameter: piece.parameter,
    gradient: piece.gradient,
    ...Object.fromEntries(slots),
  };
  const available = { ...tensors, ...scalars };
  const inputs = [...executable.inputs.keys()].map((name) => [
    name,
    available[name] as HostTensor | DeviceTensor,
  ]);
  const places = [...executable.outputs.keys()].flatMap((name) => {
    const key = withoutNext(name);
    return inPlace.has(key) ? [[name, tensors[key] as DeviceTensor] as const] : [];
  });
  const outputs = await executable.run(Object.fromEntries(inputs), { outputs: Object.fromEntries(places) });
  for (const [name, output] of Object.entries(outputs)) {
    const key = withoutNext(name);
    if (name === 'updateSquare' || inPlace.has(key)) continue;
    // Something reads the old value after the new one is there, so that it could not be written in place.
    await (tensors[key] as DeviceTensor).write(await output.read());
    output[Symbol.dispose]();
  }
  return takeScalar(outputs.updateSquare as DeviceTensor);
}

async function takeScalar(tensor: DeviceTensor): Promise<number> {
  const value = (await tensor.read()).data[0];
  tensor[Symbol.dispose]();
  return Number(value);
}
