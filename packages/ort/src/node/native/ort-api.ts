import { BackendError } from '@fm/core';
import type koffiModule from 'koffi';
import {
  apiVersion,
  type Handle,
  type NativeArgument,
  type ReleaseFunction,
  releaseFunctions,
  type StatusFunction,
  statusFunctions,
  statusPlaces,
} from './ort-functions.ts';
import { libraryPath } from './library-path.ts';

type Koffi = typeof koffiModule;
type NativeFunction = ReturnType<ReturnType<Koffi['load']>['func']>;

/** ONNX Runtime's C API, called through koffi. */
export class OrtApi {
  /** The runtime's version, for example `1.30.0`. */
  readonly version: string;
  readonly #koffi: Koffi;
  /** Kept for as long as anything may call into it: unloading the library under a live function crashes. */
  readonly library: ReturnType<Koffi['load']>;
  readonly #functions: ReadonlyMap<StatusFunction, NativeFunction>;
  readonly #releases: ReadonlyMap<ReleaseFunction, NativeFunction>;
  readonly #message: NativeFunction;
  readonly #releaseStatus: NativeFunction;

  constructor(koffi: Koffi) {
    this.#koffi = koffi;
    this.library = koffi.load(libraryPath());
    const base = this.library.func('OrtGetApiBase', 'void *', [])();
    const [getApi, getVersion] = koffi.decode(base, koffi.array('void *', 2)) as [Handle, Handle];
    this.version = koffi.call(getVersion, koffi.proto('const char *(void)')) as string;
    const api = koffi.call(getApi, koffi.proto('void *(uint32_t version)'), apiVersion) as Handle | null;
    if (api === null) {
      throw new BackendError('This ONNX Runtime does not provide the C API that fm needs', {
        expected: `version 1.${apiVersion} or later`,
        received: this.version,
      });
    }
    // koffi passes strings as UTF-8 or UTF-16; paths are wide characters on Windows only.
    const character = process.platform === 'win32' ? 'const char16_t' : 'const char';
    const at = (place: number): Handle => koffi.decode(api, place * 8, 'void *') as Handle;
    const bind = (place: number, result: string, parameters: readonly string[]): NativeFunction =>
      koffi.decode(
        at(place),
        koffi.proto(`${result} (${parameters.join(', ')})`.replaceAll('ORTCHAR', character)),
      );

    const statuses = Object.entries(statusFunctions) as [StatusFunction, readonly [number, ...string[]]][];
    this.#functions = new Map(
      statuses.map(([name, [place, ...parameters]]) => [name, bind(place, 'void *', parameters)]),
    );
    const releases = Object.entries(releaseFunctions) as [ReleaseFunction, number][];
    this.#releases = new Map(releases.map(([name, place]) => [name, bind(place, 'void', ['void* object'])]));
    this.#message = bind(statusPlaces.GetErrorMessage, 'const char *', ['void* status']);
    this.#releaseStatus = bind(statusPlaces.ReleaseStatus, 'void', ['void* status']);
  }

  /**
   * Calls a function.
   *
   * @throws {OrtFailure} with the runtime's message when it returns a status
   */
  call(name: StatusFunction, ...args: readonly NativeArgument[]): void {
    this.#check(this.#function(name)(...args));
  }

  /** Calls a function whose last parameter is the place for a new object, and returns the object. */
  create(name: StatusFunction, ...args: readonly NativeArgument[]): Handle {
    const place: [unknown] = [null];
    this.call(name, ...args, place);
    return place[0] as Handle;
  }

  /** {@link call} on a thread of Node's pool; memory in `args` stays alive until the promise settles. */
  callAsync(name: StatusFunction, ...args: readonly NativeArgument[]): Promise<void> {
    return new Promise((resolve, reject) => {
      const retained = [...args];
      this.#function(name).async(...args, (error: unknown, status: Handle | null) => {
        retained.length = 0;
        try {
          if (error) throw error;
          this.#check(status);
          resolve();
        } catch (failure) {
          reject(failure);
        }
      });
    });
  }

  /** Frees an object. */
  release(name: ReleaseFunction, object: Handle): void {
    this.#releases.get(name)?.(object);
  }

  /** The C string at an address. */
  string(address: Handle): string {
    return this.#koffi.decode(address, 'char', -1) as string;
  }

  /** The array of C strings at an address. */
  strings(address: Handle, count: number): readonly string[] {
    return this.#koffi.decode(address, this.#koffi.array('const char *', count)) as string[];
  }

  #function(name: StatusFunction): NativeFunction {
    return this.#functions.get(name) as NativeFunction;
  }

  #check(status: Handle | null): void {
    if (status === null) return;
    const message = this.#message(status) as string;
    this.#releaseStatus(status);
    throw new OrtFailure(message);
  }
}

/** A status other than OK; its message is ONNX Runtime's own. Callers turn it into a BackendError with context. */
export class OrtFailure extends Error {
  override readonly name = 'OrtFailure';
}

/**
 * Bytes of the stacks on which koffi runs asynchronous calls: what a thread usually has. Its own 128 KiB overflow, and
 * crash the process, while a WebGPU session compiles its shaders.
 */
const asyncStack = 8 * 2 ** 20;

/** koffi takes settings only before the process loads its first library. */
function enlargeStacks(koffi: Koffi): void {
  if ((koffi.config().async_stack_size ?? 0) >= asyncStack) return;
  try {
    koffi.config({ async_stack_size: asyncStack });
  } catch (cause) {
    throw new BackendError('koffi is already in use with stacks too small for ONNX Runtime', {
      expected: `an async_stack_size of ${asyncStack} bytes or more`,
      received: `${koffi.config().async_stack_size}`,
      hint: 'Make the backend before anything else loads a library through koffi, or set async_stack_size there.',
      cause,
    });
  }
}

let loaded: OrtApi | undefined;

/** The C API of the process; loaded once and never unloaded. */
export async function loadOrtApi(): Promise<OrtApi> {
  if (loaded === undefined) {
    const { default: koffi } = await import('koffi');
    enlargeStacks(koffi);
    loaded ??= new OrtApi(koffi);
  }
  return loaded;
}
