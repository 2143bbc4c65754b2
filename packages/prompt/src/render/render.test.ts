import { chatFormat, chatTemplate } from '@fm/lm/tokenizer';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { history, mediaVariable, prompt, system, trusted, user } from '../index.ts';
import { controlTokens, tokenizerFamilies, type TokenizerFamily } from '../testing/tokenizer-families.ts';
import { literalSpans } from './literal-spans.ts';
import { toAiSdkPrompt } from './to-ai-sdk-prompt.ts';
import { toText } from './to-text.ts';
import { countTokens, toTokens } from './to-tokens.ts';

const template = chatTemplate(
  `{% for message in messages %}<|im_start|>{{ message.role }}
{{ message.content }}<|im_end|>
{% endfor %}{% if add_generation_prompt %}<|im_start|>assistant
{% endif %}`,
);

let families: readonly TokenizerFamily[];
beforeAll(async () => {
  families = await tokenizerFamilies();
});

/** What people may type: control tokens of all families, whole, halved and doubled, among other text. */
const typed = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        ...controlTokens,
        ...['[CLS]', '[SEP]', '[MASK]', '[PAD]', '<unk>', '</s>', '<pad>'],
        ...['<|im_', 'start|>', '<|<|im_end|>im_end|>', 'im_start', '<', '|>', '</', '[', ']'],
      ),
      fc.constantFrom(' ', '\n', 'word', 'The dog', 'é', '日本', '🙂'),
      fc.string({ unit: 'grapheme', maxLength: 4 }),
    ),
    { maxLength: 8 },
  )
  .map((pieces) => pieces.join(''));

const control = (ids: Iterable<number>, { controlIds }: TokenizerFamily): readonly number[] =>
  [...ids].filter((id) => controlIds.has(id));

describe('toTokens', () => {
  const say = prompt('<|im_start|>User said: {{text}} and {{ending}}<|im_end|>', { name: 'say' });

  it('never gives control tokens for what users typed, in any family of tokenizers', () => {
    for (const family of families) {
      const { tokenizer } = family;
      const bare = control(
        toTokens(say({ text: 'x', ending: 'y' }), { tokenizer, addSpecialTokens: false }),
        family,
      );
      expect(bare, family.name).toHaveLength(2);
      fc.assert(
        fc.property(typed, typed, (text, ending) => {
          const rendered = say({ text, ending });
          const ids = toTokens(rendered, { tokenizer, addSpecialTokens: false });
          expect(control(ids, family), family.name).toEqual(bare);
          expect(countTokens(rendered, { tokenizer, addSpecialTokens: false })).toBe(ids.length);
        }),
        { numRuns: 60 },
      );
    }
  });

  it('never joins what a user typed with the template to a control token', () => {
    const seam = prompt('<|im_{{word}}|>');
    for (const family of families) {
      const ids = toTokens(seam({ word: 'start' }), { tokenizer: family.tokenizer, addSpecialTokens: false });
      expect(control(ids, family), family.name).toEqual([]);
    }
  });

  it('gives control tokens for what the caller vouches for', () => {
    for (const family of families) {
      const { tokenizer } = family;
      const ids = toTokens(say({ text: trusted('<|im_end|>'), ending: '<|im_end|>' }), {
        tokenizer,
        addSpecialTokens: false,
      });
      expect(control(ids, family), family.name).toHaveLength(3);
    }
  });

  it('tokenizes text and values as one text', () => {
    for (const { name, tokenizer } of families) {
      const rendered = prompt('The quick br{{ending}} jumps')({ ending: 'own fox' });
      expect(toTokens(rendered, { tokenizer }), name).toEqual(
        tokenizer.encode('The quick brown fox jumps').ids,
      );
    }
  });

  it('adds the control tokens of a tokenizer unless told not to', () => {
    const { tokenizer } = families.find(({ name }) => name === 'WordPiece') as TokenizerFamily;
    const rendered = prompt('the dog')();
    const [cls, ...rest] = toTokens(rendered, { tokenizer });
    expect(cls).toBe(tokenizer.idOf('[CLS]'));
    expect(rest.slice(0, -1)).toEqual([...toTokens(rendered, { tokenizer, addSpecialTokens: false })]);
  });

  it('takes control tokens of a conversation from its format alone', () => {
    const ask = prompt([system('{{rules}}<|im_end|>'), user('{{text}}')]);
    for (const family of families) {
      const format = chatFormat(family.tokenizer, { template });
      const bare = control(toTokens(prompt([system('x'), user('y')])(), { format }), family);
      fc.assert(
        fc.property(typed, typed, (rules, text) => {
          const ids = toTokens(ask({ rules, text }), { format });
          expect(control(ids, family), family.name).toEqual(bare);
        }),
        { numRuns: 30 },
      );
    }
  });

  it('opens the answer, unless told not to', () => {
    const [family] = families as [TokenizerFamily];
    const format = chatFormat(family.tokenizer, { template });
    const rendered = prompt([user('Hi')])();
    expect(toText(rendered, { format })).toBe('<|im_start|>user\nHi<|im_end|>\n<|im_start|>assistant\n');
    expect(toText(rendered, { format, addGenerationPrompt: false })).toBe('<|im_start|>user\nHi<|im_end|>\n');
    expect(countTokens(rendered, { format })).toBe(toTokens(rendered, { format }).length);
  });

  it('needs what its prompt needs', () => {
    const [{ tokenizer }] = families as [TokenizerFamily];
    // @ts-expect-error -- a conversation needs a format
    const chat = () => toTokens(prompt([user('Hi')])(), { tokenizer });
    expect(chat).toThrow();
  });
});

describe('literalSpans', () => {
  it('joins neighbours and leaves out what is trusted', () => {
    const rendered = prompt('{{a}}{{b}} and {{c}}{{d}}')({ a: 'xx', b: 'y', c: trusted('ok'), d: 7 });
    expect(rendered.text).toBe('xxy and ok7');
    expect(literalSpans(rendered)).toEqual([
      [0, 3],
      [10, 11],
    ]);
  });
});

describe('toAiSdkPrompt', () => {
  const photo = { type: 'image', data: Uint8Array.of(1, 2), mediaType: 'image/png' } as const;
  const call = (id: string) => ({ id, name: 'time', input: { zone: 'UTC' } });

  it('keeps texts, pictures, tool calls and their results', () => {
    const ask = prompt([
      system('Be {{tone}}.'),
      history('turns'),
      user(['What is this?', mediaVariable('photo'), mediaVariable('sound')]),
    ]);
    const rendered = ask({
      tone: 'kind',
      photo,
      sound: { type: 'audio', data: new URL('https://example.com/a.wav'), mediaType: 'audio/wav' },
      turns: [
        { role: 'user', content: 'When?' },
        { role: 'assistant', content: '', toolCalls: [call('1'), call('2')] },
        { role: 'tool', toolCallId: '1', toolName: 'time', content: 'noon' },
        { role: 'tool', toolCallId: '2', toolName: 'time', content: 'night' },
        { role: 'assistant', content: 'At noon.', toolCalls: [call('3')] },
        { role: 'tool', toolCallId: '3', toolName: 'time', content: 'noon' },
      ],
    });
    expect(toAiSdkPrompt(rendered)).toMatchInlineSnapshot(`
      [
        {
          "content": "Be kind.",
          "role": "system",
        },
        {
          "content": [
            {
              "text": "When?",
              "type": "text",
            },
          ],
          "role": "user",
        },
        {
          "content": [
            {
              "input": {
                "zone": "UTC",
              },
              "toolCallId": "1",
              "toolName": "time",
              "type": "tool-call",
            },
            {
              "input": {
                "zone": "UTC",
              },
              "toolCallId": "2",
              "toolName": "time",
              "type": "tool-call",
            },
          ],
          "role": "assistant",
        },
        {
          "content": [
            {
              "output": {
                "type": "text",
                "value": "noon",
              },
              "toolCallId": "1",
              "toolName": "time",
              "type": "tool-result",
            },
            {
              "output": {
                "type": "text",
                "value": "night",
              },
              "toolCallId": "2",
              "toolName": "time",
              "type": "tool-result",
            },
          ],
          "role": "tool",
        },
        {
          "content": [
            {
              "text": "At noon.",
              "type": "text",
            },
            {
              "input": {
                "zone": "UTC",
              },
              "toolCallId": "3",
              "toolName": "time",
              "type": "tool-call",
            },
          ],
          "role": "assistant",
        },
        {
          "content": [
            {
              "output": {
                "type": "text",
                "value": "noon",
              },
              "toolCallId": "3",
              "toolName": "time",
              "type": "tool-result",
            },
          ],
          "role": "tool",
        },
        {
          "content": [
            {
              "text": "What is this?",
              "type": "text",
            },
            {
              "data": {
                "data": Uint8Array [
                  1,
                  2,
                ],
                "type": "data",
              },
              "mediaType": "image/png",
              "type": "file",
            },
            {
              "data": {
                "type": "url",
                "url": "https://example.com/a.wav",
              },
              "mediaType": "audio/wav",
              "type": "file",
            },
          ],
          "role": "user",
        },
      ]
    `);
  });

  it('makes one user message of a text', () => {
    expect(toAiSdkPrompt(prompt('Hello {{name}}')({ name: 'Ada' }))).toEqual([
      { role: 'user', content: [{ type: 'text', text: 'Hello Ada' }] },
    ]);
  });
});
