import {
  APICallError,
  type LanguageModelV3,
  type LanguageModelV3StreamPart,
  type LanguageModelV4,
  type LanguageModelV4CallOptions,
} from '@ai-sdk/provider';
import type { ChatPiece, ChatRequest } from '@fm/core';
import { describe, expect, it } from 'vitest';
import { ProviderError } from '../provider-error.ts';
import { scriptedModel } from '../scripted-model.ts';
import { fromAiSdk } from './from-ai-sdk.ts';
import { toAiSdk } from './to-ai-sdk.ts';

const request: ChatRequest = { messages: [{ role: 'user', content: 'Hi there' }] };
const call = { id: 'a', name: 'look', input: { at: 1 } };

/** A model of the given version that streams parts and remembers its options. */
function sdkModel(
  specificationVersion: string,
  parts: readonly unknown[],
): { readonly model: LanguageModelV4; readonly options: LanguageModelV4CallOptions[]; isCancelled: boolean } {
  const seen = { options: [] as LanguageModelV4CallOptions[], isCancelled: false };
  const model = {
    specificationVersion,
    provider: 'test',
    modelId: 'parts',
    supportedUrls: {},
    doGenerate: () => expect.unreachable(),
    doStream: async (options: LanguageModelV4CallOptions) => {
      seen.options.push(options);
      const rest = [...parts];
      const stream = new ReadableStream({
        pull(controller) {
          const part = rest.shift();
          if (part === undefined) controller.close();
          else controller.enqueue(part);
        },
        cancel: () => void (seen.isCancelled = true),
      });
      return { stream };
    },
  } as unknown as LanguageModelV4;
  return Object.assign(seen, { model });
}

const parts = [
  { type: 'reasoning-start', id: '0' },
  { type: 'reasoning-delta', id: '0', delta: 'hm' },
  { type: 'text-delta', id: '1', delta: 'Hello ' },
  { type: 'text-delta', id: '1', delta: 'you' },
  { type: 'ping' },
  { type: 'raw', rawValue: {} },
  { type: 'tool-input-delta', id: 'a', delta: '{"at":1}' },
  { type: 'tool-call', toolCallId: 'a', toolName: 'look', input: '{"at":1}' },
  { type: 'tool-call', toolCallId: 'b', toolName: 'search', input: '{}', providerExecuted: true },
  { type: 'tool-call', toolCallId: 'c', toolName: 'look', input: '{"cut' },
];
const finish = {
  v2: {
    type: 'finish',
    finishReason: 'tool-calls',
    usage: { inputTokens: 3, outputTokens: 4, totalTokens: 7 },
  },
  v3: {
    type: 'finish',
    finishReason: { unified: 'tool-calls', raw: 'x' },
    usage: { inputTokens: { total: 3 }, outputTokens: { total: 4 } },
  },
};
const warnings = {
  v2: { type: 'unsupported-setting', setting: 'topK', details: 'no' },
  v3: { type: 'unsupported', feature: 'topK', details: 'no' },
};

describe('fromAiSdk', () => {
  it.each(['v2', 'v3', 'v4'] as const)('reads the parts of version %s', async (version) => {
    const dialect = version === 'v4' ? 'v3' : version;
    const start = { type: 'stream-start', warnings: [warnings[dialect], { type: 'other', message: 'odd' }] };
    const { model, options } = sdkModel(version, [start, ...parts, finish[dialect]]);
    const data = Uint8Array.of(1);
    const url = new URL('https://example.com/a.wav');
    const result = await fromAiSdk(model).generate({
      messages: [
        {
          role: 'user',
          content: [
            { type: 'text', text: 'See' },
            { type: 'image', data, mediaType: 'image/png' },
            { type: 'audio', data: url, mediaType: 'audio/wav' },
          ],
        },
        { role: 'assistant', content: '', toolCalls: [call] },
        { role: 'tool', toolCallId: 'a', toolName: 'look', content: 'a cat' },
      ],
      tools: [{ name: 'look', inputSchema: { type: 'object' } }],
      toolChoice: 'required',
      responseSchema: { type: 'object' },
      maxTokens: 5,
      stop: ['x'],
    }).result;
    expect(result).toEqual({
      text: 'Hello you',
      reasoning: 'hm',
      toolCalls: [call, { id: 'c', name: 'look', input: '{"cut' }],
      finishReason: 'tool-calls',
      usage: { inputTokens: 3, outputTokens: 4 },
      warnings: [
        `${version === 'v2' ? 'unsupported-setting' : 'unsupported'}: topK: no`,
        'odd',
        'The provider ran its own tool search',
      ],
    });
    expect(options[0]).toEqual({
      prompt: [
        {
          role: 'user',
          content: [
            { type: 'text', text: 'See' },
            {
              type: 'file',
              mediaType: 'image/png',
              data: version === 'v4' ? { type: 'data', data } : data,
            },
            { type: 'file', mediaType: 'audio/wav', data: version === 'v4' ? { type: 'url', url } : url },
          ],
        },
        {
          role: 'assistant',
          content: [{ type: 'tool-call', toolCallId: 'a', toolName: 'look', input: { at: 1 } }],
        },
        {
          role: 'tool',
          content: [
            {
              type: 'tool-result',
              toolCallId: 'a',
              toolName: 'look',
              output: { type: 'text', value: 'a cat' },
            },
          ],
        },
      ],
      tools: [{ type: 'function', name: 'look', inputSchema: { type: 'object' } }],
      toolChoice: { type: 'required' },
      responseFormat: { type: 'json', schema: { type: 'object' } },
      maxOutputTokens: 5,
      stopSequences: ['x'],
      abortSignal: expect.any(AbortSignal),
    });
  });

  it('ends the stream when nobody listens any more', async () => {
    const sdk = sdkModel('v4', parts);
    const generation = fromAiSdk(sdk.model).generate(request);
    for await (const _ of generation) break;
    expect((await generation.result).finishReason).toBe('cancelled');
    expect(sdk.isCancelled).toBe(true);
  });

  it('tells what a provider says about its errors', async () => {
    const error = Object.assign(new Error('slow down'), {
      statusCode: 429,
      isRetryable: true,
      responseHeaders: { 'retry-after': '2' },
    });
    const { model } = sdkModel('v4', []);
    model.doStream = () => Promise.reject(error);
    const expected = { kind: 'rate-limit', status: 429, isRetryable: true, retryAfter: 2000, cause: error };
    await expect(fromAiSdk(model).generate(request).result).rejects.toMatchObject(expected);
    const midway = sdkModel('v4', [{ type: 'error', error: 'boom' }]).model;
    const { result } = fromAiSdk(midway).generate(request);
    await expect(result).rejects.toMatchObject({ kind: 'server', isRetryable: false, received: 'boom' });
  });

  it('refuses versions it does not know', () => {
    expect(() => fromAiSdk(sdkModel('v5', []).model)).toThrow(/v5/);
  });
});

async function collect<T>(stream: ReadableStream<T>): Promise<readonly T[]> {
  const all: T[] = [];
  // Not every platform can iterate streams.
  for (const reader = stream.getReader(); ;) {
    const { done, value } = await reader.read();
    if (done) return all;
    all.push(value);
  }
}

describe('toAiSdk', () => {
  const turn = { reasoning: 'hm', text: 'Hello you', toolCalls: [call] };
  const prompt: LanguageModelV4CallOptions['prompt'] = [
    { role: 'user', content: [{ type: 'text', text: 'Hi' }] },
  ];

  it('has the shape of both versions', () => {
    const v4: LanguageModelV4 = toAiSdk(scriptedModel([]));
    const v3: LanguageModelV3 = toAiSdk(scriptedModel([]), { specificationVersion: 'v3', provider: 'mine' });
    expect(v4).toMatchObject({ specificationVersion: 'v4', provider: 'fm', modelId: 'scripted' });
    expect(v3).toMatchObject({ specificationVersion: 'v3', provider: 'mine' });
  });

  it('streams in blocks', async () => {
    const { stream } = await toAiSdk(scriptedModel([turn])).doStream({ prompt, presencePenalty: 1 });
    expect(await collect(stream)).toEqual([
      { type: 'stream-start', warnings: [{ type: 'unsupported', feature: 'presencePenalty' }] },
      { type: 'reasoning-start', id: '0' },
      { type: 'reasoning-delta', id: '0', delta: 'hm' },
      { type: 'reasoning-end', id: '0' },
      { type: 'text-start', id: '1' },
      { type: 'text-delta', id: '1', delta: 'Hello' },
      { type: 'text-delta', id: '1', delta: ' you' },
      { type: 'text-end', id: '1' },
      { type: 'tool-input-start', id: 'a', toolName: 'look' },
      { type: 'tool-input-delta', id: 'a', delta: '{"at":1}' },
      { type: 'tool-input-end', id: 'a' },
      { type: 'tool-call', toolCallId: 'a', toolName: 'look', input: '{"at":1}' },
      {
        type: 'finish',
        finishReason: { unified: 'tool-calls', raw: 'tool-calls' },
        usage: {
          inputTokens: expect.objectContaining({ total: 1 }),
          outputTokens: expect.objectContaining({ total: 4 }),
        },
      },
    ] satisfies readonly LanguageModelV3StreamPart[]);
  });

  it('gives the whole at once', async () => {
    const result = await toAiSdk(scriptedModel([turn])).doGenerate({ prompt });
    expect(result).toMatchObject({
      content: [
        { type: 'reasoning', text: 'hm' },
        { type: 'text', text: 'Hello you' },
        { type: 'tool-call', toolCallId: 'a', toolName: 'look', input: '{"at":1}' },
      ],
      finishReason: { unified: 'tool-calls' },
      warnings: [],
    });
  });

  it('and fromAiSdk are inverses for requests and answers', async () => {
    const asked: ChatRequest = {
      messages: [
        { role: 'system', content: 'Be brief.' },
        {
          role: 'user',
          content: [
            { type: 'text', text: 'See' },
            { type: 'image', data: Uint8Array.of(1, 2), mediaType: 'image/png' },
            { type: 'audio', data: new URL('https://example.com/a.wav'), mediaType: 'audio/wav' },
          ],
        },
        { role: 'assistant', content: 'Let me see.', toolCalls: [call] },
        { role: 'tool', toolCallId: 'a', toolName: 'look', content: 'a cat' },
      ],
      tools: [{ name: 'look', description: 'Looks', inputSchema: { type: 'object' } }],
      toolChoice: { name: 'look' },
      responseSchema: { type: 'object' },
      maxTokens: 9,
      temperature: 0.5,
      topK: 2,
      topP: 0.5,
      seed: 4,
      stop: ['x'],
    };
    for (const specificationVersion of ['v3', 'v4'] as const) {
      const inner = scriptedModel([turn]);
      const sdk = toAiSdk(inner, { specificationVersion } as { specificationVersion: 'v3' });
      const generation = fromAiSdk(sdk).generate(asked);
      const pieces: ChatPiece[] = [];
      for await (const piece of generation) pieces.push(piece);
      const { signal: _, ...got } = inner.requests[0] as ChatRequest;
      expect(got).toEqual(asked);
      expect(await generation.result).toEqual(await scriptedModel([turn]).generate(asked).result);
      expect(pieces.length).toBe(4);
    }
  });

  it('warns of what a request cannot say', async () => {
    const inner = scriptedModel(['x']);
    const { warnings: found } = await toAiSdk(inner).doGenerate({
      prompt: [
        {
          role: 'assistant',
          content: [
            { type: 'reasoning', text: 'hm' },
            { type: 'text', text: 'a' },
          ],
        },
        {
          role: 'tool',
          content: [
            {
              type: 'tool-result',
              toolCallId: 'a',
              toolName: 'f',
              output: { type: 'json', value: { b: 1 } },
            },
            {
              type: 'tool-result',
              toolCallId: 'b',
              toolName: 'f',
              output: { type: 'execution-denied', reason: 'No.' },
            },
            { type: 'tool-approval-response', approvalId: 'x', approved: true },
          ],
        },
      ],
      tools: [{ type: 'provider', id: 'x.search', name: 'search', args: {} }],
      reasoning: 'high',
      responseFormat: { type: 'json' },
    });
    expect(found.map((warning) => 'feature' in warning && warning.feature)).toEqual([
      'reasoning',
      'tool search',
      "assistant's reasoning",
      'tool approval',
    ]);
    expect(inner.requests[0]).toMatchObject({
      messages: [
        { role: 'assistant', content: 'a' },
        { role: 'tool', content: '{"b":1}' },
        { role: 'tool', content: 'Denied. No.' },
      ],
      responseSchema: { type: 'object' },
    });
    const file = {
      type: 'file' as const,
      mediaType: 'application/pdf',
      data: { type: 'data' as const, data: '' },
    };
    const { doGenerate } = toAiSdk(inner);
    await expect(doGenerate({ prompt: [{ role: 'user', content: [file] }] })).rejects.toThrow(
      /application\/pdf/,
    );
  });

  it('fails the call when the model fails at once', async () => {
    const error = new ProviderError('Busy', { kind: 'rate-limit' });
    await expect(toAiSdk(scriptedModel([error])).doStream({ prompt })).rejects.toMatchObject({
      cause: error,
    });
    const bug = new Error('a bug');
    await expect(toAiSdk(scriptedModel([bug])).doStream({ prompt })).rejects.toBe(bug);
  });

  it("fails with the SDK's own kind of error, and fromAiSdk finds ours in it", async () => {
    const error = new ProviderError('Busy', { kind: 'rate-limit', status: 429, retryAfter: 250 });
    const failing = toAiSdk(scriptedModel([error])).doGenerate({ prompt });
    const failure: unknown = await Promise.resolve(failing).catch((thrown: unknown) => thrown);
    expect(APICallError.isInstance(failure)).toBe(true);
    const responseHeaders = { 'retry-after-ms': '250' };
    expect(failure).toMatchObject({ statusCode: 429, isRetryable: true, responseHeaders });
    await expect(fromAiSdk(toAiSdk(scriptedModel([error]))).generate(request).result).rejects.toBe(error);
  });
});
