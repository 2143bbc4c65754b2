import { ArgumentError, FormatError, UnsupportedError } from '@fm/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { toMessages, toTranscript } from '../index.ts';
import { jsonCodec } from './json-codec.ts';
import { labelCodec } from './label-codec.ts';
import { task } from './task.ts';
import { templateCodec } from './template-codec.ts';

const entailment = task({
  name: 'entailment',
  instruction: 'Does the premise imply the hypothesis?',
  input: 'Premise: {{premise}}\nHypothesis: {{hypothesis}}',
  labels: { yes: ['Yes', 'True'], no: ['No', 'False'] },
  outputPrefix: 'Answer:',
});
const rain = entailment.example({ premise: 'It rains.', hypothesis: 'It is wet.' }, 'yes');
const sun = entailment.example({ premise: 'The sun shines.', hypothesis: 'It snows.' }, 'no');
const query = { premise: 'It snows.', hypothesis: 'It is cold.' };

describe('the text form of a task', () => {
  it('is zero-shot without examples', () => {
    expect(entailment.text(query).text).toBe(
      'Does the premise imply the hypothesis?\n\nPremise: It snows.\nHypothesis: It is cold.\nAnswer:',
    );
  });

  it('shows examples in their order', () => {
    expect(entailment.text(query, { examples: [sun, rain] }).text).toMatchInlineSnapshot(`
      "Does the premise imply the hypothesis?

      Premise: The sun shines.
      Hypothesis: It snows.
      Answer: No

      Premise: It rains.
      Hypothesis: It is wet.
      Answer: Yes

      Premise: It snows.
      Hypothesis: It is cold.
      Answer:"
    `);
  });

  it('is its context and the question', () => {
    const { text } = entailment.text(query, { examples: [rain] });
    const context = entailment.context([rain]).text;
    expect(text.startsWith(context)).toBe(true);
    expect(context.endsWith('Answer: Yes\n\n')).toBe(true);
  });

  it('is only the question without instruction and examples', () => {
    expect(task({ name: 'continue' }).text('a').text).toBe('Input: a\nOutput:');
  });

  it('trusts the words of the task and no input or output', () => {
    const { segments } = entailment.text(query, { examples: [rain] });
    const values = segments.filter(({ source }) => source.kind === 'value');
    expect(values.map(({ text }) => text)).toEqual([
      'It rains.',
      'It is wet.',
      'Yes',
      'It snows.',
      'It is cold.',
    ]);
    expect(values.every(({ source }) => source.kind === 'value' && !source.trusted)).toBe(true);
  });
});

describe('the chat form of a task', () => {
  it('shows examples as turns', () => {
    expect(toTranscript(entailment.chat(query, { examples: [rain] }))).toMatchInlineSnapshot(`
      "[system]
      Does the premise imply the hypothesis?

      [user]
      Premise: It rains.
      Hypothesis: It is wet.

      [assistant]
      Yes

      [user]
      Premise: It snows.
      Hypothesis: It is cold.
      "
    `);
  });

  it('puts the instruction before the first user message where there is no system message', () => {
    const first = 'Does the premise imply the hypothesis?\n\nPremise: It rains.\nHypothesis: It is wet.';
    const shown = toMessages(entailment.chat(query, { examples: [rain], instructionIn: 'user' }));
    expect(shown[0]).toEqual({ role: 'user', content: first });
    expect(shown).toHaveLength(3);
    expect(toMessages(entailment.chat(rain.input, { instructionIn: 'user' }))).toEqual([
      { role: 'user', content: first },
    ]);
  });
});

describe('types of a task', () => {
  it('let no wrong label, name or value compile', () => {
    // @ts-expect-error -- no such label
    expect(() => entailment.text(query, { examples: [entailment.example(query, 'maybe')] })).toThrow(
      ArgumentError,
    );
    // @ts-expect-error -- the hypothesis is missing
    expect(() => entailment.text({ premise: 'x' })).toThrow(ArgumentError);
    const untyped: { input: typeof query; output: string } = { input: query, output: 'maybe' };
    // @ts-expect-error -- any string is no label
    expect(() => entailment.text(query, { examples: [untyped] })).toThrow(/maybe/);
    const answer: 'yes' | 'no' = entailment.parse('true');
    expect(answer).toBe('yes');
    expect(entailment.labels.verbalizers.no).toEqual(['No', 'False']);
  });

  it('have labels or a codec, not both', () => {
    expect(() =>
      // @ts-expect-error -- both are given
      task({ name: 'both', labels: ['a', 'b'], output: jsonCodec(z.number()) }),
    ).toThrow(ArgumentError);
  });
});

describe('codecs of a task', () => {
  const day = z.codec(z.string(), z.date(), {
    decode: (text) => new Date(text),
    encode: (date) => date.toISOString().slice(0, 10),
  });
  const weekday = task({ name: 'weekday', input: day, output: jsonCodec(z.object({ weekday: z.number() })) });
  const epoch = weekday.example(new Date('1970-01-01'), { weekday: 4 });

  it('give text and value from one example', () => {
    expect(weekday.text(new Date('1970-01-02'), { examples: [epoch] }).text).toBe(
      'Input: 1970-01-01\nOutput: {"weekday":4}\n\nInput: 1970-01-02\nOutput:',
    );
    expect(weekday.encode(epoch)).toEqual({ input: '1970-01-01', output: '{"weekday":4}' });
    expect(weekday.decode(weekday.encode(epoch))).toEqual(epoch);
    expect(entailment.decode(entailment.encode(rain))).toEqual(rain);
  });

  it('refuse answers of another form with one kind of error', () => {
    expect(weekday.parse('```json\n{"weekday": 5}\n```')).toEqual({ weekday: 5 });
    for (const answer of ['{"weekday": "Friday"}', 'Friday', ''])
      expect(() => weekday.parse(answer)).toThrow(FormatError);
    expect(() => weekday.decode({ input: 'yesterday', output: '{"weekday":1}' })).toThrow(FormatError);
    expect(() => entailment.parse('perhaps')).toThrow(FormatError);
  });

  it('are typed by their values', () => {
    // @ts-expect-error -- a date is needed
    expect(() => weekday.text('1970-01-01')).toThrow();
    // @ts-expect-error -- a number is needed
    weekday.example(new Date(), { weekday: 'Friday' });
    // @ts-expect-error -- a schema alone does not say how values are written
    task({ name: 'schema', input: z.object({ a: z.number() }) });
  });
});

describe('labels', () => {
  const topic = labelCodec({ art: ['art'], article: ['article', 'text'], 'c++': ['C++'], none: ['N/A'] });

  it('are read in spite of case, quotes and what follows', () => {
    expect(topic.decode('Art')).toBe('art');
    expect(topic.decode(' "article".\n')).toBe('article');
    expect(topic.decode('**Text**, because it is one')).toBe('article');
    expect(topic.decode('c++ is the topic')).toBe('c++');
    expect(topic.decode('N/A')).toBe('none');
    expect(topic.decode('Art: a painting')).toBe('art');
  });

  it('are not found inside other words or later in the answer', () => {
    for (const answer of ['artistic', 'no art', 'arté', '', '.'])
      expect(() => topic.decode(answer)).toThrow(FormatError);
  });

  it('come back from each of their words', () => {
    for (const label of topic.labels)
      for (const word of topic.verbalizers[label]) expect(topic.decode(word)).toBe(label);
  });

  it('must differ', () => {
    expect(() => labelCodec({ a: ['Good'], b: ['good.'] })).toThrow(ArgumentError);
    expect(() => labelCodec(['x', 'x'])).toThrow(ArgumentError);
    expect(() => labelCodec([])).toThrow(ArgumentError);
    expect(() => labelCodec(['?'])).not.toThrow();
    expect(() => labelCodec([' '])).toThrow(ArgumentError);
  });
});

describe('a template as a codec', () => {
  it('finds the values that it wrote', () => {
    const codec = templateCodec('<{{a}}|{{b}}>');
    const value = fc.string({ unit: 'grapheme' }).filter((text) => !/[|>]/.test(text));
    fc.assert(
      fc.property(value, value, (a, b) => {
        expect(codec.decode(codec.encode({ a, b }))).toEqual({ a, b });
      }),
    );
  });

  it('takes the last stretch of the template from the end of the text', () => {
    expect(templateCodec('Q: {{q}}?').decode('Q: Why? How??')).toEqual({ q: 'Why? How?' });
  });

  it('refuses texts of another form', () => {
    const codec = templateCodec('{{a}} and {{a}}.');
    expect(codec.decode('x and x.')).toEqual({ a: 'x' });
    for (const text of ['x and y.', 'x or x.', 'x and x', 'x'])
      expect(() => codec.decode(text)).toThrow(FormatError);
    expect(() => templateCodec('{{a}}{{b}}').decode('xy')).toThrow(UnsupportedError);
  });
});
