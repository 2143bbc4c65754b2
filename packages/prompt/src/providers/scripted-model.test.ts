import { expect, test } from 'vitest';
import { scriptedModel } from './scripted-model.ts';

const messages = [{ role: 'user', content: 'How are you?' }] as const;

test('gives its turns in order and remembers what it was asked', async () => {
  const model = scriptedModel(['Well, thanks.', ({ seed }) => `Seed ${seed}.`]);
  const first = await model.generate({ messages }).result;
  const second = await model.generate({ messages, seed: 7 }).result;
  expect([first.text, second.text]).toEqual(['Well, thanks.', 'Seed 7.']);
  expect(first.usage).toEqual({ inputTokens: 3, outputTokens: 2 });
  expect(model.requests.map(({ seed }) => seed)).toEqual([undefined, 7]);
});

test('ends with tool calls when its turn makes some', async () => {
  const call = { id: '1', name: 'now', input: {} };
  const { finishReason, toolCalls } = await scriptedModel([{ toolCalls: [call] }]).generate({ messages })
    .result;
  expect(finishReason).toBe('tool-calls');
  expect(toolCalls).toEqual([call]);
});

test('throws the errors of its script, and one of its own when the script is over', async () => {
  const model = scriptedModel([new RangeError('too far')]);
  await expect(model.generate({ messages }).result).rejects.toThrow(RangeError);
  await expect(model.generate({ messages }).result).rejects.toMatchObject({
    code: 'FM_ARGUMENT',
    expected: 'at most 1 requests',
  });
});
