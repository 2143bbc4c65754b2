import { FmError } from '@fm/core';
import { describe, expect, it } from 'vitest';
import type { ProviderError } from '../provider-error.ts';
import { type Answer, apiServer, chunk, failing, hello, raw, streaming } from '../testing/api-server.ts';
import { collect, failure, key, request, withServer } from '../testing/with-server.ts';
import { openAiCompatible } from './openai-compatible.ts';

describe('a chat completion', () => {
  it('streams its pieces and counts its tokens', () =>
    withServer([streaming(...hello)], async (model, { headers }) => {
      const generation = model.generate(request);
      expect(await collect(generation)).toEqual(['Hel', 'lo', '!'].map((text) => ({ type: 'text', text })));
      expect(await generation.result).toEqual({
        text: 'Hello!',
        reasoning: '',
        toolCalls: [],
        finishReason: 'stop',
        usage: { inputTokens: 9, outputTokens: 3 },
      });
      // A second consumer sees the same, without a second request.
      expect((await collect(generation)).length).toBe(3);
      expect(headers).toMatchObject([{ authorization: `Bearer ${key}`, path: '/v1/chat/completions' }]);
    }));

  it('sends every setting under the name of the API', () =>
    withServer(
      [streaming(...hello)],
      async (model, { bodies }) => {
        const schema = { type: 'object', properties: {} };
        await model.generate({
          messages: [
            { role: 'system', content: 'Be brief.' },
            {
              role: 'user',
              content: [
                { type: 'text', text: 'What?' },
                { type: 'image', data: Uint8Array.of(1, 2, 255), mediaType: 'image/png' },
                { type: 'image', data: new URL('https://example.com/a.png'), mediaType: 'image/png' },
                { type: 'audio', data: Uint8Array.of(0), mediaType: 'audio/mpeg' },
              ],
            },
            { role: 'assistant', content: '', toolCalls: [{ id: 'a', name: 'look', input: { at: 1 } }] },
            { role: 'tool', toolCallId: 'a', toolName: 'look', content: 'a cat' },
          ],
          tools: [{ name: 'look', description: 'Looks', inputSchema: schema }],
          toolChoice: { name: 'look' },
          responseSchema: schema,
          maxTokens: 5,
          temperature: 0.5,
          topK: 3,
          topP: 0.9,
          seed: 7,
          stop: ['x'],
        }).result;
        expect(bodies[0]).toEqual({
          model: 'tiny',
          stream: true,
          stream_options: { include_usage: true },
          messages: [
            { role: 'system', content: 'Be brief.' },
            {
              role: 'user',
              content: [
                { type: 'text', text: 'What?' },
                { type: 'image_url', image_url: { url: 'data:image/png;base64,AQL/' } },
                { type: 'image_url', image_url: { url: 'https://example.com/a.png' } },
                { type: 'input_audio', input_audio: { data: 'AA==', format: 'mp3' } },
              ],
            },
            {
              role: 'assistant',
              content: '',
              tool_calls: [{ id: 'a', type: 'function', function: { name: 'look', arguments: '{"at":1}' } }],
            },
            { role: 'tool', tool_call_id: 'a', content: 'a cat' },
          ],
          tools: [{ type: 'function', function: { name: 'look', description: 'Looks', parameters: schema } }],
          tool_choice: { type: 'function', function: { name: 'look' } },
          response_format: {
            type: 'json_schema',
            json_schema: { name: 'answer', schema, strict: true },
          },
          max_completion_tokens: 5,
          temperature: 0.5,
          top_k: 3,
          top_p: 0.9,
          seed: 7,
          stop: ['x'],
          service_tier: 'flex',
        });
      },
      { maxTokensField: 'max_completion_tokens', body: { service_tier: 'flex' } },
    ));

  it('puts parallel tool calls together from their parts', () => {
    const part = (index: number, input: string, rest: object = {}): unknown =>
      chunk({ tool_calls: [{ index, ...rest, function: { arguments: input, ...Object(rest) } }] });
    return withServer(
      [
        streaming(
          chunk({ content: 'Looking. ', reasoning_content: 'hm' }),
          part(0, '', { id: 'a', name: 'weather' }),
          part(1, '{"zone"', { id: 'b', name: 'time' }),
          part(0, '{"city":'),
          part(1, ':"UTC"}'),
          part(0, '"Oslo"}'),
          part(2, '{"cut', { name: 'broken' }),
          chunk({}, 'tool_calls'),
        ),
      ],
      async (model) => {
        const result = await model.generate(request).result;
        expect(result).toMatchObject({
          text: 'Looking. ',
          reasoning: 'hm',
          finishReason: 'tool-calls',
          toolCalls: [
            { id: 'a', name: 'weather', input: { city: 'Oslo' } },
            { id: 'b', name: 'time', input: { zone: 'UTC' } },
            { id: 'call_1_2', name: 'broken', input: '{"cut' },
          ],
        });
      },
    );
  });

  it('reads whole answers of services that do not stream', () =>
    withServer(
      [
        failing(200, {
          choices: [
            {
              message: {
                content: null,
                tool_calls: [{ id: 'a', function: { name: 'f', arguments: '{}' } }],
              },
              finish_reason: 'stop',
            },
          ],
          usage: { prompt_tokens: 1, completion_tokens: -2 },
        }),
      ],
      async (model) => {
        expect(await model.generate(request).result).toMatchObject({
          toolCalls: [{ id: 'a', name: 'f', input: {} }],
          finishReason: 'tool-calls',
          usage: { inputTokens: 1, outputTokens: undefined },
        });
      },
    ));

  it('reads events however they are cut and ended', () => {
    const bytes = new TextEncoder().encode(
      `: hi\r\nevent: x\r\ndata: ${JSON.stringify(chunk({ content: 'né😀' }))}\r\n\r\n` +
        `data:${JSON.stringify(chunk({ content: ' b' }, 'stop'))}\r\rdata: [DONE]\n\n`,
    );
    return withServer([raw(...Array.from(bytes, (byte) => Uint8Array.of(byte)))], async (model) => {
      expect((await model.generate(request).result).text).toBe('né😀 b');
    });
  });
});

describe('a failing service', () => {
  it.each([
    [400, 'invalid-request', false],
    [401, 'unauthorised', false],
    [403, 'unauthorised', false],
    [404, 'not-found', false],
    [422, 'invalid-request', false],
    [429, 'rate-limit', true],
    [500, 'server', true],
    [503, 'server', true],
  ] as const)('answers %i, which is %s', (status, kind, isRetryable) =>
    withServer([failing(status, { error: { message: `no: ${key}` } })], async (model) => {
      const error = await failure(model.generate(request).result);
      expect(error).toMatchObject({ kind, status, isRetryable, code: 'FM_PROVIDER' });
      expect(error.received).toBe('no: [redacted]');
      expect(FmError.is(error)).toBe(true);
    }),
  );

  it('keeps keys out of what is no answer either, and keys that came with headers or the address', async () => {
    const query = 'query-key-987';
    const header = 'header-key-654';
    const all = `${key} ${query} ${header}`;
    await using server = await apiServer(raw(`data: {"detail": "bad keys ${all}"}\n\n`), failing(401, all));
    const model = openAiCompatible({
      baseUrl: `${server.baseUrl}?key=${query}`,
      model: 'tiny',
      apiKey: key,
      headers: { 'x-key': `Token ${header}` },
    });
    for (const kind of ['malformed', 'unauthorised']) {
      const error = await failure(model.generate(request).result);
      expect(error.kind).toBe(kind);
      expect(error.received).toContain('[redacted] [redacted] [redacted]');
    }
  });

  it('tells an empty account from too many requests', () =>
    withServer([failing(429, { error: { message: 'pay', code: 'insufficient_quota' } })], async (model) => {
      expect(await failure(model.generate(request).result)).toMatchObject({
        kind: 'quota',
        isRetryable: false,
      });
    }));

  it('may answer anything', async () => {
    const cases: readonly (readonly [Answer, ProviderError['kind'], RegExp])[] = [
      [failing(502, '<html>Bad gateway</html>'), 'server', /Bad gateway/],
      [failing(500, 'x'.repeat(100_000)), 'server', /x…/],
      [raw('data: {"choices": [\n\n'), 'malformed', /no JSON/],
      [raw('data: {"object": "x"}\n\n'), 'malformed', /choices/],
      [raw(`data: {"choices":[{"delta":{"tool_calls":{}}}]}\n\n`), 'malformed', /list/],
      [raw(`data: {"choices":[{"delta":{"tool_calls":[{"index":1e9}]}}]}\n\n`), 'malformed', /128/],
      [raw('data: {"error": {"message": "overloaded"}}\n\n'), 'server', /overloaded/],
      [raw('data: {"error": {"message": "slow down", "code": 429}}\n\n'), 'rate-limit', /slow down/],
      [raw(`data: ${JSON.stringify(chunk({ content: 'a' }))}\n\n`), 'connection', /middle/],
      [raw(''), 'connection', /middle/],
      [raw(`data: ${'x'.repeat(3000)}`), 'too-large', /2000/],
      [raw(`: ${'x'.repeat(1500)}\n`.repeat(2)), 'too-large', /2000/],
      [failing(200, { choices: [{ message: { content: 'x'.repeat(3000) } }] }), 'too-large', /2000/],
      [
        (response) => {
          response.writeHead(200, { 'content-type': 'text/event-stream' });
          response.write('data: {', () => response.destroy());
        },
        'connection',
        /127\.0\.0\.1/,
      ],
      [failing(307, '', { location: 'http://127.0.0.1:1/' }), 'connection', /redirect/],
    ];
    for (const [answer, kind, message] of cases) {
      await withServer(
        [answer],
        async (model) => {
          const error = await failure(model.generate(request).result);
          expect(error.kind, error.message).toBe(kind);
          expect(error.message).toMatch(message);
          expect(error.message.length).toBeLessThan(1000);
        },
        { maxResponseBytes: 2000 },
      );
    }
  });

  it('that is not there is an error of the connection', async () => {
    const { baseUrl } = await apiServer().then(async (server) => {
      await server[Symbol.asyncDispose]();
      return server;
    });
    const error = await failure(
      openAiCompatible({ baseUrl, model: 'x', apiKey: key }).generate(request).result,
    );
    expect(error).toMatchObject({ kind: 'connection', isRetryable: true });
  });
});

describe('settings', () => {
  it('that cannot be sent are refused without showing them', () => {
    for (const options of [
      { baseUrl: 'nowhere' },
      { baseUrl: 'ftp://example.com' },
      { baseUrl: `https://user:${key}@example.com` },
      { baseUrl: 'https://example.com', apiKey: `${key}\n` },
      { baseUrl: 'https://example.com', headers: { 'api-key': `${key}\r\nx: y` } },
    ]) {
      const make = (): unknown => openAiCompatible({ model: 'x', ...options });
      expect(make).toThrow(expect.objectContaining({ code: 'FM_ARGUMENT' }));
      expect(make).not.toThrow(key);
    }
    const model = openAiCompatible({ baseUrl: 'https://example.com/v1/', model: 'x', apiKey: key });
    expect(JSON.stringify(model)).toBe('{"name":"x"}');
  });
});
