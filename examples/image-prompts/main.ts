/** Image prompts in two dialects: weights, what changes over the steps, chunks and what is cut, and the weights applied. */
import { hostTensor, type TextEncoder } from '@fm/core';
import { byteTokenizer } from '@fm/lm/tokenizer';
import {
  changingSteps,
  chunkPrompt,
  encodeImagePrompt,
  parseA1111,
  parseCompel,
  promptAtStep,
} from '@fm/prompt';

const prompt = parseA1111('a (red:1.3) [barn:castle:0.5] in [[fog]] BREAK oil painting', {
  negative: '(blurry)',
});
const steps = 20;
for (const step of changingSteps(prompt, steps)) {
  const said = promptAtStep(prompt.clauses[0]?.parts[0]?.fragments ?? [], { step, steps });
  const shown = said.map((each) =>
    each.kind === 'break' ? '|' : `${each.text.trim()} × ${each.weight.toFixed(2)}`,
  );
  console.log(`from step ${String(step).padStart(2)}: ${shown.join(', ')}`);
}

const compel = parseCompel('("a red++ barn", "a (ruined castle)0.8").blend(0.7, 0.3)');
console.log('\ncompel:', JSON.stringify(compel.clauses[0]?.parts));

// A text encoder with rows of 16 tokens, one for each byte: begin, 14 of the prompt, end.
const tokenizer = byteTokenizer();
const { chunks, cutText } = chunkPrompt(
  promptAtStep(prompt.clauses[0]?.parts[0]?.fragments ?? [], { step: 1, steps }),
  'a1111',
  {
    tokenizer,
    contextLength: 16,
    maxChunks: 2,
  },
);
for (const { tokens, end } of chunks)
  console.log(
    `\n${tokens.length} tokens, ended by ${end}: ${JSON.stringify(tokenizer.decode(tokens.map(({ id }) => id)))}`,
  );
console.log(`cut: ${JSON.stringify(cutText)}`);

// In place of CLIP: every token's state is its id.
const encoder: TextEncoder = {
  name: 'bytes',
  contextLength: 16,
  async encode(prompts) {
    const rows = prompts.map((row) => (typeof row === 'string' ? [] : Array.from(row.ids)));
    return {
      hiddenStates: hostTensor('f32', rows.flat(), [rows.length, 16, 1]),
      attentionMask: hostTensor('i64', new Array<number>(16 * rows.length).fill(1), [rows.length, 16]),
    };
  },
};
const { clauses, negative } = await encodeImagePrompt(prompt, {
  encoder,
  tokenizer,
  controlTokens: { begin: 1, end: 2 },
  at: { step: 1, steps },
});
console.log(
  `\nconditioning ${clauses[0]?.hiddenStates.shape.join(' × ')}, negative ${negative.hiddenStates.shape.join(' × ')}`,
);
