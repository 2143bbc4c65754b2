/** What an engine gives for one tokenizer. */
export interface Engine {
  /** Ids of a text, without control tokens around it or found in it. */
  encode(text: string): ArrayLike<number> | Promise<ArrayLike<number>>;
  decode(ids: ArrayLike<number>): string | Promise<string>;
}

/** Loads an engine for a tokenizer; what it reads from disk is part of the load. */
export type LoadEngine = (model: EngineModel) => Promise<Engine>;

/** Files of a tokenizer, and the name that tiktoken knows it by. */
export interface EngineModel {
  readonly name: string;
  readonly json: string;
  readonly ranks?: string;
}

/** One line on standard input of an engine's process. */
export type EngineRequest =
  | { readonly cmd: 'load'; readonly model: EngineModel }
  | { readonly cmd: 'documents'; readonly documents: readonly string[] }
  /** Encodes or decodes all documents again and again, for about so long and at most so many times. */
  | { readonly cmd: 'encode' | 'decode'; readonly seconds: number; readonly passes?: number }
  /** Encodes documents that no pass has come to, for about so long. */
  | { readonly cmd: 'finish'; readonly seconds: number }
  /** Fingerprints of the ids of each document encoded so far. */
  | { readonly cmd: 'fingerprints' }
  | { readonly cmd: 'ids'; readonly document: number };

/** One line on its standard output. */
export type EngineAnswer =
  | { readonly event: 'loaded'; readonly ms: number }
  | { readonly event: 'rate'; readonly rates: Rates; readonly peakBytes: number; readonly lossy: boolean }
  | { readonly event: 'fingerprints'; readonly fingerprints: readonly number[] }
  | { readonly event: 'ids'; readonly ids: readonly number[] }
  | { readonly event: 'ok' }
  | { readonly event: 'error'; readonly message: string };

/** Megabytes of UTF-8 a second, of the best pass over the documents. */
export interface Rates {
  /** By the processor time of the whole process. */
  readonly cpu: number;
  /** By the clock. */
  readonly wall: number;
}
