import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { ProviderError } from '../provider-error.ts';
import { scriptedModel } from '../scripted-model.ts';
import { toAiSdk } from './to-ai-sdk.ts';

const major = Number(process.versions.node.split('.')[0]);
describe.skipIf(major < 22)('the AI SDK itself (ai@7 needs Node 22)', () => {
  it('tries again when one of our errors says that this may help, and not otherwise', async () => {
    const { generateText } = await import('ai');
    const busy = new ProviderError('Busy', { kind: 'rate-limit', retryAfter: 0 });
    const model = scriptedModel([busy, 'Hello']);
    expect((await generateText({ model: toAiSdk(model), prompt: 'Hi' })).text).toBe('Hello');
    const refusing = scriptedModel([new ProviderError('No', { kind: 'unauthorised' }), 'never']);
    await expect(generateText({ model: toAiSdk(refusing), prompt: 'Hi' })).rejects.toThrow('No');
    expect(refusing.requests.length).toBe(1);
  });

  it('generates, streams and calls tools with our models of both versions', async () => {
    const { generateText, streamText, stepCountIs, tool } = await import('ai');
    for (const specificationVersion of ['v3', 'v4'] as const) {
      const inner = scriptedModel([
        'Hello you',
        'Hello again',
        { toolCalls: [{ id: 'a', name: 'look', input: { at: 'left' } }] },
        'A cat.',
      ]);
      const model = toAiSdk(inner, { specificationVersion } as { specificationVersion: 'v4' });
      const { text, usage, finishReason } = await generateText({ model, prompt: 'Hi' });
      expect({ text, finishReason, input: usage.inputTokens, output: usage.outputTokens }).toEqual({
        text: 'Hello you',
        finishReason: 'stop',
        input: 1,
        output: 2,
      });
      const words: string[] = [];
      for await (const word of streamText({ model, prompt: 'Hi' }).textStream) words.push(word);
      expect(words).toEqual(['Hello', ' again']);
      const look = tool({
        inputSchema: z.object({ at: z.string() }),
        execute: async ({ at }) => ({ seen: `a cat, ${at}` }),
      });
      const answer = await generateText({
        model,
        prompt: 'What?',
        tools: { look },
        stopWhen: stepCountIs(3),
      });
      expect(answer.text).toBe('A cat.');
      expect(inner.requests.at(-1)?.messages.at(-1)).toEqual({
        role: 'tool',
        toolCallId: 'a',
        toolName: 'look',
        content: '{"seen":"a cat, left"}',
      });
    }
  });
});
