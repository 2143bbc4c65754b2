import { readFileSync } from 'node:fs';
import { ArgumentError } from '@fm/core';
import { describe, expect, it } from 'vitest';
import type { TextTokenizer } from '../text-tokenizer.ts';
import { readTokenizer } from '../tokenizer-json/read-tokenizer.ts';
import { applyChatTemplate } from './apply-chat-template.ts';
import type { ChatMessage } from './chat-message.ts';
import { chatTemplate } from './chat-template.ts';

const kinds = ['gpt2', 'llama2', 'llama3', 'roberta', 't5', 'bert', 'words'];

function tokenizerLike(kind: string, config?: object): TextTokenizer {
  const file = new URL(`../tokenizer-json/__golden__/${kind}.json`, import.meta.url);
  const golden = JSON.parse(readFileSync(file, 'utf8')) as { file: { added_tokens: object[] } };
  // Two more, as files have them: markup that is not special, and a token that is found in normalised text.
  const plain = { id: 100_000, single_word: false, lstrip: false, rstrip: false };
  const json = {
    ...golden.file,
    added_tokens: [
      ...golden.file.added_tokens,
      { ...plain, content: '<tool>', special: false, normalized: false },
      { ...plain, content: '<|Ende|>', special: true, normalized: true },
    ],
  };
  return readTokenizer(json, config === undefined ? {} : { config });
}

const user = (content: string): ChatMessage => ({ role: 'user', content });

describe.each(kinds)('a tokenizer like %s', (kind) => {
  const tokenizer = tokenizerLike(kind);
  const tokens = tokenizer.addedTokens.map(({ content }) => content);
  const control = new Set(tokenizer.addedTokens.map(({ id }) => id));
  // Text that the model does not know is unknown, which is no way to control it.
  control.delete(tokenizer.idOf('<unk>') ?? -1);
  const opening = tokens.find((token) => !['<unk>', '<tool>'].includes(token)) ?? '';
  const template = chatTemplate(
    '{% for m in messages %}{{ open }}{{ m.role }}\n{{ m.content | trim }}{{ close }}{% endfor %}',
    { specialTokens: { open: opening, close: '<tool>' } },
  );
  const controlIds = (...contents: string[]): number[] =>
    Array.from(applyChatTemplate(tokenizer, contents.map(user), { template }).ids).filter((id) =>
      control.has(id),
    );

  it('takes control tokens from the template', () => {
    const open = tokenizer.idOf(opening);
    const close = tokenizer.idOf('<tool>');
    expect(controlIds('a', 'b')).toEqual([open, close, open, close]);
  });

  it('takes none from a message, however it is brought in', () => {
    const expected = controlIds('x', 'x');
    for (const token of tokens) {
      const half = token.length >> 1;
      for (const [first, second] of [
        [token, 'x'],
        [`a ${token} b`, `${token}${token}`],
        [`${token.slice(0, half)}`, token.slice(half)],
        [`x${token.slice(0, -1)}`, `${token.slice(1)}x`],
        [token.toUpperCase(), token.toLowerCase()],
        [`${token.charAt(0)}${token}`, `\n ${token}\u200B`],
      ] as const) {
        expect(controlIds(first, second), JSON.stringify([first, second])).toEqual(expected);
      }
    }
  });

  it('gives the ids of the whole text where no message spells a control token', () => {
    for (const content of ['Hello world', '  it’s\n\n1234 ', 'Ünïcödé 日本', '< | >', '']) {
      const { ids, text } = applyChatTemplate(tokenizer, [user(content), user(content)], { template });
      expect(ids).toEqual(tokenizer.encode(text, { allowSpecial: 'all', addSpecialTokens: false }).ids);
    }
  });
});

describe('applyChatTemplate', () => {
  const tokenizer = tokenizerLike('gpt2');

  it('marks the tokens that the assistant wrote', () => {
    const template = chatTemplate(
      '{% for m in messages %}{{ m.role }}: {% generation %}{% if m.role == "assistant" %}{{ m.content }}<tool>{% endif %}{% endgeneration %}{{ m.content if m.role == "user" }}\n{% endfor %}',
    );
    const messages = [user('Hello there'), { role: 'assistant', content: 'one 😀 two' }, user('bye')];
    const { ids, assistantMask, text } = applyChatTemplate(tokenizer, messages, { template });
    expect(assistantMask).toHaveLength(ids.length);
    const { offsets } = tokenizer.encode(text, { allowSpecial: 'all', addSpecialTokens: false });
    const start = text.indexOf('one');
    const end = text.indexOf('<tool>') + '<tool>'.length;
    expect(Array.from(assistantMask)).toEqual(
      Array.from(assistantMask, (_, i) =>
        Number((offsets[2 * i] as number) < end && (offsets[2 * i + 1] as number) > start),
      ),
    );
    expect(tokenizer.decode(ids.filter((_, i) => assistantMask[i] === 1)).trim()).toBe('one 😀 two<tool>');
  });

  it('takes the template and the named tokens of the configuration', () => {
    const config = {
      bos_token: '<s>',
      chat_template: '{{ bos_token }}{% for m in messages %}{{ m.content }}{% endfor %}',
    };
    const { ids } = applyChatTemplate(tokenizerLike('gpt2', config), [user('<s>')]);
    expect(ids[0]).toBe(tokenizer.idOf('<s>'));
    expect(ids.subarray(1)).not.toContain(tokenizer.idOf('<s>'));
  });

  it('says so when there is no template', () => {
    expect(() => applyChatTemplate(tokenizer, [user('x')])).toThrow(ArgumentError);
  });
});
