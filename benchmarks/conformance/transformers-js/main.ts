/**
 * Trains a small GPT-2, saves it with its ONNX file, loads it with transformers.js, and compares ids, log-probabilities and
 * greedy text, alone and in batches padded on the left:
 *
 *     npm install --prefix /tmp/transformers --ignore-scripts @huggingface/transformers
 *     pnpm conformance transformers-js /tmp/transformers
 *
 * The package is no dependency here: it takes 470 MB.
 */
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

import { causalLanguageModeling, Gpt2, languageModel, textTrainingData, tokenizeTexts } from '@fm/lm';
import { saveGpt2 } from '@fm/lm/node';
import { byteLevelBpeRecipe, trainTokenizer } from '@fm/lm/tokenizer';
import { ortBackend } from '@fm/ort';
import { adamW, train } from '@fm/train';

interface ForeignTensor {
  readonly data: ArrayLike<number | bigint>;
  readonly dims: readonly number[];
  slice(...ranges: readonly (null | readonly [number, null])[]): ForeignTensor;
}
type Inputs = Readonly<Record<'input_ids' | 'attention_mask', ForeignTensor>>;
interface ForeignTokenizer {
  (texts: string | readonly string[], options?: { readonly padding: boolean }): Inputs;
  padding_side: string;
  batch_decode(ids: ForeignTensor, options: { readonly skip_special_tokens: boolean }): readonly string[];
}
interface ForeignModel {
  (inputs: Inputs): Promise<{ readonly logits: ForeignTensor }>;
  generate(
    options: Inputs & { readonly max_new_tokens: number; readonly do_sample: boolean },
  ): Promise<ForeignTensor>;
}
interface Library {
  readonly env: { localModelPath: string; allowRemoteModels: boolean };
  readonly AutoTokenizer: { from_pretrained(name: string): Promise<ForeignTokenizer> };
  readonly AutoModelForCausalLM: {
    from_pretrained(name: string, options: { readonly dtype: string }): Promise<ForeignModel>;
  };
}

const [installed] = process.argv.slice(2);
if (installed === undefined)
  throw new Error('Give the folder in which @huggingface/transformers is installed.');
const require = createRequire(join(resolve(installed), 'package.json'));
const library = require('@huggingface/transformers') as Library;
const entry = require.resolve('@huggingface/transformers');
const { version } = JSON.parse(readFileSync(join(dirname(entry), '..', 'package.json'), 'utf8')) as {
  readonly version: string;
};

const text =
  'The cat sat on the mat. The dog sat on the log, and the dog saw the cat: “Café, 3 o’clock?” 🐈\n';
const recipe = byteLevelBpeRecipe({ vocabularySize: 320, specialTokens: ['<|endoftext|>'] });
const tokenizer = await trainTokenizer([text.repeat(60)], recipe).result;
const { vocabularySize } = tokenizer;
const model = new Gpt2({ vocab_size: vocabularySize, n_positions: 64, n_embd: 32, n_layer: 2, n_head: 4 });
await using backend = await ortBackend();
const { parameters } = await train({
  model,
  objective: causalLanguageModeling(),
  optimizer: adamW({ learningRate: 3e-3 }),
  data: textTrainingData(tokenizeTexts([text.repeat(60)], tokenizer), {
    contextLength: 32,
    batchSize: 8,
    vocabularySize,
  }),
  steps: 80,
  backend,
}).result;
await using lm = languageModel({ model, tokenizer, parameters, backend });

let differences = 0;
function report(what: string, isEqual: boolean): void {
  console.log(`${isEqual ? 'equal  ' : 'DIFFERS'}  ${what}`);
  if (!isEqual) differences++;
}

const prompts = ['The cat', 'The dog sat on', '“Café', 'mat. The dog sat on the log, and', '🐈', 'q'];
const maxTokens = 24;
const folder = await mkdtemp(join(tmpdir(), 'transformers-js-'));
try {
  for (const [name, onnx] of Object.entries({ whole: true, split: { externalFrom: 1024 } })) {
    await saveGpt2(join(folder, name), { model, parameters, tokenizer, onnx });
    library.env.localModelPath = `${folder}/`;
    library.env.allowRemoteModels = false;
    const theirs = await library.AutoTokenizer.from_pretrained(name);
    const network = await library.AutoModelForCausalLM.from_pretrained(name, { dtype: 'fp32' });
    console.log(`transformers.js ${version}, ${name === 'whole' ? 'one file' : 'weights in a second file'}:`);

    const written = await Promise.all(
      prompts.map(async (prompt) => (await lm.generate(prompt, { maxTokens, temperature: 0 }).result).text),
    );
    const continued = async (inputs: Inputs): Promise<readonly string[]> => {
      const ids = await network.generate({ ...inputs, max_new_tokens: maxTokens, do_sample: false });
      const fresh = ids.slice(null, [inputs.input_ids.dims[1] as number, null]);
      return theirs.batch_decode(fresh, { skip_special_tokens: true });
    };
    for (const [i, prompt] of prompts.entries()) {
      const ids = Array.from(theirs(prompt).input_ids.data, Number);
      report(`ids of ${JSON.stringify(prompt)}`, ids.join() === tokenizer.encode(prompt).ids.join());
      const [alone] = await continued(theirs(prompt));
      report(`greedy text after ${JSON.stringify(prompt)}`, alone === written[i]);
    }
    theirs.padding_side = 'left';
    const together = await continued(theirs(prompts, { padding: true }));
    report('greedy text of all as one batch', together.join('|') === written.join('|'));

    const scored = theirs(text);
    const { logProbs } = await lm.score(text);
    const difference = largestDifference((await network(scored)).logits, scored.input_ids, logProbs);
    report(`log-probabilities, up to ${difference.toExponential(1)}`, difference < 1e-5);
  }
} finally {
  await rm(folder, { recursive: true });
}
process.exitCode = differences === 0 ? 0 : 1;

/** Between our log-probability of each token and theirs. */
function largestDifference(
  { data, dims }: ForeignTensor,
  ids: ForeignTensor,
  logProbs: ArrayLike<number>,
): number {
  const [, length = 0, vocabulary = 0] = dims;
  const logits = Array.from(data, Number);
  let largest = 0;
  for (let t = 0; t + 1 < length; t++) {
    const row = logits.slice(t * vocabulary, (t + 1) * vocabulary);
    const top = Math.max(...row);
    const total = top + Math.log(row.reduce((sum, logit) => sum + Math.exp(logit - top), 0));
    const theirs = (row[Number(ids.data[t + 1])] as number) - total;
    largest = Math.max(largest, Math.abs(theirs - (logProbs[t + 1] as number)));
  }
  return largest;
}
