/** Prompts that improve themselves: demonstrations, their order and the instruction, by searches with a budget. */
import { createHash } from 'node:crypto';
import {
  bootstrapFewShot,
  instructionSearch,
  orderSearch,
  type PromptSettings,
  randomSearch,
  readPromptArtifact,
  splitExamples,
  task,
  toMessages,
} from '@fm/prompt';

const parity = task({ name: 'parity', labels: ['even', 'odd'] });
const examples = Array.from({ length: 24 }, (_, i) =>
  parity.example(`${i * 7 + 3}`, (i * 7 + 3) % 2 === 0 ? 'even' : 'odd'),
);
const { training, validation } = splitExamples(examples, { seed: 1 });
type Settings = PromptSettings<string, 'even' | 'odd'>;

/** What stands for a model: it understands better when it sees both labels and is told to look at the last digit. */
function build({ instruction, demonstrations }: Settings): (input: string) => 'even' | 'odd' {
  const labels = new Set(demonstrations.map(({ output }) => output));
  const skill = 0.2 + 0.15 * labels.size + (instruction.includes('last digit') ? 0.3 : 0);
  return (input) => {
    const prompt = JSON.stringify(toMessages(parity.chat(input, { examples: demonstrations }))) + instruction;
    const luck = createHash('sha256').update(prompt).digest().readUInt32BE() / 2 ** 32;
    const right = Number(input) % 2 === 0;
    return right === luck < skill ? 'even' : 'odd';
  };
}

const show = (
  name: string,
  {
    search,
    instruction,
    demonstrations,
  }: Settings & { search: { calls: number; trials: readonly { score: number }[] } },
): void => {
  const scores = search.trials.map(({ score }) => score);
  const best =
    scores.length > 0 ? `, best ${Math.max(...scores).toFixed(2)} of ${scores.length} candidates` : '';
  console.log(`${name}: ${search.calls} calls${best}`);
  console.log(
    `  ${JSON.stringify(instruction)}, ${demonstrations.map(({ input, output }) => `${input} ${output}`).join(', ')}`,
  );
};

const instruction = 'Is the number even or odd?';
const taught = await bootstrapFewShot({
  instruction,
  training,
  teacher: build({ instruction, demonstrations: [] }),
  accept: (output, example) => output === example.output,
  demonstrations: 3,
});
show('bootstrap few-shot', taught);

const drawn = await randomSearch({ instruction, training, demonstrations: 3, validation, build, calls: 48 });
show('random search', drawn);

const ordered = await orderSearch({ ...drawn, validation, build, calls: 36 });
show('order search', ordered);

const instructions = [instruction, 'Odd?', 'Look at the last digit: is the number even or odd?'];
const told = await instructionSearch({
  instructions,
  demonstrations: ordered.demonstrations,
  validation,
  build,
  calls: 36,
});
show('instruction search', told);

// The artifact is plain JSON: saved, read and checked, it makes the same prompt again.
const saved = JSON.stringify(told);
const loaded = readPromptArtifact<string, 'even' | 'odd'>(saved);
const again = parity.chat('8', { examples: loaded.demonstrations }).fingerprint;
console.log(
  `${saved.length} characters of JSON; the same prompt: ${again === parity.chat('8', { examples: told.demonstrations }).fingerprint}`,
);
