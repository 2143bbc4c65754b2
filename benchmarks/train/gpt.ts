/** Sizes of the GPT that every engine trains, and of its batch. */
export interface GptConfig {
  readonly name: string;
  /** Number of transformer blocks. */
  readonly layers: number;
  /** Embedding dimension. */
  readonly width: number;
  /** Attention heads; they divide `width`. */
  readonly heads: number;
  /** Tokens per sequence. */
  readonly sequence: number;
  /** Sequences per batch. */
  readonly batch: number;
  readonly vocabulary: number;
}

/** What the benchmark runs: from bound by dispatch to bound by matrix products, and GPT-2 on request. */
export const configs: readonly GptConfig[] = [
  { name: 'tiny', layers: 4, width: 64, heads: 4, sequence: 64, batch: 32, vocabulary: 256 },
  { name: 'default', layers: 4, width: 256, heads: 4, sequence: 256, batch: 8, vocabulary: 4096 },
  { name: 'medium', layers: 6, width: 384, heads: 6, sequence: 256, batch: 8, vocabulary: 256 },
  { name: 'gpt2', layers: 12, width: 768, heads: 12, sequence: 512, batch: 1, vocabulary: 50257 },
];

/** AdamW as every engine applies it: no weight decay, constant learning rate. */
export const adamW = { learningRate: 1e-3, beta1: 0.9, beta2: 0.99, epsilon: 1e-8 } as const;

/** A parameter tensor: normal-like with deviation `scale`, or all ones where `scale` is 'ones'. */
export interface GptParameter {
  readonly name: string;
  readonly shape: readonly number[];
  readonly scale: number | 'ones';
}

/**
 * The parameters in the order in which the shared random stream fills them.
 *
 * Weights are `[in, out]`; query, key and value are one `[width, 3·width]` matrix; the output head is
 * the token embedding.
 */
export function gptParameters({ layers, width, sequence, vocabulary }: GptConfig): GptParameter[] {
  const matrix = (name: string, rows: number, columns: number): GptParameter[] => [
    { name, shape: [rows, columns], scale: 0.02 },
  ];
  const bias = (name: string, length: number): GptParameter[] => [{ name, shape: [length], scale: 0 }];
  const norm = (name: string): GptParameter[] => [
    { name: `${name}.weight`, shape: [width], scale: 'ones' },
    ...bias(`${name}.bias`, width),
  ];
  const linear = (name: string, from: number, to: number): GptParameter[] => [
    ...matrix(`${name}.weight`, from, to),
    ...bias(`${name}.bias`, to),
  ];
  const block = (prefix: string): GptParameter[] => [
    ...norm(`${prefix}.ln_1`),
    ...linear(`${prefix}.attn.c_attn`, width, 3 * width),
    ...linear(`${prefix}.attn.c_proj`, width, width),
    ...norm(`${prefix}.ln_2`),
    ...linear(`${prefix}.mlp.c_fc`, width, 4 * width),
    ...linear(`${prefix}.mlp.c_proj`, 4 * width, width),
  ];
  return [
    ...matrix('wte.weight', vocabulary, width),
    ...matrix('wpe.weight', sequence, width),
    ...Array.from({ length: layers }, (_, l) => block(`h.${l}`)).flat(),
    ...norm('ln_f'),
  ];
}

/** Number of elements of a shape. */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, dimension) => product * dimension, 1);
}

/**
 * Initial values, the same in every engine and language: an element is `scale · Σ(u − ½)` over four
 * draws `u` of a 32-bit linear congruential generator (×1664525 + 1013904223, seed 12345). Zeros use up
 * their draws, ones do not.
 */
export function initialParameters(config: GptConfig): Float32Array<ArrayBuffer>[] {
  let state = 12345;
  const draw = (): number => {
    state = (state * 1664525 + 1013904223) >>> 0;
    return state / 4294967296 - 0.5;
  };
  return gptParameters(config).map(({ shape, scale }) => {
    const values = new Float32Array(sizeOf(shape));
    if (scale === 'ones') return values.fill(1);
    for (let i = 0; i < values.length; i++) values[i] = scale * (draw() + draw() + draw() + draw());
    return values;
  });
}

/** The one batch that every step sees: `ids` and the next-token `targets`, both `[batch · sequence]`. */
export function trainingBatch({ batch, sequence, vocabulary }: GptConfig): {
  ids: Int32Array<ArrayBuffer>;
  targets: Int32Array<ArrayBuffer>;
} {
  const count = batch * sequence;
  const ids = Int32Array.from({ length: count }, (_, i) => (i * 7 + ((i >> 3) & 3)) % vocabulary);
  const targets = Int32Array.from(ids, (_, i) => ids[(i + 1) % count] ?? 0);
  return { ids, targets };
}

/** Number of parameters. */
export function parameterCount(config: GptConfig): number {
  return gptParameters(config).reduce((sum, { shape }) => sum + sizeOf(shape), 0);
}

/**
 * Floating-point operations of one training step by the usual count,
 * `6 · (parameters − positions) · tokens + 12 · layers · width · sequence · tokens`: the matrices forward
 * and backward (the embedding counts once, as the tied head), then attention's scores and mixing.
 */
export function flopsPerStep(config: GptConfig): number {
  const { layers, width, sequence, batch } = config;
  const matrices = parameterCount(config) - sequence * width;
  return (6 * matrices + 12 * layers * width * sequence) * batch * sequence;
}
