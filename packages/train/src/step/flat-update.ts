import { type DeviceTensor, hostTensor } from '@fm/core';
import { type DoubleBuffer, inputsOf, type StepProgram } from './double-buffer.ts';
import type { FlatMemory, PieceRun } from './flat-memory.ts';
import { scalarKey, withoutNext } from './trace-step.ts';

/** What the passes over all pieces work with. */
export interface PiecePass {
  readonly memory: FlatMemory;
  readonly buffer: DoubleBuffer;
  /** The program for the pieces of a run. */
  readonly programOf: (run: PieceRun) => Promise<StepProgram>;
}

/** Euclidean norm of all gradients in a memory. */
export async function flatGradientNorm({ memory, buffer, programOf }: PiecePass): Promise<number> {
  let sum = 0;
  for (const run of memory.runs()) {
    const { executable } = await programOf(run);
    sum += await runForScalar(executable, 'gradientSquare', { tensors: run.tensors, places: {}, buffer });
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
  scalars: Readonly<Record<string, number>>,
  { memory, buffer, programOf }: PiecePass,
): Promise<number> {
  const placed: Record<string, DeviceTensor> = {};
  for (const [name, value] of Object.entries(scalars)) {
    const tensor = buffer.take(scalarKey(name), { dtype: 'f32', shape: [] });
    await tensor.write(hostTensor('f32', [value], []));
    buffer.put(scalarKey(name), tensor);
    placed[scalarKey(name)] = tensor;
  }
  let sum = 0;
  for (const run of memory.runs()) {
    const { executable, inPlace } = await programOf(run);
    const places = Object.fromEntries(
      [...executable.outputs.keys()].flatMap((name) => {
        const key = withoutNext(name);
        return inPlace.has(key) ? [[name, run.tensors[key] as DeviceTensor]] : [];
      }),
    );
    sum += await runForScalar(executable, 'updateSquare', {
      tensors: { ...run.tensors, ...placed },
      places,
      buffer,
    });
  }
  return Math.sqrt(sum);
}

interface PieceTensors {
  readonly tensors: Readonly<Record<string, DeviceTensor>>;
  /** Where outputs go that can be written in place. */
  readonly places: Readonly<Record<string, DeviceTensor>>;
  readonly buffer: DoubleBuffer;
}

async function runForScalar(
  executable: StepProgram['executable'],
  scalar: string,
  { tensors, places, buffer }: PieceTensors,
): Promise<number> {
  const place = buffer.take(scalar, { dtype: 'f32', shape: [] });
  const outputs = await executable.run(inputsOf(executable, tensors), {
    outputs: { ...places, [scalar]: place },
  });
  for (const [name, output] of Object.entries(outputs)) {
    if (name === scalar || name in places) continue;
    // Something reads the old value after the new one is there, so that it could not be written in place.
    await (tensors[withoutNext(name)] as DeviceTensor).write(await output.read());
    output[Symbol.dispose]();
  }
  buffer.put(scalar, place);
  return Number((await place.read()).data[0]);
}
