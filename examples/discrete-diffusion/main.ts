/** Diffusion on letters: words come out of masks, by the same loop that samples pictures. */
import { type HostTensor, hostTensor } from '@fm/core';
import { absorbingCorruption, d3pm, linearKeep, runSampler } from '@fm/diffusion';

const words = ['whale', 'shark', 'squid', 'prawn', 'trout'];
const letters = [...new Set(words.join(''))].toSorted();
const mask = letters.length;
const length = 5;

/** The best possible network: the letters of the words that suit what can be seen already. */
function letterLogits({ data, shape }: HostTensor<'i32'>): HostTensor<'f32'> {
  const vocabulary = letters.length + 1;
  const logits = new Float32Array(data.length * vocabulary).fill(-1e9);
  for (let start = 0; start < data.length; start += length) {
    const seen = data.subarray(start, start + length);
    const suiting = words.filter((word) => seen.every((id, i) => id === mask || letters[id] === word[i]));
    for (const word of suiting) {
      for (const [i, letter] of [...word].entries()) {
        const place = (start + i) * vocabulary + letters.indexOf(letter);
        logits[place] = Math.log(Math.exp(logits[place] as number) + 1 / suiting.length);
      }
    }
  }
  return hostTensor('f32', logits, [...shape, vocabulary]);
}

const steps = 200;
const sampler = d3pm(
  absorbingCorruption({ vocabularySize: letters.length + 1, mask, keep: linearKeep(steps) }),
);
const run = runSampler({
  sampler,
  state: sampler.init(hostTensor('i32', new Int32Array(8 * length).fill(mask), [8, length]), { seed: 4 }),
  answer: async ({ sample }) => letterLogits(sample),
  describe: ({ state }) => state,
});

const show = ({ data }: HostTensor<'i32'>): string[] =>
  Array.from({ length: 8 }, (_, i) =>
    Array.from(data.subarray(i * length, (i + 1) * length), (id) => letters[id] ?? '_').join(''),
  );
for await (const { index, sample } of run) {
  if (index === 1 || index % 40 === 0)
    console.log(`step ${`${index}`.padStart(3)}   ${show(sample).join('  ')}`);
}

const drawn = show(await run.result);
const known = drawn.filter((word) => words.includes(word)).length;
console.log(
  `\n${known} of ${drawn.length} are words; letters that appear in one step do not know of each other`,
);
