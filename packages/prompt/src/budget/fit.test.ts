import { ArgumentError, FmError } from '@fm/core';
import { chatFormat, chatTemplate } from '@fm/lm/tokenizer';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  assistant,
  countTokens,
  history,
  prompt,
  type RenderedPrompt,
  type RenderedText,
  system,
  toMessages,
  toTokens,
  user,
} from '../index.ts';
import { task } from '../task/task.ts';
import { controlTokens, tokenizerFamilies, type TokenizerFamily } from '../testing/tokenizer-families.ts';
import { BudgetError } from './budget-error.ts';
import { fit } from './fit.ts';
import { firstThatFits, optional, type PromptPart, required, truncatable } from './prompt-part.ts';
import { taskParts } from './task-parts.ts';

const template = chatTemplate(
  `{% for message in messages %}<|im_start|>{{ message.role }}
{{ message.content }}<|im_end|>
{% endfor %}{% if add_generation_prompt %}<|im_start|>assistant
{% endif %}`,
);
const value = prompt('{{text}}', { name: 'value' });
const text = (content: string): RenderedText => value({ text: content });
const say = prompt([user('{{text}}')]);
const message = (content: string): RenderedPrompt => say({ text: content });

let families: readonly TokenizerFamily[];
let bytes: TokenizerFamily['tokenizer'];
beforeAll(async () => {
  families = await tokenizerFamilies();
  bytes = (families.at(-1) as TokenizerFamily).tokenizer;
});

const content = fc
  .array(
    fc.oneof(
      fc.constantFrom('The quick brown fox ', 'dog', ' ', '\n', '日本', '🙂', 'é', '12', ...controlTokens),
      fc.string({ unit: 'grapheme', maxLength: 6 }),
    ),
    { maxLength: 8 },
  )
  .map((pieces) => pieces.join(''));

/** Parts of all kinds, of texts or of messages. */
const partsOf = <Content extends RenderedText | RenderedPrompt>(
  make: (content: string) => Content,
): fc.Arbitrary<readonly PromptPart<Content>[]> =>
  fc.array(
    fc
      .record({
        kind: fc.constantFrom('required', 'optional', 'first', 'truncate'),
        name: fc.string(),
        contents: fc.array(content, { minLength: 1, maxLength: 3 }),
        stable: fc.boolean(),
        priority: fc.integer({ min: -2, max: 2 }),
        cut: fc.constantFrom('start' as const, 'middle' as const, 'end' as const),
      })
      .map(({ kind, name, contents, stable, priority, cut }) => {
        const [first, ...others] = contents.map(make) as [Content, ...Content[]];
        if (kind === 'required') return required(name, first, { stable });
        if (kind === 'optional') return optional(name, first, { stable, priority });
        if (kind === 'first') return firstThatFits(name, [first, ...others], { stable, priority });
        return truncatable(name, first, { stable, priority, cut });
      }),
    { minLength: 1, maxLength: 6 },
  );

/** What `run` gives, or how many tokens it says were too many. */
function attempt<Result>(run: () => Result): Result | number {
  try {
    return run();
  } catch (error) {
    if (error instanceof BudgetError) return error.excess;
    throw error;
  }
}

describe('every fitted prompt', () => {
  it('has as many tokens as reported and never more than the limit, in all families of tokenizers', () => {
    for (const { name, tokenizer } of families) {
      fc.assert(
        fc.property(partsOf(text), fc.nat(120), fc.nat(20), (parts, limit, reserve) => {
          const result = attempt(() => fit(parts, { tokenizer, maxTokens: limit + reserve, reserve }));
          if (typeof result === 'number') return;
          expect(result.report.tokens, name).toBeLessThanOrEqual(limit);
          expect(toTokens(result.prompt, { tokenizer }).length, name).toBe(result.report.tokens);
          expect(result.report.kept.length + result.report.dropped.length).toBe(parts.length);
        }),
        { numRuns: 60 },
      );
    }
  });

  it('does so in conversations', () => {
    for (const { name, tokenizer } of families) {
      const format = chatFormat(tokenizer, { template });
      fc.assert(
        fc.property(partsOf(message), fc.nat(200), (parts, maxTokens) => {
          const result = attempt(() => fit(parts, { format, maxTokens }));
          if (typeof result === 'number') return;
          expect(result.report.tokens, name).toBeLessThanOrEqual(maxTokens);
          expect(toTokens(result.prompt, { format }).length, name).toBe(result.report.tokens);
        }),
        { numRuns: 30 },
      );
    }
  });

  it('holds all required parts, or says by how much they are too long', () => {
    fc.assert(
      fc.property(partsOf(text), fc.nat(60), (parts, maxTokens) => {
        const needed = parts.filter(({ priority }) => priority === 'required');
        const sequence = [...needed].sort((a, b) => Number(b.stable) - Number(a.stable));
        const length = sequence.map(({ versions: [{ text: each }] }) => each).join('\n\n');
        const result = attempt(() => fit(parts, { tokenizer: bytes, maxTokens }));
        const excess = bytes.countTokens(length) - maxTokens;
        if (excess > 0) expect(result).toBe(excess);
        // Stable parts that may be left out can take the room of later ones.
        else if (!parts.some(({ stable }) => stable)) expect(result).toBeTypeOf('object');
      }),
    );
  });

  it('begins with the same text and tokens while later parts change', () => {
    for (const { name, tokenizer } of families) {
      fc.assert(
        fc.property(partsOf(text), partsOf(text), partsOf(text), (stable, one, other) => {
          const head = stable.map((part) => ({ ...part, name: `stable ${part.name}`, stable: true }));
          const fitted = [one, other].map((rest) =>
            attempt(() =>
              fit(
                [...rest.map((part) => ({ ...part, name: `later ${part.name}`, stable: false })), ...head],
                {
                  tokenizer,
                  maxTokens: 150,
                  stableTokens: 60,
                },
              ),
            ),
          );
          const [a, b] = fitted;
          if (typeof a !== 'object' || typeof b !== 'object') return;
          const decisions = ({ report }: typeof a) => ({
            dropped: report.dropped.filter(({ part }) => part.startsWith('stable')),
            kept: report.kept.filter(({ part }) => part.startsWith('stable')),
          });
          expect(decisions(b), name).toEqual(decisions(a));
          const shared = Math.min(a.report.stableTokens ?? 0, b.report.stableTokens ?? 0);
          const [idsOfA, idsOfB] = [a, b].map((each) =>
            toTokens(each.prompt, { tokenizer }).slice(0, shared),
          );
          expect(idsOfB, name).toEqual(idsOfA);
        }),
        { numRuns: 40 },
      );
    }
  });
});

describe('fit', () => {
  it('gives room by priority, and keeps the order', () => {
    const { prompt: fitted, report } = fit(
      [
        optional('low', text('low')),
        required('must', text('must')),
        optional('high', text('high'), { priority: 2 }),
        optional('large', text('x'.repeat(99)), { priority: 1 }),
      ],
      { tokenizer: bytes, maxTokens: 16, separator: ' ' },
    );
    expect(fitted.text).toBe('low must high');
    expect(report).toEqual({
      tokens: 13,
      limit: 16,
      counting: 'exact',
      kept: ['low', 'must', 'high'].map((part) => ({ part, how: 'whole', detail: 'whole' })),
      dropped: [{ part: 'large', reason: 'it is 93 tokens more than there is room for', excess: 93 }],
      stableTokens: 0,
      media: 0,
    });
  });

  it('takes the first version that fits', () => {
    const versions = ['a long version', 'shorter', 'tiny'].map(text) as [RenderedText, RenderedText];
    const at = (maxTokens: number) =>
      fit([firstThatFits('part', versions)], { tokenizer: bytes, maxTokens }).report;
    expect(at(14).kept[0]?.detail).toBe('version 1 of 3');
    expect(at(13).kept[0]?.detail).toBe('version 2 of 3');
    expect(at(4).kept[0]?.detail).toBe('version 3 of 3');
    expect(at(3)).toMatchObject({ tokens: 0, dropped: [{ part: 'part', excess: 1 }] });
  });

  it('cuts the start, the middle or the end, never inside a character, and keeps provenance', () => {
    const cutAt = (cut: 'start' | 'middle' | 'end', of = 'abcdefghij', maxTokens = 7) =>
      fit([truncatable('part', text(of), { cut, marker: '~' })], { tokenizer: bytes, maxTokens }).prompt;
    expect(cutAt('end').text).toBe('abcdef~');
    expect(cutAt('start').text).toBe('~efghij');
    expect(cutAt('middle').text).toBe('abc~hij');
    expect(cutAt('end').segments.map(({ source }) => source.kind)).toEqual(['value', 'template']);
    const family = '👩‍👩‍👧';
    expect(cutAt('end', `ab${family}`, 12).text).toBe('ab~');
    expect(cutAt('start', `${family}ab`, 12).text).toBe('~ab');
    expect(cutAt('end', family, 12).text).toBe('');
  });

  it('leaves out whole messages, and no result without its call', () => {
    const call = { id: '1', name: 'time', input: {} };
    const turns = prompt([history('turns')])({
      turns: [
        { role: 'user', content: 'first' },
        { role: 'assistant', content: '', toolCalls: [call] },
        { role: 'tool', toolCallId: '1', toolName: 'time', content: 'noon' },
        { role: 'assistant', content: 'It is noon.' },
        { role: 'user', content: 'second' },
      ],
    });
    const roles = (cut: 'start' | 'middle' | 'end', maxTokens: number) => {
      const { prompt: fitted } = fit([truncatable('turns', turns, { cut })], {
        estimate: { charactersPerToken: 1e9, tokensPerMessage: 10 },
        maxTokens,
      });
      return toMessages(fitted).map(({ role }) => role[0]);
    };
    expect(roles('start', 55).join('')).toBe('uatau');
    expect(roles('start', 35).join('')).toBe('au');
    expect(roles('end', 35).join('')).toBe('uat');
    expect(roles('end', 25).join('')).toBe('u');
    expect(roles('middle', 35).join('')).toBe('uau');
    expect(roles('middle', 25).join('')).toBe('uu');
  });

  it('cuts the text of a single message', () => {
    const options = { estimate: { charactersPerToken: 1, tokensPerMessage: 0 }, maxTokens: 5 };
    const { prompt: fitted, report } = fit([truncatable('question', message('a long question'))], options);
    expect(toMessages(fitted)).toEqual([{ role: 'user', content: 'a lo…' }]);
    expect(report.kept[0]).toEqual({ part: 'question', how: 'cut', detail: 'at most 4 of 15 characters' });
  });

  it('says when tokens were only guessed, and what was not counted', () => {
    const photo = { type: 'image', data: Uint8Array.of(1), mediaType: 'image/png' } as const;
    const parts = [required('question', prompt([user(['What is it?', photo])])(), { stable: true })];
    const { report } = fit(parts, { estimate: { charactersPerToken: 4 }, maxTokens: 100 });
    expect(report).toMatchObject({ tokens: 7, counting: 'estimate', stableTokens: undefined, media: 1 });
    expect(() => fit(parts, { estimate: { charactersPerToken: 0 }, maxTokens: 9 })).toThrow(ArgumentError);
  });

  it('puts stable parts first and lets later ones not touch them', () => {
    const run = (question: string) =>
      fit(
        [
          required('question', text(question)),
          truncatable('manual', text('a manual of many words'), { stable: true, marker: '' }),
          required('rules', text('rules'), { stable: true }),
        ],
        { tokenizer: bytes, maxTokens: 40, stableTokens: 20, separator: '|' },
      );
    const short = run('why?');
    expect(short.prompt.text).toBe('a manual of ma|rules|why?');
    expect(short.report.stableTokens).toBe(20);
    expect(run('a much longer one').prompt.text).toBe('a manual of ma|rules|a much longer one');
    expect(() => run('x'.repeat(30))).toThrow(BudgetError);
  });

  it('needs no answer to stable messages alone from a format that refuses them', () => {
    const strict = chatTemplate(
      `{% if messages[-1].role != 'user' %}{{ raise_exception('no question') }}{% endif %}{{ messages[0].content }}`,
    );
    const format = chatFormat(bytes, { template: strict });
    const rules = required('rules', prompt([system('Be brief.')])(), { stable: true });
    const { report } = fit([rules, required('question', message('Why?'))], { format, maxTokens: 20 });
    expect(report).toMatchObject({ tokens: 9, stableTokens: undefined });
  });

  it('throws a typed error that says by how much required parts are too long', () => {
    const parts = [required('rules', text('12345')), required('question', text('1234567890'))];
    const run = () => fit(parts, { tokenizer: bytes, maxTokens: 20, reserve: 10, separator: '' });
    expect(run).toThrow(BudgetError);
    const error = attempt(run);
    expect(error).toBe(5);
    try {
      run();
    } catch (thrown) {
      expect(FmError.is(thrown) && thrown.code).toBe('FM_BUDGET');
      expect(thrown).toMatchObject({ tokens: 15, limit: 10, excess: 5 });
      expect(String(thrown)).toMatch(/5 too many, with rules, question/);
    }
  });

  it('counts control tokens even where there is no part', () => {
    const { tokenizer } = families.find(({ name }) => name === 'WordPiece') as TokenizerFamily;
    const parts = [optional('part', text('the dog'))];
    expect(fit(parts, { tokenizer, maxTokens: 2 }).report.tokens).toBe(2);
    expect(() => fit(parts, { tokenizer, maxTokens: 1 })).toThrow(BudgetError);
    expect(fit(parts, { tokenizer, maxTokens: 1, addSpecialTokens: false }).report.tokens).toBe(0);
  });

  it('refuses what is no budget', () => {
    const part = required('a', text('a'));
    expect(() => fit([], { tokenizer: bytes, maxTokens: 9 })).toThrow(ArgumentError);
    expect(() => fit([part, part], { tokenizer: bytes, maxTokens: 9 })).toThrow(ArgumentError);
    for (const maxTokens of [-1, 1.5, Number.NaN])
      expect(() => fit([part], { tokenizer: bytes, maxTokens })).toThrow(ArgumentError);
    expect(() => fit([part], { tokenizer: bytes, maxTokens: 9, reserve: 10 })).toThrow(ArgumentError);
    expect(() => optional('b', text('b'), { priority: Number.NaN })).toThrow(ArgumentError);
    // @ts-expect-error -- a conversation is counted by its format
    expect(() => fit([required('a', message('a'))], { tokenizer: bytes, maxTokens: 9 })).toThrow(
      ArgumentError,
    );
    const two = prompt([
      user(['one', { type: 'image', data: Uint8Array.of(1), mediaType: 'image/png' }, 'two']),
    ]);
    const guess = { estimate: { charactersPerToken: 1 }, maxTokens: 5 };
    expect(() => fit([truncatable('two', two())], guess)).toThrow(/one text/);
  });
});

describe('the parts of a task', () => {
  const spell = task({ name: 'spell', instruction: 'Spell it.' });
  const examples = ['cat', 'horse', 'ox'].map((word) => spell.example(word, [...word].join('-')));
  const options = { separator: spell.layout.separator };

  it('are its prompt when all fit', () => {
    const { prompt: fitted } = fit(taskParts(spell, 'dog', { examples }), {
      tokenizer: bytes,
      maxTokens: 500,
      ...options,
    });
    expect(fitted.text).toBe(spell.text('dog', { examples }).text);
    const bare = task({ name: 'bare' });
    expect(fit(taskParts(bare, 'x'), { tokenizer: bytes, maxTokens: 99 }).prompt.text).toBe(
      bare.text('x').text,
    );
  });

  it('lose the examples that were to be lost first', () => {
    const lost = (keep: 'first' | 'last') =>
      fit(taskParts(spell, 'dog', { examples, keep }), {
        tokenizer: bytes,
        maxTokens: countTokens(spell.text('dog', { examples }), { tokenizer: bytes }) - 1,
        ...options,
      }).report.dropped.map(({ part }) => part);
    expect(lost('first')).toEqual(['example 3']);
    expect(lost('last')).toEqual(['example 1']);
  });
});

it('keeps what assistants said when only the text of a message is cut', () => {
  const said = prompt([assistant('a long answer')])();
  const { prompt: fitted } = fit([truncatable('answer', said, { cut: 'start' })], {
    estimate: { charactersPerToken: 1, tokensPerMessage: 0 },
    maxTokens: 7,
  });
  expect(toMessages(fitted)).toEqual([{ role: 'assistant', content: '…answer' }]);
});
