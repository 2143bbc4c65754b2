/** Learns from captioned pictures to draw what a sentence says, two sentences that it never saw among them. */
import { join } from 'node:path';

import {
  add,
  bernoulli,
  broadcastTo,
  compile,
  constant,
  type Dataset,
  type Denoiser,
  type DeviceTensor,
  Embedding,
  foldIn,
  foldInHost,
  hostKey,
  type HostTensor,
  hostTensor,
  LayerNorm,
  Linear,
  Mlp,
  Module,
  MultiHeadAttention,
  multiply,
  normal,
  type Objective,
  randomKey,
  reduceMean,
  reshape,
  sinusoidalEmbedding,
  square,
  subtract,
  type Tensor,
  type TextEncoder,
  transpose,
  uniform,
  uniformHost,
  where,
} from '@fm/core';
import {
  classAccuracy,
  classifierFree,
  dataPrediction,
  fromDiffusersConfig,
  generateImages,
  imageGrid,
  toImages,
} from '@fm/diffusion';
import { writeImage } from '@fm/diffusion/node';
import { trainTokenizer, wordLevelRecipe } from '@fm/lm/tokenizer';
import { ortBackend } from '@fm/ort';
import { encodeImagePrompt, parseA1111 } from '@fm/prompt';
import { adamW, schedules, train } from '@fm/train';

// Pictures and captions.

const size = 12;
const colours = { red: [1, -1, -1], green: [-1, 1, -1], blue: [-1, -1, 1], yellow: [1, 1, -1] } as const;
const captions = Object.keys(colours).flatMap((colour) =>
  ['cross', 'square'].flatMap((shape) =>
    ['black', 'white'].map((ground) => `a ${colour} ${shape} on ${ground}`),
  ),
);
const unseen = ['a green square on white', 'a yellow cross on black'];

/** What a caption says, with the middle and the half width of the shape, in pixels: `[3, size, size]`. */
function draw(caption: string, [x0, y0, radius]: readonly [number, number, number]): Float32Array {
  const [, colour, shape, , ground] = caption.split(' ') as [string, keyof typeof colours, ...string[]];
  return Float32Array.from({ length: 3 * size * size }, (_, i) => {
    const [x, y] = [(i % size) - x0, (Math.floor(i / size) % size) - y0];
    const [near, far] = [Math.min(Math.abs(x), Math.abs(y)), Math.max(Math.abs(x), Math.abs(y))];
    const distance = shape === 'cross' ? Math.max(far - radius, near - 1) : far - radius;
    const share = Math.min(1, Math.max(0, 0.5 - distance)); // of the pixel that is covered
    const behind = ground === 'black' ? -1 : 1;
    return behind + share * (colours[colour][Math.floor(i / size ** 2) as 0 | 1 | 2] - behind);
  });
}

// Captions as tokens: `<begin>`, the words, and `<end>` up to the length of a row.

const tokenizer = await trainTokenizer(
  captions,
  wordLevelRecipe({ vocabularySize: 16, specialTokens: ['<begin>', '<end>'] }),
).result;
const controlTokens = { begin: tokenizer.idOf('<begin>') as number, end: tokenizer.idOf('<end>') as number };
const contextLength = 8;
const row = (caption: string): readonly number[] => [
  controlTokens.begin,
  ...tokenizer.encode(caption, { padding: { length: contextLength - 1, id: controlTokens.end } }).ids,
];

// The network: patches attend to each other and to the words.

const [width, heads, patch] = [64, 4, 3];
const patches = (size / patch) ** 2;

class Block extends Module {
  readonly norm1 = new LayerNorm(width);
  readonly attention = new MultiHeadAttention(width, { heads });
  readonly norm2 = new LayerNorm(width);
  readonly words = new MultiHeadAttention(width, { heads });
  readonly norm3 = new LayerNorm(width);
  readonly mlp = new Mlp(width);

  /** `x` `[batch, patches, width]`, `context` `[batch, tokens, width]`. */
  forward(x: Tensor, context: Tensor): Tensor {
    const mixed = add(x, this.attention.forward(this.norm1.forward(x)));
    const told = add(mixed, this.words.forward(this.norm2.forward(mixed), { context }));
    return add(told, this.mlp.forward(this.norm3.forward(told)));
  }
}

class Painter extends Module {
  readonly tokens = new Embedding(tokenizer.vocabularySize, width);
  readonly places = new Embedding(contextLength, width);
  readonly reader = new MultiHeadAttention(width, { heads });
  readonly readerNorm = new LayerNorm(width);
  readonly patchIn = new Linear(3 * patch * patch, width);
  readonly patchPlaces = new Embedding(patches, width);
  readonly time = new Mlp(width);
  readonly blocks = [new Block(), new Block()];
  readonly norm = new LayerNorm(width);
  readonly patchOut = new Linear(width, 3 * patch * patch);

  /** The text encoder: `i64[batch, contextLength]` → `f32[batch, contextLength, width]`. */
  read(ids: Tensor): Tensor {
    const x = add(this.tokens.forward(ids), this.places.weight);
    return this.readerNorm.forward(add(x, this.reader.forward(x)));
  }

  /** Noisy samples `[batch, 3, size, size]` at times `[batch]`, told `[batch, contextLength, width]`, without the noise. */
  denoise(sample: Tensor, time: Tensor, context: Tensor): Tensor {
    const side = size / patch;
    const cut = transpose(reshape(sample, [-1, 3, side, patch, side, patch]), [0, 2, 4, 1, 3, 5]);
    const waves = this.time.forward(sinusoidalEmbedding(time, width)); // [batch, width]
    let x = add(
      this.patchIn.forward(reshape(cut, [-1, patches, 3 * patch * patch])),
      this.patchPlaces.weight,
    );
    x = add(x, reshape(waves, [-1, 1, width])); // [batch, patches, width]
    for (const block of this.blocks) x = block.forward(x, context);
    const out = reshape(this.patchOut.forward(this.norm.forward(x)), [-1, side, side, 3, patch, patch]);
    return reshape(transpose(out, [0, 3, 1, 4, 2, 5]), [-1, 3, size, size]);
  }
}

// Training: what is left of a picture in `(1 − sigma)·picture + sigma·noise` is to give the picture. One caption in ten is
// left out, which guidance needs.

const empty = constant(hostTensor('i64', row(''), [1, contextLength]));
const captionedDenoising: Objective<Painter, 'samples' | 'ids'> = {
  name: 'captioned denoising',
  loss(model, { samples, ids }, { key = randomKey(0) }) {
    const batch = samples.shape[0] as number;
    const isDropped = bernoulli(foldIn(key, 0), 0.1, [batch, 1]);
    const context = model.read(where(isDropped, broadcastTo(empty, ids.shape), ids));
    const noise = normal(foldIn(key, 1), samples.shape);
    const sigma = uniform(foldIn(key, 2), [batch]);
    const share = reshape(sigma, [batch, 1, 1, 1]);
    const noisy = add(multiply(subtract(1, share), samples), multiply(share, noise));
    const guess = model.denoise(noisy, multiply(sigma, 1000), context);
    return {
      loss: reduceMean(square(subtract(guess, samples))),
      weight: constant(hostTensor('f32', [batch], [])),
    };
  },
};

const seen = captions.filter((caption) => !unseen.includes(caption));
const batchSize = 24;
const data: Dataset = {
  name: 'captioned pictures',
  async *batches(cursor) {
    for (let n = Number(cursor?.['batch'] ?? 0); ; n++) {
      const random = uniformHost(foldInHost(hostKey(1), n), 4 * batchSize);
      const chosen = Array.from({ length: batchSize }, (_, i) => {
        const [which = 0, x = 0, y = 0, r = 0] = random.subarray(4 * i, 4 * i + 4);
        const caption = seen[Math.floor(which * seen.length)] as string;
        return { ids: row(caption), pixels: draw(caption, [5 + x, 5 + y, 3 + r]) };
      });
      yield {
        batch: {
          samples: hostTensor(
            'f32',
            chosen.flatMap(({ pixels }) => [...pixels]),
            [batchSize, 3, size, size],
          ),
          ids: hostTensor(
            'i64',
            chosen.flatMap(({ ids }) => ids),
            [batchSize, contextLength],
          ),
        },
        cursor: { batch: n + 1 },
      };
    }
  },
};

await using backend = await ortBackend();
const model = new Painter();
const steps = 500;
const run = train({
  model,
  objective: captionedDenoising,
  optimizer: adamW({ learningRate: schedules.cosine({ peak: 3e-3, warmUp: 20, steps }) }),
  data,
  steps,
  backend,
});
for await (const event of run) {
  if (event.type === 'step' && event.step % 100 === 0)
    console.log(`step ${event.step}: loss ${event.loss.toFixed(3)}`);
}
const { parameters } = await run.result;
// The two contracts that everything else works with: a text encoder, and a denoiser that is told its hidden states.

const compiled = { backend, parameters: model.parameters(), constants: parameters };
await using read = compile(({ ids }: { ids: Tensor }) => ({ states: model.read(ids) }), compiled);
const encoder: TextEncoder = {
  name: 'captions',
  contextLength,
  async encode(prompts) {
    const rows = prompts.map((prompt) => (typeof prompt === 'string' ? row(prompt) : Array.from(prompt.ids)));
    const shape = [rows.length, contextLength];
    const { states } = await read({ ids: hostTensor('i64', rows.flat(), shape) });
    const { data: numbers } = await (states as DeviceTensor<'f32'>).read();
    return {
      hiddenStates: hostTensor('f32', numbers, [...shape, width]),
      attentionMask: hostTensor('i64', new Array<number>(rows.length * contextLength).fill(1), shape),
    };
  },
};

await using paint = compile(
  ({ sample, time, told }: Readonly<Record<'sample' | 'time' | 'told', Tensor>>) => ({
    guess: model.denoise(sample, time, told),
  }),
  compiled,
);
const denoiser: Denoiser = {
  name: 'painter',
  prediction: 'sample',
  sampleShape: [3, size, size],
  async predict({ sample, time, conditioning }) {
    const told = conditioning?.['encoderHiddenStates'] as HostTensor<'f32'>;
    const { guess } = await paint({ sample, time, told });
    const { data: numbers } = await (guess as DeviceTensor<'f32'>).read();
    return hostTensor('f32', numbers, sample.shape);
  },
};

// Sampling: prompts with weights and a negative part, guidance, a scheduler of diffusers.

async function paintPrompts(
  prompts: readonly string[],
  seeds: readonly number[],
): Promise<HostTensor<'f32'>> {
  const encoded = await Promise.all(
    prompts.map((prompt) => encodeImagePrompt(parseA1111(prompt), { encoder, tokenizer, controlTokens })),
  );
  const stack = (rows: readonly (HostTensor<'f32'> | undefined)[]): HostTensor<'f32'> =>
    hostTensor(
      'f32',
      rows.flatMap((states) => [...(states?.data ?? [])]),
      [rows.length, contextLength, width],
    );
  const conditioning = { encoderHiddenStates: stack(encoded.map(({ clauses }) => clauses[0]?.hiddenStates)) };
  const unconditional = { encoderHiddenStates: stack(encoded.map(({ negative }) => negative.hiddenStates)) };
  const { plan } = fromDiffusersConfig({ _class_name: 'FlowMatchEulerDiscreteScheduler' });
  return await generateImages({
    denoiser: classifierFree(denoiser, { scale: 1.5, unconditional }),
    plan: { ...plan({ steps: 24 }), parameterization: dataPrediction },
    seeds,
    conditioning,
  }).result;
}

const prompts = captions.flatMap((caption) => [caption, caption, caption, caption]);
const samples = await paintPrompts(
  prompts,
  prompts.map((_, i) => i),
);
await writeImage(
  join(import.meta.dirname, 'runs', 'captions.png'),
  imageGrid(toImages(samples), { columns: 8, zoom: 4 }),
);

// Judging: a sample shows the caption of which any picture, of all places and sizes, is nearest.

const drawings = captions.map((caption) =>
  [5, 5.5, 6].flatMap((x) =>
    [5, 5.5, 6].flatMap((y) => [3, 3.5, 4].map((radius) => draw(caption, [x, y, radius]))),
  ),
);
const nearest = {
  name: 'nearest picture',
  async classify({ data: pixels, shape }: HostTensor<'f32'>): Promise<HostTensor<'f32'>> {
    const length = 3 * size * size;
    const scores = Array.from({ length: shape[0] as number }, (_, i) => {
      const sample = pixels.subarray(i * length, (i + 1) * length);
      return drawings.map((all) =>
        Math.max(...all.map((drawing) => -drawing.reduce((sum, v, k) => sum + (v - sample[k]!) ** 2, 0))),
      );
    });
    return hostTensor('f32', scores.flat(), [scores.length, captions.length]);
  },
};
const labels = prompts.map((caption) => captions.indexOf(caption));
const { value, perClass } = await classAccuracy(nearest, [{ samples, labels }]);
const shuffled = await classAccuracy(nearest, [{ samples, labels: labels.map((label) => (label + 5) % 16) }]);
const share = (caption: string): string => `${100 * (perClass[captions.indexOf(caption)] ?? 0)} %`;
console.log(`pictures that show what their caption says: ${(100 * value).toFixed(0)} % of ${prompts.length}`);
for (const caption of unseen) console.log(`never seen: "${caption}": ${share(caption)}`);
console.log(`by chance, against captions of others: ${(100 * shuffled.value).toFixed(0)} %`);
if (value < 0.8 || shuffled.value > 0.2) throw new Error('the pictures should follow their captions');
