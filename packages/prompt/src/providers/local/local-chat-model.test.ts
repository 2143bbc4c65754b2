import {
  type ChatPiece,
  type ChatRequest,
  type ChatResult,
  type GeneratedToken,
  type GenerateOptions,
  initialize,
  type LanguageModel,
  referenceBackend,
  type Tokenizer,
} from '@fm/core';
import { Gpt2, languageModel, type LoadedLanguageModel } from '@fm/lm';
import { byteTokenizer, chatFormat, chatTemplate } from '@fm/lm/tokenizer';
import { describe, expect, it } from 'vitest';
import type { Constraint, ConstraintState } from '../../constraint/constraint.ts';
import { validateJson } from '../../constraint/json-schema/validate-json.ts';
import { endOfTurn } from './end-of-turn.ts';
import { localChatModel, type LocalChatModelOptions } from './local-chat-model.ts';
import { hermesToolCalls, type ToolCallFormat } from './tool-call-format.ts';

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
    const schema = { type: 'object' };
    const constraint: Constraint = {
      name: 'given',
      start: (options) => {
        expect(options).toEqual({ maxTokens: 100 - '[user]Hi\n[assistant]'.length - 1 });
        return { mask: (logits: Float32Array) => void logits.fill(7) } as unknown as ConstraintState;
      },
    };
    const { asked } = await answer(
      '{}',
      { responseSchema: schema },
      {
        stopTokens: [3],
        constrain: (found, to) => {
          expect([found, to]).toEqual([schema, { tokenizer, stopTokens: [3] }]);
          return constraint;
        },
      },
    );
    const logits = Float32Array.of(0);
    asked[0]?.options.constraint?.(logits, []);
    expect([...logits]).toEqual([7]);
  });

  it('refuses what it cannot do', async () => {
    const photo = { type: 'image', data: Uint8Array.of(1), mediaType: 'image/png' } as const;
    const bare: ToolCallFormat = { open: hermesToolCalls.open, read: (text) => hermesToolCalls.read(text) };
    const options = { stopTokens: [3] };
    const refused: readonly (readonly [Partial<ChatRequest>, Partial<LocalChatModelOptions>, RegExp])[] = [
      [{ tools, toolChoice: 'required' }, { ...options, toolCalls: bare }, /made to call a tool/],
      [{ tools, toolChoice: { name: 'look' } }, { ...options, toolCalls: bare }, /made to call a tool/],
      [{ tools, toolChoice: { name: 'toString' } }, options, /not among the tools/],
      [{ toolChoice: 'required' }, options, /not among the tools/],
      [{ responseSchema: { not: {} } }, options, /#\/not/],
      [{ responseSchema: { type: 'null' } }, { stopTokens: [] }, /stopTokens/],
      [{ responseSchema: { type: 'null' }, maxTokens: 4 }, options, /at least 4/],
      [{ messages: [{ role: 'user', content: [photo] }] }, {}, /text only/],
    ];
    for (const [asking, given, message] of refused)
      await expect(answer('', asking, given)).rejects.toThrow(message);
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

describe('a local chat model of random weights', () => {
  const own = byteTokenizer({ specialTokens: ['<end>'] });
  const end = own.idOf('<end>') as number;
  const model: LoadedLanguageModel = languageModel({
    model: new Gpt2({ vocab_size: 257, n_positions: 256, n_embd: 8, n_layer: 1, n_head: 1 }),
    tokenizer: own,
    parameters: initialize(
      new Gpt2({ vocab_size: 257, n_positions: 256, n_embd: 8, n_layer: 1, n_head: 1 }),
      1,
    ),
    backend: referenceBackend(),
  });
  const chat = localChatModel({ model, format: chatFormat(own, { template }), stopTokens: [end] });
  const ask = (asking: Partial<ChatRequest>): Promise<ChatResult> =>
    chat.generate({ ...request, maxTokens: 130, ...asking }).result;
  const schema = {
    type: 'object',
    properties: { mood: { enum: ['good', 'bad'] }, note: { type: 'string' } },
    required: ['mood', 'note'],
  };
  const lamp = {
    name: 'lamp',
    inputSchema: {
      type: 'object',
      properties: { level: { $ref: '#/$defs/level' } },
      required: ['level'],
      $defs: { level: { enum: [1, 2] } },
    },
  };

  it('answers with JSON of the schema, complete whatever the seed', async () => {
    for (let seed = 0; seed < 3; seed++) {
      const { text, finishReason } = await ask({ responseSchema: schema, maxTokens: 60, seed });
      expect(validateJson(schema, JSON.parse(text))).toEqual([]);
      expect(finishReason).toBe('stop');
    }
  });

  it('calls the tool that it is made to call, with valid arguments', async () => {
    const door = { name: 'door', inputSchema: { type: 'object' } };
    for (const toolChoice of ['required', { name: 'lamp' }] as const) {
      const both = await ask({ tools: toolChoice === 'required' ? [lamp] : [door, lamp], toolChoice });
      expect(both).toMatchObject({ text: '', finishReason: 'tool-calls', toolCalls: [{ name: 'lamp' }] });
      expect(validateJson(lamp.inputSchema, both.toolCalls[0]?.input)).toEqual([]);
    }
  });

  it('may call a tool instead of answering with JSON', async () => {
    const seeds = Array.from({ length: 12 }, (_, seed) => seed);
    const kinds = new Set<string>();
    for (const seed of seeds) {
      const { text, toolCalls } = await ask({ tools: [lamp], responseSchema: schema, seed });
      if (toolCalls.length === 0) expect(validateJson(schema, JSON.parse(text))).toEqual([]);
      kinds.add(toolCalls.length === 0 ? 'answer' : 'call');
    }
    expect([...kinds].toSorted()).toEqual(['answer', 'call']);
  });
});
