/** Ways of asking: thinking first, the majority of several answers, criticism, a chain of steps. The model follows a script. */
import type { ChatModel } from '@fm/core';
import { chain, chainOfThought, chatGeneration, reflection, selfConsistency } from '@fm/prompt';

/** A model that says its lines one after the other; any other `ChatModel` goes in its place. */
function scripted(...lines: readonly string[]): ChatModel {
  let next = 0;
  return {
    name: 'script',
    generate: ({ signal }) =>
      chatGeneration(async function* () {
        yield { type: 'text', text: lines[next++ % lines.length] ?? '' };
        return { finishReason: 'stop', usage: { inputTokens: 20, outputTokens: 10 } };
      }, signal),
  };
}

const question =
  'A bat and a ball cost 1.10 together; the bat costs 1 more than the ball. What does the ball cost?';
const fast = 'It is 1.10 - 1.\nAnswer: 0.10';
const slow = 'x + (x + 1) = 1.10, so 2x = 0.10.\nAnswer: 0.05';

const { answer, text } = await chainOfThought(scripted(slow), question);
console.log(`thinks: ${text.split('\n')[0]}\nanswers: ${answer}\n`);

const model = scripted(slow, fast, slow, slow, 'I give up.');
const majority = await selfConsistency(
  async (seed) => (await chainOfThought(model, question, { seed, temperature: 0.8 })).answer,
  { samples: 5 },
);
const votes = majority.votes.map((vote) => `${vote.count} × ${vote.answer}`).join(', ');
console.log(`majority: ${majority.answer} (${majority.agreement * 100} % agree; ${votes})\n`);

const writer = scripted('Our tea is good.', 'Our tea is picked at dawn.');
const critic = scripted('- "good" says nothing.', 'NO FAULTS');
const { drafts, reason } = await reflection(writer, 'Advertise tea in one sentence.', { critic });
console.log(`drafts: ${drafts.join(' → ')} (${reason})\n`);

const describe = chain('ask', async (topic: string, { signal, count }) => {
  const said = await scripted(`${topic} is warm; ${topic} is brown`).generate({ messages: [], signal })
    .result;
  count(said.usage);
  return said.text;
})
  .step('split', (said) => said.split('; '))
  .step('list', (facts) => facts.map((fact) => `- ${fact}`).join('\n'));
const { output, steps } = await describe.run('tea');
console.log(`${steps.map(({ name }) => name).join(' → ')}:\n${output}`);
