import { BackendError, UnsupportedError } from '@fm/core';
import type * as ort from 'onnxruntime-web';
import type { OwnedTensor, Program, Session } from '../program/runtime.ts';

/** The module onnxruntime-web, or one of its variants. */
export type OrtWeb = typeof ort;

/** Log level of sessions: failures are thrown, and need not be printed as well. */
export const fatal = 4 as const;

/** What a web session is made of. `T` is the device tensor it works on. */
export interface WebSessionParts<T> {
  readonly program: Program;
  readonly session: ort.InferenceSession;
  /** The runtime's tensor over a device tensor's memory. */
  wrap(tensor: T): ort.Tensor;
  /** Where results go: copied out by `store`, or written by the runtime into the memory of the outputs it is given. */
  readonly results:
    | { readonly store: (result: ort.Tensor, output: T) => void }
    | { readonly stage: (output: T) => Staged<T> };
}

/** Memory that stands in, during a run, for an output whose own memory is an input of it. */
export interface Staged<T> extends Disposable {
  readonly tensor: T;
  /** Moves the numbers to the output. */
  commit(): void;
}

/** A session of onnxruntime-web. */
export class WebSession<T extends OwnedTensor> implements Session<T> {
  readonly #parts: WebSessionParts<T>;

  constructor(parts: WebSessionParts<T>) {
    this.#parts = parts;
  }

  async run(inputs: readonly T[], outputs: readonly T[], signal: AbortSignal | undefined): Promise<void> {
    const { program, session, wrap, results: destination } = this.#parts;
    const names = [...program.outputs.keys()];
    const staged = new Map<T, Staged<T>>();
    if ('stage' in destination) {
      const aliased = new Set(inputs);
      for (const output of outputs) if (aliased.has(output)) staged.set(output, destination.stage(output));
    }
    const places = outputs.map((output) => staged.get(output)?.tensor ?? output);
    try {
      const feeds = named(program.inputs, inputs, wrap);
      const fetches = 'stage' in destination ? named(program.outputs, places, wrap) : names;
      const results = await session.run(feeds, fetches, { logSeverityLevel: fatal });
      signal?.throwIfAborted();
      if ('store' in destination) {
        for (const [i, name] of names.entries())
          destination.store(results[name] as ort.Tensor, outputs[i] as T);
      }
      for (const { commit } of staged.values()) commit();
    } catch (cause) {
      signal?.throwIfAborted();
      throw new BackendError(`${program.name}: the run failed`, { received: message(cause), cause });
    } finally {
      for (const stand of staged.values()) stand[Symbol.dispose]();
    }
  }

  async endProfile(): Promise<string> {
    throw new UnsupportedError(`${this.#parts.program.name}: onnxruntime-web writes no profile files`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#parts.session.release();
  }
}

/**
 * Loads a program into onnxruntime-web.
 *
 * @throws {UnsupportedError} when an input or output is `bf16`
 * @throws {BackendError} when the runtime does not accept the program
 */
export async function createWebSession(
  web: OrtWeb,
  { name, onnx, inputs, outputs }: Program,
  options: ort.InferenceSession.SessionOptions,
): Promise<ort.InferenceSession> {
  for (const [tensor, { dtype }] of [...inputs, ...outputs]) {
    if (dtype === 'bf16') {
      throw new UnsupportedError(`${name}: onnxruntime-web has no bf16 tensors`, {
        received: tensor,
        hint: 'Cast inside the program.',
      });
    }
  }
  const { model, external } = onnx;
  const externalData = external && [
    { path: external.location, data: new Blob([...external.chunks] as Uint8Array<ArrayBuffer>[]) },
  ];
  try {
    return await web.InferenceSession.create(model, { ...options, ...(externalData && { externalData }) });
  } catch (cause) {
    throw new BackendError(`${name}: ONNX Runtime does not accept the program`, {
      received: message(cause),
      cause,
    });
  }
}

function named<T>(
  types: ReadonlyMap<string, unknown>,
  tensors: readonly T[],
  wrap: (tensor: T) => ort.Tensor,
): Record<string, ort.Tensor> {
  return Object.fromEntries([...types.keys()].map((name, i) => [name, wrap(tensors[i] as T)]));
}

function message(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
