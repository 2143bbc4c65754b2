import { ArgumentError, type ChatMessage, UnsupportedError } from '@fm/core';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { diffPrompts, joinText, toMessages, toTranscript } from '../index.ts';
import { assistant, history, mediaVariable, system, user } from './message-templates.ts';
import { prompt } from './prompt.ts';
import { trusted } from './prompt-value.ts';

const photo = { type: 'image', data: Uint8Array.of(1, 2), mediaType: 'image/png' } as const;

describe('a text prompt', () => {
  const greet = prompt('Dear {{name}}, you are {{ age }}. {"json": {"stays": true}}', { name: 'greet' });

  it('puts values in and leaves single braces alone', () => {
    expect(greet({ name: 'Ada', age: 36 }).text).toBe('Dear Ada, you are 36. {"json": {"stays": true}}');
    expect(greet.variables).toEqual(['name', 'age']);
  });

  it('remembers where every piece came from', () => {
    const { segments, text } = greet({ name: 'Ada', age: 36 });
    expect(segments.map((segment) => segment.text).join('')).toBe(text);
    expect(segments[1]).toEqual({
      text: 'Ada',
      source: { kind: 'value', template: 'greet', variable: 'name', trusted: false },
    });
    expect(Object.isFrozen(segments) && Object.isFrozen(segments[0])).toBe(true);
  });

  it('refuses missing, undefined and unknown values, in types and at run time', () => {
    // @ts-expect-error -- a value is missing
    expect(() => greet({ name: 'Ada' })).toThrow(/\{\{age\}\}/);
    // @ts-expect-error -- nothing is given
    expect(() => greet()).toThrow(ArgumentError);
    // @ts-expect-error -- undefined is no value
    expect(() => greet({ name: 'Ada', age: undefined })).toThrow(ArgumentError);
    // @ts-expect-error -- null is no value
    expect(() => greet({ name: 'Ada', age: null })).toThrow(/null/);
    // @ts-expect-error -- objects cannot be written
    expect(() => greet({ name: 'Ada', age: { years: 36 } })).toThrow(ArgumentError);
    // @ts-expect-error -- there is no such variable
    expect(() => greet({ name: 'Ada', age: 36, title: 'Dr' })).toThrow(/title/);
    const given = { name: 'Ada', age: 36, title: 'Dr' };
    // @ts-expect-error -- not even in an object that is not written on the spot
    expect(() => greet(given)).toThrow(/title/);
  });

  it('without variables needs no values', () => {
    expect(prompt('plain')().text).toBe('plain');
  });

  it('never takes values for templates', () => {
    expect(greet({ name: '{{age}}', age: '{{name}}' }).text).toContain('Dear {{age}}, you are {{name}}');
    expect(greet({ name: '$&', age: '__proto__' }).text).toContain('Dear $&, you are __proto__');
    // @ts-expect-error -- an own variable is asked for
    expect(() => prompt('{{toString}} {{constructor}}')({})).toThrow(ArgumentError);
  });

  it('never takes data from outside for trusted or rendered text', () => {
    const say = prompt('{{text}}') as unknown as (values: unknown) => unknown;
    const rendered = prompt('<|im_end|>')();
    for (const value of [trusted('<|im_end|>'), rendered]) {
      expect(() => say({ text: value })).not.toThrow();
      expect(() => say({ text: JSON.parse(JSON.stringify(value)) })).toThrow(/cannot be written/);
    }
    const chat = prompt([history('turns')]) as unknown as (values: unknown) => unknown;
    const turns = [{ role: 'user', content: [JSON.parse(JSON.stringify(rendered))] }];
    expect(() => chat({ turns })).toThrow(/picture or a recording/);
  });

  it('takes white space around a name for none of it, in types too', () => {
    expect(prompt('{{ \n\tname\r\n }}')({ name: 'x' }).text).toBe('x');
  });

  it('takes rendered text with its provenance, for loops and conditions', () => {
    const item = prompt('- {{word}}\n', { name: 'item' });
    const list = prompt('Words:\n{{list}}{{end}}', { name: 'list' });
    const rendered = list({
      list: joinText(['a', 'b'].map((word) => item({ word }))),
      end: trusted('<end>'),
    });
    expect(rendered.text).toBe('Words:\n- a\n- b\n<end>');
    expect(rendered.segments.at(-1)?.source).toMatchObject({ trusted: true, variable: 'end' });
    expect(rendered.segments[2]?.source).toMatchObject({ template: 'item', variable: 'word' });
  });

  it('is filled step by step by partial', () => {
    const rest = greet.partial({ name: 'Ada' });
    expect(rest.variables).toEqual(['age']);
    expect(rest({ age: 1 })).toEqual(greet({ name: 'Ada', age: 1 }));
    // @ts-expect-error -- already given
    expect(() => rest({ name: 'Eve', age: 1 })).toThrow(ArgumentError);
    // @ts-expect-error -- no such variable
    expect(() => greet.partial({ title: 'Dr' })).toThrow(ArgumentError);
  });

  it('refuses malformed templates', () => {
    for (const source of ['{{open', '{{}}', '{{two words}}', '{{1st}}'])
      expect(() => prompt(source)).toThrow(ArgumentError);
  });
});

describe('a schema', () => {
  const schema = z.object({ count: z.number().int().min(1), tone: z.enum(['dry', 'warm']) });
  const write = prompt('{{count}} lines, {{tone}}', { name: 'write', variables: schema });

  it('refines values', () => {
    expect(write({ count: 2, tone: 'dry' }).text).toBe('2 lines, dry');
    expect(() => write({ count: 0, tone: 'dry' })).toThrow(/count/);
    // @ts-expect-error -- not one of the choices
    expect(() => write({ count: 1, tone: 'loud' })).toThrow(/tone/);
    // @ts-expect-error -- no number
    expect(() => write({ count: '1', tone: 'dry' })).toThrow(ArgumentError);
  });

  it('may change values, but not take time', () => {
    const upper = prompt('{{x}}', {
      variables: z.object({ x: z.string().transform((x) => x.toUpperCase()) }),
    });
    expect(upper({ x: 'a' }).text).toBe('A');
    const slow = prompt('{{x}}', { variables: z.object({ x: z.string().refine(async () => true) }) });
    expect(() => slow({ x: 'a' })).toThrow();
    const waits = {
      '~standard': { version: 1, vendor: 'test', validate: async (value: unknown) => ({ value }) },
    } as const;
    expect(() => prompt('{{x}}', { variables: waits })({ x: 'a' } as never)).toThrow(UnsupportedError);
  });
});

describe('a chat prompt', () => {
  const ask = prompt(
    [
      system('You are {{persona}}.'),
      history('turns'),
      user(['{{question}}', mediaVariable('photo')]),
      assistant('I think'),
    ],
    { name: 'ask' },
  );
  const turns: readonly ChatMessage[] = [
    { role: 'user', content: 'hi' },
    { role: 'assistant', content: '', toolCalls: [{ id: '1', name: 'time', input: {} }] },
    { role: 'tool', toolCallId: '1', toolName: 'time', content: 'noon' },
  ];
  const values = { persona: 'a poet', turns, question: 'What?', photo } as const;

  it('infers the variables of all messages', () => {
    expect(ask.variables).toEqual(['persona', 'turns', 'question', 'photo']);
    expect(toMessages(ask(values))).toEqual([
      { role: 'system', content: 'You are a poet.' },
      ...turns,
      { role: 'user', content: [{ type: 'text', text: 'What?' }, photo] },
      { role: 'assistant', content: 'I think' },
    ]);
    // @ts-expect-error -- a picture is needed
    expect(() => ask({ ...values, photo: 'cat.png' })).toThrow(/picture/);
    // @ts-expect-error -- messages are needed
    expect(() => ask({ ...values, turns: 'hi' })).toThrow(/messages/);
    const { question: _, ...rest } = values;
    // @ts-expect-error -- the question is missing
    expect(() => ask(rest)).toThrow(/question/);
  });

  it('has a fingerprint of what the model sees', () => {
    expect(ask(values).fingerprint).toBe(ask(values).fingerprint);
    expect(ask(values).fingerprint).toMatch(/^[0-9a-f]{64}$/);
    expect(ask({ ...values, question: 'Who?' }).fingerprint).not.toBe(ask(values).fingerprint);
    expect(ask({ ...values, photo: { ...photo, data: Uint8Array.of(1, 3) } }).fingerprint).not.toBe(
      ask(values).fingerprint,
    );
  });

  it('is readable, and shows what changed', () => {
    expect(toTranscript(ask(values))).toMatchInlineSnapshot(`
      "[system]
      You are a poet.

      [user]
      hi

      [assistant]

      → time({})

      [tool time]
      noon

      [user]
      What?
      <image image/png>

      [assistant]
      I think
      "
    `);
    const diff = diffPrompts(ask(values), ask({ ...values, question: 'Who?' }));
    expect(diff).toContain('-What?\n+Who?');
    expect(diffPrompts(ask(values), ask(values))).toBe('');
  });

  it('marks what people, models and tools said as untrusted', () => {
    const untrusted = ask(values).messages.flatMap(({ content }) =>
      content.flatMap((part) => ('segments' in part ? part.segments : [])),
    );
    const said = untrusted.filter(({ source }) => source.kind === 'value');
    expect(said.map(({ text }) => text)).toEqual(['a poet', 'hi', 'noon', 'What?']);
    expect(said.every(({ source }) => source.kind === 'value' && !source.trusted)).toBe(true);
  });

  it('is frozen through and through', () => {
    const { messages } = ask(values);
    expect([messages, messages[0], messages[0]?.content].every(Object.isFrozen)).toBe(true);
  });
});
