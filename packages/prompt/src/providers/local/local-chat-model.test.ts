import type {
  ChatPiece,
  ChatRequest,
  GeneratedToken,
  GenerateOptions,
  LanguageModel,
  Tokenizer,
} from '@fm/core';
import { byteTokenizer, chatFormat, chatTemplate } from '@fm/lm/tokenizer';
import { describe, expect, it } from 'vitest';
import { endOfTurn } from './end-of-turn.ts';
import { localChatModel, type LocalChatModelOptions } from './local-chat-model.ts';
import { hermesToolCalls } from './tool-call-format.ts';

const template = chatTemplate(
  `{% for m in messages %}[{{ m.role }}]{{ m.content }}\n{% endfor %}` +
    `{% if tools %}tools: {{ tools | length }}\n{% endif %}{% if add_generation_prompt %}[assistant]{% endif %}`,
);
const tokenizer: Tokenizer = byteTokenizer();
const format = chatFormat(byteTokenizer(), { template });

/** A language model that says a text, three characters a token, and remembers what it was asked. */
function speaking(text: string): {
  readonly model: LanguageModel;
  readonly asked: { prompt: string; options: GenerateOptions }[];
} {
  const asked: { prompt: string; options: GenerateOptions }[] = [];
  const tokens = (text.match(/[^]{1,3}/g) ?? []).map((piece, id): GeneratedToken => ({
    id,
    text: piece,
    logProb: 0,
    top: [],
  }));
  const model = {
    name: 'parrot',
    tokenizer,
    contextLength: 100,
    generate(prompt: ArrayLike<number>, options: GenerateOptions) {
      asked.push({ prompt: tokenizer.decode(prompt), options });
      return {
        async *[Symbol.asyncIterator]() {
          yield* tokens;
        },
        result: Promise.resolve({
          text,
          tokens: tokens.map(({ id }) => id),
          logProbs: [],
          finishReason: 'context',
          promptTokens: prompt.length,
        }),
      };
    },
  };
  return { model: model as unknown as LanguageModel, asked };
}

const request: ChatRequest = { messages: [{ role: 'user', content: 'Hi' }] };
const tools = [{ name: 'look', inputSchema: { type: 'object' } }];

async function answer(
  text: string,
  asking: Partial<ChatRequest> = {},
  options: Partial<LocalChatModelOptions> = {},
): Promise<{ pieces: readonly ChatPiece[]; result: unknown; asked: ReturnType<typeof speaking>['asked'] }> {
  const { model, asked } = speaking(text);
  const generation = localChatModel({ model, format, ...options }).generate({ ...request, ...asking });
  const pieces: ChatPiece[] = [];
  for await (const piece of generation) pieces.push(piece);
  return { pieces, result: await generation.result, asked };
}

describe('a local chat model', () => {
  it('writes the conversation with its format and streams what the model says', async () => {
    const { pieces, result, asked } = await answer('Hello you', {
      maxTokens: 9,
      temperature: 0,
      stop: ['x'],
      seed: 3,
    });
    expect(pieces.map((piece) => piece.type === 'text' && piece.text)).toEqual(['Hel', 'lo ', 'you']);
    expect(result).toMatchObject({
      text: 'Hello you',
      finishReason: 'length',
      usage: { inputTokens: '[user]Hi\n[assistant]'.length, outputTokens: 3 },
    });
    expect(asked[0]?.prompt).toBe('[user]Hi\n[assistant]');
    expect(asked[0]?.options).toMatchObject({ maxTokens: 9, temperature: 0, stop: ['x'], seed: 3 });
    expect(Object.keys(asked[0]?.options ?? {})).not.toContain('topK');
  });

  it('reads tool calls out of the text, and shows none of their text', async () => {
    const text =
      'Ok <too bad. <tool_call>\n{"name": "look", "arguments": {"at": 1}}\n</tool_call>\n<tool_call>{"name": "stop"}';
    const { pieces, result, asked } = await answer(text, { tools });
    expect(result).toMatchObject({
      text: 'Ok <too bad. ',
      finishReason: 'tool-calls',
      toolCalls: [
        { id: 'call_1_0', name: 'look', input: { at: 1 } },
        { id: 'call_1_1', name: 'stop', input: {} },
      ],
    });
    expect(pieces.filter(({ type }) => type === 'text').length).toBeGreaterThan(2);
    expect(asked[0]?.prompt).toContain('tools: 1\n');
    const without = await answer(text, { tools, toolChoice: 'none' });
    expect(without.result).toMatchObject({ text, toolCalls: [] });
    expect(without.asked[0]?.prompt).not.toContain('tools');
  });

  it('leaves text that is no tool call alone', () => {
    expect(hermesToolCalls.read('<tool_call>{"name": 1}</tool_call>')).toEqual({
      text: '<tool_call>{"name": 1}</tool_call>',
      calls: [],
    });
    expect(hermesToolCalls.read('<tool_call>{"na').calls).toEqual([]);
    expect(hermesToolCalls.read('<tool_call>null</tool_call>').calls).toEqual([]);
  });

  it('constrains answers to a schema with what it is given', async () => {
    const constraint = (): void => {};
    const schema = { type: 'object' };
    const { asked } = await answer(
      '{}',
      { responseSchema: schema },
      {
        constrain: (found, given) => {
          expect([found, given]).toEqual([schema, tokenizer]);
          return constraint;
        },
      },
    );
    expect(asked[0]?.options.constraint).toBe(constraint);
  });

  it('refuses what it cannot do', async () => {
    const photo = { type: 'image', data: Uint8Array.of(1), mediaType: 'image/png' } as const;
    const refused: readonly (readonly [Partial<ChatRequest>, RegExp])[] = [
      [{ tools, toolChoice: 'required' }, /call a tool/],
      [{ tools, toolChoice: { name: 'look' } }, /call a tool/],
      [{ responseSchema: {} }, /constrain/],
      [{ messages: [{ role: 'user', content: [photo] }] }, /text only/],
    ];
    for (const [asking, message] of refused) await expect(answer('', asking)).rejects.toThrow(message);
  });

  it('ends at the control token after an assistant’s message', () => {
    const control = {
      ...tokenizer,
      endOfText: 300,
      specialTokens: new Map([
        ['<end>', 301],
        ['<begin>', 302],
      ]),
    } as Tokenizer;
    const formatted = (ids: readonly number[]): ReturnType<typeof format.render> => ({
      text: '',
      ids: Uint32Array.from(ids),
      assistantMask: new Uint8Array(ids.length),
      segments: [],
    });
    const marks = {
      render: (messages: readonly unknown[]) =>
        formatted(messages.length === 1 ? [302, 97, 301, 302] : [302, 97, 301, 302, 98, 301, 10]),
    };
    expect(endOfTurn(marks, control)).toEqual([300, 301]);
    expect(endOfTurn(format, tokenizer)).toEqual([tokenizer.endOfText].filter((id) => id !== undefined));
  });
});
