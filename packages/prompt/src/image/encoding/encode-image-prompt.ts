import {
  ArgumentError,
  hostTensor,
  type HostTensor,
  type TextEncoder,
  type TextEncoderTokens,
} from '@fm/core';
import type { BlendPart, ImageClause, ImagePrompt, ResolvedFragment } from '../image-prompt.ts';
import { promptAtStep, changingSteps, type SamplingStep } from '../prompt-at-step.ts';
import { chunkPrompt, type ChunkOptions, type ChunkReport, type PromptChunk } from './chunk-prompt.ts';
import {
  mixStates,
  rowOf,
  weightAndRestoreMean,
  weightFromEmpty,
  weightTokens,
} from './weight-hidden-states.ts';

/** Options of {@link encodeImagePrompt}. */
export interface EncodeImagePromptOptions extends Omit<ChunkOptions, 'contextLength'> {
  readonly encoder: TextEncoder;
  /** Control tokens around each chunk; the end is also the padding unless another is given. */
  readonly controlTokens: { readonly begin: number; readonly end: number; readonly padding?: number };
  /**
   * How weights change hidden states:
   * - `'a1111'`: times the weight, then the mean of the chunk is restored
   * - `'multiply'`: times the weight
   * - `'compel'`: `e + w (z − e)` with the empty prompt's `e`; for each text of a weight w below 1, the result is moved towards
   *   the encoding in which the text is masked out, by `tan((1 − w) π / 2)` parts
   *
   * @default the prompt's dialect
   */
  readonly weighting?: 'a1111' | 'multiply' | 'compel';
  /** The step, for prompts that change over time. @default none, for prompts that do not */
  readonly at?: SamplingStep;
  readonly signal?: AbortSignal;
}

/** A prompt as conditioning. Every `hiddenStates` has the same number of tokens. */
export interface EncodedImagePrompt {
  readonly clauses: readonly EncodedClause[];
  /** What to stay away from; the empty prompt where none is given. */
  readonly negative: EncodedClause;
}

/** The conditioning of one clause. */
export interface EncodedClause {
  readonly weight: number;
  /** `f32[1, chunks · contextLength, hidden]` */
  readonly hiddenStates: HostTensor<'f32'>;
  /** Of the first chunk, `f32[1, hidden]`, where the encoder has one; that of a blend is blended alike. */
  readonly pooled?: HostTensor<'f32'>;
  /** The chunks of each part, and what was cut. */
  readonly reports: readonly ChunkReport[];
}

/**
 * Encodes a prompt chunk by chunk, applies weights, mixes blends, and fills up with empty chunks so that all clauses and
 * the negative prompt have the same length.
 *
 * @throws {ArgumentError} when the prompt changes over time and no step is given
 * @see https://github.com/AUTOMATIC1111/stable-diffusion-webui/wiki/Features#attentionemphasis
 * @see https://github.com/damian0815/compel
 * @example
 * ```ts
 * import { hostTensor, type TextEncoder } from '@fm/core';
 * import { byteTokenizer } from '@fm/lm/tokenizer';
 * import { encodeImagePrompt, parseCompel } from '@fm/prompt';
 *
 * // In place of CLIP: rows of 6 tokens, and a token's state is its id.
 * const encoder: TextEncoder = {
 *   name: 'bytes',
 *   contextLength: 6,
 *   async encode(prompts) {
 *     const ids = prompts.flatMap((row) => (typeof row === 'string' ? [] : Array.from(row.ids)));
 *     const shape = [prompts.length, 6];
 *     return {
 *       hiddenStates: hostTensor('f32', ids, [...shape, 1]),
 *       attentionMask: hostTensor('i64', ids.map(() => 1), shape),
 *     };
 *   },
 * };
 * const { clauses } = await encodeImagePrompt(parseCompel('a b+'), {
 *   encoder,
 *   tokenizer: byteTokenizer(),
 *   controlTokens: { begin: 1, end: 2 },
 *   weighting: 'multiply',
 * });
 * clauses[0]?.hiddenStates.data; // => Float32Array [1, 97, 107.8, 2, 2, 2]
 * ```
 */
export async function encodeImagePrompt(
  prompt: ImagePrompt,
  options: EncodeImagePromptOptions,
): Promise<EncodedImagePrompt> {
  if (options.at === undefined && changingSteps(prompt, 1024).length > 1) {
    throw new ArgumentError('encodeImagePrompt: the prompt changes over time', {
      expected: 'the step, as at: { step, steps }',
      hint: 'changingSteps() lists the steps at which it has to be encoded anew.',
    });
  }
  const at = options.at ?? { step: 1, steps: 1 };
  const { contextLength } = options.encoder;
  const negative = prompt.negative ?? {
    weight: 1,
    normalize: false,
    parts: [{ weight: 1, fragments: [{ kind: 'text', text: '', weight: 1 } as const] }],
  };
  const chunked = [...prompt.clauses, negative].map((clause) => ({
    clause,
    parts: clause.parts.map((part) => chunkedPart(part, at, { prompt, options })),
  }));
  const length = Math.max(...chunked.flatMap(({ parts }) => parts.map(({ report }) => report.chunks.length)));
  const weighting = options.weighting ?? prompt.dialect;
  const encode = { ...options, weighting, contextLength };
  const empty = await encodeRow({ tokens: [], end: 'prompt' }, encode);

  const encoded: EncodedClause[] = [];
  for (const { clause, parts } of chunked)
    encoded.push(await encodeClause(clause, parts, { encode, empty, length }));
  return { clauses: encoded.slice(0, -1), negative: encoded.at(-1) as EncodedClause };
}

interface ChunkedPart {
  readonly fragments: readonly ResolvedFragment[];
  readonly report: ChunkReport;
}

function chunkedPart(
  { fragments }: BlendPart,
  at: SamplingStep,
  { prompt, options }: { readonly prompt: ImagePrompt; readonly options: EncodeImagePromptOptions },
): ChunkedPart {
  const resolved = promptAtStep(fragments, at);
  const chunk = { ...options, contextLength: options.encoder.contextLength };
  return { fragments: resolved, report: chunkPrompt(resolved, prompt.dialect, chunk) };
}

interface RowEncoding {
  readonly states: Float32Array;
  readonly pooled: Float32Array | undefined;
}

interface EncodeContext extends EncodeImagePromptOptions {
  readonly weighting: 'a1111' | 'multiply' | 'compel';
  readonly contextLength: number;
}

async function encodeClause(
  { weight, normalize, parts: given }: ImageClause,
  parts: readonly ChunkedPart[],
  {
    encode,
    empty,
    length,
  }: { readonly encode: EncodeContext; readonly empty: RowEncoding; readonly length: number },
): Promise<EncodedClause> {
  const states: Float32Array[] = [];
  const pooled: Float32Array[] = [];
  for (const part of parts) {
    const rows: Float32Array[] = [];
    for (const [i, chunk] of part.report.chunks.entries()) {
      const row = await encodeRow(chunk, encode);
      if (i === 0 && row.pooled !== undefined) pooled.push(row.pooled);
      rows.push(await weightedRow(chunk, row, { part, encode, empty }));
    }
    while (rows.length < length) rows.push(empty.states);
    states.push(joined(rows));
  }
  const weights = given.map((part) => part.weight);
  const mixed = mixStates(states, weights, normalize);
  const tokens = length * encode.contextLength;
  return {
    weight,
    hiddenStates: hostTensor('f32', mixed, [1, tokens, mixed.length / tokens]),
    ...(pooled.length === parts.length && {
      pooled: hostTensor('f32', mixStates(pooled, weights, normalize), [1, pooled[0]?.length ?? 0]),
    }),
    reports: parts.map(({ report }) => report),
  };
}

async function weightedRow(
  chunk: PromptChunk,
  row: RowEncoding,
  {
    part,
    encode,
    empty,
  }: { readonly part: ChunkedPart; readonly encode: EncodeContext; readonly empty: RowEncoding },
): Promise<Float32Array> {
  const weights = new Array<number>(encode.contextLength).fill(1);
  for (const [i, { weight }] of chunk.tokens.entries()) weights[i + 1] = weight;
  if (encode.weighting === 'a1111') return weightAndRestoreMean({ states: row.states, weights });
  if (encode.weighting === 'multiply') return weightTokens({ states: row.states, weights });

  const states = [weightFromEmpty({ states: row.states, weights }, empty.states)];
  const shares = [1];
  for (const [index, fragment] of part.fragments.entries()) {
    if (fragment.kind !== 'text' || fragment.weight >= 1) continue;
    const without = await encodeRow(chunk, encode, index);
    states.push(weightFromEmpty({ states: without.states, weights }, empty.states));
    shares.push(Math.tan(((1 - Math.max(fragment.weight, 1e-5)) * Math.PI) / 2));
  }
  return mixStates(states, shares, true);
}

/** Encodes one chunk, with the tokens of one fragment masked out where one is named. */
async function encodeRow(
  { tokens }: PromptChunk,
  { encoder, contextLength, controlTokens: { begin, end, padding = end }, signal }: EncodeContext,
  masked?: number,
): Promise<RowEncoding> {
  const ids = new Array<number>(contextLength).fill(padding);
  const attentionMask = new Array<number>(contextLength).fill(1);
  ids[0] = begin;
  ids[tokens.length + 1] = end;
  for (const [i, token] of tokens.entries()) {
    ids[i + 1] = token.id;
    if (token.fragment === masked) attentionMask[i + 1] = 0;
  }
  const row: TextEncoderTokens = masked === undefined ? { ids } : { ids, attentionMask };
  const { hiddenStates, pooled } = await encoder.encode([row], signal === undefined ? {} : { signal });
  return { states: rowOf(hiddenStates, 0), pooled: pooled && rowOf(pooled, 0) };
}

function joined(rows: readonly Float32Array[]): Float32Array {
  const all = new Float32Array(rows.reduce((sum, row) => sum + row.length, 0));
  let at = 0;
  for (const row of rows) {
    all.set(row, at);
    at += row.length;
  }
  return all;
}
