import { type ChatModel, type ChatRequest, initialize, referenceBackend, UnsupportedError } from '@fm/core';
import { Gpt2, languageModel, type LoadedLanguageModel } from '@fm/lm';
import { byteTokenizer, characterTokenizer } from '@fm/lm/tokenizer';
import fc from 'fast-check';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { z } from 'zod';
import { chatGeneration } from '../providers/chat-generation.ts';
import { ObjectError } from './object-error.ts';
import { type DeepPartial, partialJson } from './partial-json.ts';
import { generateObject, streamObject } from './stream-object.ts';

const person = z.object({ name: z.string(), mood: z.enum(['happy', 'happier']), age: z.int().max(99) });

/** Answers with one text after the other, in pieces, and remembers what it was asked. */
function scripted(answers: readonly string[], size = 3): ChatModel & { readonly requests: ChatRequest[] } {
  const requests: ChatRequest[] = [];
  return {
    name: 'scripted',
    requests,
    generate(request) {
      const answer = answers[requests.push(request) - 1] ?? '';
      return chatGeneration(async function* () {
        for (let i = 0; i < answer.length; i += size) yield { type: 'text', text: answer.slice(i, i + size) };
        return { finishReason: 'stop', usage: { inputTokens: 1, outputTokens: 1 } };
      }, request.signal);
    },
  };
}

const messages = [{ role: 'user', content: 'Who?' }] as const;
const ada = '{"name":"Ada \\"L\\" \\u00e9","mood":"happy","age":36}';

describe('a chat model', () => {
  it('gives a validated object and was told the schema', async () => {
    const model = scripted([`Here it is:\n\`\`\`json\n${ada}\n\`\`\``]);
    const { value, failed } = await generateObject({ model, messages, schema: person, temperature: 0 });
    expectTypeOf(value).toEqualTypeOf<{ name: string; mood: 'happy' | 'happier'; age: number }>();
    expect(value).toEqual({ name: 'Ada "L" é', mood: 'happy', age: 36 });
    expect(failed).toEqual([]);
    expect(model.requests[0]).toMatchObject({ temperature: 0, responseSchema: { type: 'object' } });
    expect(model.requests[0]).not.toHaveProperty('seed');
  });

  it('repairs, told what was wrong', async () => {
    const model = scripted(['nonsense', '{"name":"Ada","mood":"happy","age":136}', ada]);
    const { failed, value } = await generateObject({ model, messages, schema: person });
    expect(value.age).toBe(36);
    expect(failed.map(({ issues }) => issues[0]?.path)).toEqual([[], ['age']]);
    const last = model.requests[2]?.messages ?? [];
    expect(last.map(({ role }) => role)).toEqual(['user', 'assistant', 'user', 'assistant', 'user']);
    expect(last[4]?.content).toContain('- age: ');
  });

  it('fails with everything it wrote when repairs are used up', async () => {
    const model = scripted(['{}', '{"name":1}']);
    const failure = await generateObject({ model, messages, schema: person, repairs: 1 }).catch(
      (error: unknown) => error,
    );
    expect(failure).toBeInstanceOf(ObjectError);
    expect(failure).toMatchObject({ code: 'FM_OBJECT', text: '{"name":1}' });
    expect((failure as ObjectError).attempts).toHaveLength(2);
    expect((failure as ObjectError).issues[0]?.path).toEqual(['name']);
  });

  it('validates by a JSON Schema too', async () => {
    const model = scripted(['{"n":1.5}', '{"n":2}']);
    const schema = { type: 'object', properties: { n: { type: 'integer' } }, required: ['n'] };
    const { value, failed } = await generateObject({ model, messages, schema });
    expect(value).toEqual({ n: 2 });
    expect(failed[0]?.issues).toEqual([{ path: ['n'], message: 'is number instead of integer' }]);
  });

  it('never shows half an enum value, half a number or half a character', async () => {
    for (const size of [1, 2, 5]) {
      const shown: DeepPartial<z.infer<typeof person>>[] = [];
      for await (const each of streamObject({ model: scripted([ada], size), messages, schema: person }))
        shown.push(each);
      for (const { name = '', mood = 'happy', age = 36 } of shown) {
        expect('Ada "L" é'.startsWith(name)).toBe(true);
        expect([mood, age]).toEqual(['happy', 36]);
      }
      expect(shown.at(-1)).toEqual({ name: 'Ada "L" é', mood: 'happy', age: 36 });
      if (size === 1) expect(shown.length).toBeGreaterThan(8);
    }
  });

  it('stops when nobody listens any more', async () => {
    const stream = streamObject({ model: scripted([ada], 1), messages, schema: person });
    for await (const _ of stream) break;
    await expect(stream.result).rejects.toThrow(ObjectError);
  });
});

describe('partialJson', () => {
  it('shows only what stays true, for every beginning of a text', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 3 }), (value) => {
        const text = JSON.stringify(value);
        for (let length = 0; length < text.length; length++) {
          expect(isPart(partialJson(text.slice(0, length)), JSON.parse(text))).toBe(true);
        }
        expect(partialJson(`${text} `)).toEqual(JSON.parse(text));
      }),
      { numRuns: 100 },
    );
  });

  it('finds JSON in a fence, with any amount of white space', async () => {
    const space = '\n'.repeat(200_000);
    for (const answer of [
      `So:\n\`\`\`json \n${ada}\n  \`\`\` That is all.`,
      `\`\`\`\n${ada}${space}x\n\`\`\``,
    ]) {
      const model = scripted([answer, ada], answer.length);
      expect((await generateObject({ model, messages, schema: person })).value.age).toBe(36);
    }
  });

  it('takes any depth', () => {
    const depth = 100_000;
    expect(partialJson('['.repeat(depth))).toBeInstanceOf(Array);
    expect(partialJson('{"a":'.repeat(depth))).toHaveProperty('a.a.a');
    expect(partialJson(`${'['.repeat(200)}1${']'.repeat(200)}\n`)).toEqual(
      JSON.parse(`${'['.repeat(200)}1${']'.repeat(200)}`),
    );
  });

  it('shows unfinished text only where any text is allowed', () => {
    const schema = {
      properties: {
        free: { anyOf: [{ type: 'string' }, { type: 'null' }] },
        tagged: { anyOf: [{ type: 'string' }, { const: 'x' }] },
        day: { type: 'string', format: 'date' },
        list: { type: 'array', items: { $ref: '#/$defs/text' } },
      },
      $defs: { text: { type: ['string', 'null'], maxLength: 9 } },
    };
    expect(partialJson('{"free":"ab', schema)).toEqual({ free: 'ab' });
    expect(partialJson('{"free":"ab\\u00', schema)).toEqual({ free: 'ab' });
    expect(partialJson('{"tagged":"ab', schema)).toEqual({});
    expect(partialJson('{"day":"2024', schema)).toEqual({});
    expect(partialJson('{"list":["a","b', schema)).toEqual({ list: ['a', 'b'] });
    expect(partialJson('{"other":"b', schema)).toEqual({});
  });
});

/** Whether a value is the whole with things missing at its end. */
function isPart(part: unknown, whole: unknown): boolean {
  if (part === undefined) return true;
  if (typeof part !== 'object' || part === null) return JSON.stringify(part) === JSON.stringify(whole);
  return Object.entries(part).every(([key, each]) => isPart(each, (whole as Record<string, unknown>)[key]));
}

describe('a local model with random weights', () => {
  const local = (tokenizer = byteTokenizer({ specialTokens: ['<|endoftext|>'] })): LoadedLanguageModel => {
    const model = new Gpt2({
      vocab_size: tokenizer.vocabularySize,
      n_positions: 160,
      n_embd: 16,
      n_layer: 1,
      n_head: 2,
    });
    return languageModel({ model, tokenizer, parameters: initialize(model, 0), backend: referenceBackend() });
  };

  it('can write nothing but valid objects', async () => {
    await using model = local();
    for (const seed of [1, 2]) {
      const { value, failed, text } = await generateObject({
        model,
        prompt: 'Who? ',
        schema: person,
        seed,
        maxTokens: 60,
      });
      expect(person.parse(JSON.parse(text))).toEqual(value);
      expect(failed).toEqual([]);
    }
  });

  it('needs no end-of-text token', async () => {
    const letters = characterTokenizer('{}":,abcdefghijklmnopqrstuvwxyz0123456789 -?');
    const model = new Gpt2({
      vocab_size: letters.vocabularySize,
      n_positions: 96,
      n_embd: 16,
      n_layer: 1,
      n_head: 2,
    });
    await using lm = languageModel({
      model,
      tokenizer: letters,
      parameters: initialize(model, 0),
      backend: referenceBackend(),
    });
    const { value } = await generateObject({ model: lm, prompt: 'who', schema: person, maxTokens: 70 });
    expect(person.safeParse(value).success).toBe(true);
  });

  it('draws again where the schema asks for more than a grammar can say', async () => {
    await using model = local();
    const even = z.object({ n: z.int().min(0).max(99) }).refine(({ n }) => n % 2 === 0, 'is odd');
    const results = await Promise.allSettled(
      [3, 4, 5].map((seed) => generateObject({ model, prompt: 'n: ', schema: even, seed, repairs: 8 })),
    );
    for (const each of results) {
      if (each.status === 'fulfilled') expect(each.value.value.n % 2).toBe(0);
      else expect(each.reason).toBeInstanceOf(ObjectError);
    }
    expect(results.some(({ status }) => status === 'fulfilled')).toBe(true);
  });

  it('refuses a schema that the constraint cannot say, but for one that is not required', async () => {
    await using model = local();
    const schema = { type: 'array', uniqueItems: true };
    expect(() => streamObject({ model, prompt: 'x', schema })).toThrow(UnsupportedError);
    await expect(
      generateObject({ model, prompt: 'x', schema, constraint: 'none', repairs: 0, maxTokens: 5 }),
    ).rejects.toThrow(ObjectError);
  });
});
