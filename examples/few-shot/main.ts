/** One task and its examples: chosen, put into an order, and shown to a model as text or as a conversation. */
import {
  orderAlternatingLabels,
  orderBySimilarity,
  selectByNgramOverlap,
  selectLabelBalanced,
  selectMmr,
  selectRandom,
  task,
  toTranscript,
} from '@fm/prompt';

const topic = task({
  name: 'topic',
  instruction: 'What is the headline about?',
  input: 'Headline: {{headline}}',
  labels: { sports: ['Sports'], business: ['Business', 'Economy'], science: ['Science', 'Technology'] },
  outputPrefix: 'Topic:',
});

const pool = (
  [
    ['Striker scores twice in cup final', 'sports'],
    ['Central bank raises rates again', 'business'],
    ['Telescope finds water on distant planet', 'science'],
    ['Keeper saves penalty in cup semi-final', 'sports'],
    ['Oil price falls as demand slows', 'business'],
    ['New chip doubles speed of phones', 'science'],
    ['Sprinter breaks national record', 'sports'],
  ] as const
).map(([headline, label]) => topic.example({ headline }, label));
// topic.example({ headline: '…' }, 'weather') does not compile: there is no such label.

const question = { headline: 'Bank shares fall after cup of bad news' };
const textOf = ({ headline }: { headline: unknown }): string => String(headline);
/** Stands in for a model's `embed`: counts pairs of letters. */
const embed = async (texts: readonly string[]): Promise<readonly Float32Array[]> =>
  texts.map((text) => {
    const vector = new Float32Array(26 * 26);
    const letters = [...text.toLowerCase()].map((letter) => letter.charCodeAt(0) - 97);
    for (const [i, a] of letters.entries()) {
      const b = letters[i + 1] ?? -1;
      if (a >= 0 && a < 26 && b >= 0 && b < 26) vector[26 * a + b] = (vector[26 * a + b] ?? 0) + 1;
    }
    return vector;
  });

const selectors = [
  selectRandom(pool, { seed: 1, textOf }),
  selectLabelBalanced(pool, { seed: 1, textOf }),
  selectByNgramOverlap(pool, { textOf }),
  selectMmr(pool, { embed, textOf }),
];
for (const selector of selectors) {
  const { examples, reasons } = await selector.select(question, 3);
  console.log(selector.name);
  for (const [i, { input, output }] of examples.entries()) {
    console.log(`  ${output.padEnd(8)} ${textOf(input).padEnd(40)} ${reasons[i]?.reason}`);
  }
}

const balanced = await selectLabelBalanced(pool, { textOf }).select(question, 6);
const alternating = orderAlternatingLabels(balanced.examples).map(({ output }) => output);
console.log(`\nalternating: ${alternating.join(', ')}`);

const similar = await selectByNgramOverlap(pool, { textOf }).select(question, 2);
const examples = orderBySimilarity(similar);
const { text } = topic.text(question, { examples });
console.log(`\n${text}▁\n`);
console.log(toTranscript(topic.chat(question, { examples })));
if (topic.parse(' Economy, I think.') !== 'business') throw new Error('the answer was not understood');

// A question that is among the examples never gets itself as an example.
const known = await selectByNgramOverlap(pool, { textOf }).select(pool[0]?.input ?? question, 6);
if (known.examples.includes(pool[0] as (typeof pool)[number])) throw new Error('the answer was given away');
