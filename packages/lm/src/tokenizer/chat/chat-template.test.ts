import { readFileSync } from 'node:fs';
import { ArgumentError, FmError, FormatError, UnsupportedError } from '@fm/core';
import { describe, expect, it } from 'vitest';
import type { ChatMessage } from './chat-message.ts';
import { chatTemplate, type RenderedChat } from './chat-template.ts';
import { readChatTemplate } from './read-chat-template.ts';

interface Golden {
  readonly specialTokens: Record<string, string>;
  readonly conversations: readonly {
    readonly messages: ChatMessage[];
    readonly options: Record<string, unknown>;
  }[];
  readonly templates: Record<string, readonly GoldenRendering[]>;
}

type GoldenRendering =
  | { readonly refused: true }
  | {
      readonly refused?: undefined;
      readonly text: string;
      readonly assistant: readonly (readonly [number, number])[];
    };

const read = (name: string): string => readFileSync(new URL(`__golden__/${name}`, import.meta.url), 'utf8');
const golden = JSON.parse(read('chat-templates.json')) as Golden;
const user = (content: unknown): ChatMessage => ({ role: 'user', content });
const render = (source: string, ...messages: ChatMessage[]): string =>
  chatTemplate(source).render(messages).text;
const print = (expression: string, content: unknown = ''): string =>
  render(`{% set c = messages[0].content %}{{ ${expression} }}`, user(content));

describe.each(Object.entries(golden.templates))('the template of %s', (name, renderings) => {
  const template = chatTemplate(read(`templates/${name}.jinja`), { specialTokens: golden.specialTokens });

  it.each(renderings.map((rendering, i) => [i, rendering] as const))(
    'renders conversation %i as transformers does',
    (i, rendering) => {
      const { messages, options } = golden.conversations[i] ?? { messages: [], options: {} };
      const { add_generation_prompt: addGenerationPrompt = false, tools, ...variables } = options;
      const act = (): RenderedChat =>
        template.render(messages, {
          addGenerationPrompt: addGenerationPrompt === true,
          ...(Array.isArray(tools) ? { tools } : {}),
          variables,
        });
      if (rendering.refused) {
        expect(act).toThrow(ArgumentError);
        return;
      }
      const { text, segments } = act();
      expect(text).toBe(rendering.text);
      expect(segments.map((segment) => segment.text).join('')).toBe(text);
      expect(
        segments
          .filter(({ assistant }) => assistant)
          .map((segment) => segment.text)
          .join(''),
      ).toBe(rendering.assistant.map(([start, end]) => text.slice(start, end)).join(''));
    },
  );

  it('trusts none of what the messages say', () => {
    // Only private-use characters: no template writes any.
    const secret = '\uE000\uE001\uE002';
    const { segments } = template.render([
      user(secret),
      { role: 'assistant', content: secret },
      user(secret),
    ]);
    for (const { trusted, text, role, messageIndex } of segments) {
      expect(trusted && /[\uE000-\uE002]/.test(text)).toBe(false);
      if (text.includes('\uE000'))
        expect([role, messageIndex]).toEqual([
          ['user', 'assistant', 'user'][messageIndex ?? -1],
          messageIndex,
        ]);
    }
    expect(segments.filter(({ text }) => text.includes(secret)).length).toBeGreaterThan(0);
  });
});

describe('provenance', () => {
  const trustedText = (expression: string, content: unknown): string =>
    chatTemplate(`{% set c = messages[0].content %}{{ ${expression} }}`)
      .render([user(content)])
      .segments.map(({ text, trusted }) => (trusted ? `[${text}]` : text))
      .join('');

  it.each([
    ["'<' + c + '>'", 'a', '[<]a[>]'],
    ["'<' ~ c ~ '>'", 'a', '[<]a[>]'],
    ["('  ' + c + ' x ') | trim", ' a ', ' a [ x]'.trim()],
    ["c.split(',') | join('<sep>')", 'a,b', 'a[<sep>]b'],
    ["(c + '</think>x').split('</think>')[-1]", 'a</think>b', '[x]'],
    ["c.replace('b', '<b>')", 'abc', 'a[<b>]c'],
    ["('<|x|>' + c) | upper", 'y', '[<|X|>]Y'],
    ["('<a>' + c)[1:4]", 'bc', '[a>]b'],
    ["(c + '<z>')[::-1]", 'ab', '[>z<]ba'],
    ['c | tojson', '<a>"', '"<a>\\""'],
    ['[c, 1] | string', '<a>', "['<a>', 1]"],
    ["{'k': '<t>', 'u': c} | tojson", 'v', '{"k": "[<t>]", "u": "v"}'],
    ['c | indent(2)', 'a\nb', 'a\n[]b'.replace('[]', '  ')],
    ["c or '<empty>'", '', '[<empty>]'],
    ['c[0]', '👩x', '👩'],
    ["'%s' | replace('%s', c)", '<a>', '<a>'],
    ['messages[0] | string', 'x', "{'role': 'user', 'content': 'x'}"],
  ])('of %s survives', (expression, content, expected) => {
    expect(trustedText(expression, content)).toBe(expected);
  });

  it('goes through macros, call blocks, set blocks, filter blocks and loops', () => {
    const source =
      '{% macro tag(x) %}<{{ x }}>{{ caller() }}</>{% endmacro %}{% set all %}{% for m in messages %}' +
      '{% call tag(m.content) %}{% filter upper %}in {{ m.content }}{% endfilter %}{% endcall %}{% endfor %}{% endset %}{{ all | trim }}';
    const { segments } = chatTemplate(source).render([user('a'), user('b')]);
    expect(segments.map(({ text, messageIndex = '' }) => `${messageIndex}${text}`)).toEqual([
      '<',
      '0a',
      '>IN ',
      '0A',
      '</><',
      '1b',
      '>IN ',
      '1B',
      '</>',
    ]);
  });

  it('does not trust tools, documents or variables', () => {
    const { segments } = chatTemplate('{{ tools[0].name }}{{ documents[0].text }}{{ x }}').render([], {
      tools: [{ name: 'a' }],
      documents: [{ text: 'b' }],
      variables: { x: 'c' },
    });
    expect(segments.map(({ text, trusted }) => [text, trusted])).toEqual([['abc', false]]);
  });
});

describe('the template language', () => {
  it.each([
    ["c.strip('ab')", 'abxba', 'x'],
    ["c.rstrip('\\n') + '.'", 'x \n\n', 'x .'],
    ['c | trim', '\u0085\u001Cx\uFEFF', 'x\uFEFF'],
    ['c.split()', ' a \n b ', "['a', 'b']"],
    ['c.split(None, 1)', ' a  b c ', "['a', 'b c ']"],
    ["c.rsplit('-', 1)", 'a-b-c', "['a-b', 'c']"],
    ["c.partition('-')", 'a-b-c', "['a', '-', 'b-c']"],
    ['c | length', '👩x', '2'],
    ['c[-1:]', 'x👩', '👩'],
    ["c.find('x')", '👩x', '1'],
    ['c | title', 'hello wORLD', 'Hello World'],
    ["c.startswith(('x', 'h'))", 'hello', 'True'],
    ['(c | int) + 1', '41', '42'],
    ["'a' in c and 'z' not in c", 'abc', 'True'],
    ['c | map(attribute="n") | join(",")', [{ n: 1 }, { n: 2 }], '1,2'],
    ['c | selectattr("n", "eq", 2) | list', [{ n: 1 }, { n: 2 }], "[{'n': 2}]"],
    ['c | sort | unique | join', ['b', 'a', 'b'], 'abb'.slice(0, 2)],
    ['c.items() | list', { a: null }, "[['a', None]]"],
    ['c.get("b", "no")', { a: 1 }, 'no'],
    ['c | tojson(indent=2)', { a: [1, {}], é: '\n' }, '{\n  "a": [\n    1,\n    {}\n  ],\n  "é": "\\n"\n}'],
    ['c | tojson(ensure_ascii=true, separators=(",", ":"))', { a: 'é' }, '{"a":"\\u00e9"}'],
    ['(7 // 2) ~ (-7 // 2) ~ (-7 % 3)', '', '3-42'],
    ['c is defined and nothing is not defined', '', 'True'],
    ['namespace(a=1).a', '', '1'],
    ['"x" * 3', '', 'xxx'],
    ['c | string', "it's", "it's"],
    ['[c]', "it's \u0000", '["it\'s \\x00"]'],
  ])('computes %s as Python does', (expression, content, expected) => {
    expect(print(expression, content)).toBe(expected);
  });

  it('breaks and continues loops without losing what was written', () => {
    const source =
      '{% for i in range(5) %}{{ i }}{% if i == 1 %}x{% continue %}{% endif %}{% if i == 3 %}y{% break %}{% endif %},{% endfor %}';
    expect(render(source)).toBe('0,1x2,3y');
  });

  it('tells the time only when told to', () => {
    const template = chatTemplate('{{ strftime_now("%d %b %Y, %-I %p, %j") }}');
    expect(() => template.render([])).toThrow(/the option date/);
    expect(template.render([], { date: new Date('2024-07-06T15:04:05Z') }).text).toBe(
      '06 Jul 2024, 3 PM, 188',
    );
  });

  it('keeps what a template reads apart from JavaScript’s objects', () => {
    expect(print('[c.__proto__ is defined, c.constructor is defined, c.length is defined]', 'x')).toBe(
      '[False, False, False]',
    );
    expect(print("c['__proto__']", JSON.parse('{"__proto__": "own"}'))).toBe('own');
  });
});

describe('what is undefined', () => {
  const message: ChatMessage = { role: 'user' };

  it.each([
    '{{ messages[0].content }}',
    '{{ "a" ~ nothing }}',
    '{% for x in nothing %}{% endfor %}',
    '{{ nothing | trim }}',
  ])('is refused by name where %s would drop it', (source) => {
    expect(() => render(source, message)).toThrow(/(messages\[0\]\.content|nothing) is undefined/);
    expect(chatTemplate(source, { undefinedValues: 'empty' }).render([message]).text).toMatch(/^a?$/);
  });

  it.each([
    '{% if messages[0].tool_calls %}x{% endif %}',
    '{{ nothing | default("") }}',
    '{{ nothing == "a" or "" }}',
  ])('can be asked for: %s', (source) => {
    expect(render(source, message)).toBe('');
  });

  it('has no parts, in either mode', () => {
    expect(() => chatTemplate('{{ a.b }}', { undefinedValues: 'empty' }).render([])).toThrow(/a part of a/);
  });
});

describe('a hostile template', () => {
  it.each([
    '{% for i in range(100000000) %}x{% endfor %}',
    '{% for i in range(10000) %}{% for j in range(10000) %}{% endfor %}{% endfor %}',
    '{% set n = namespace(s="xxxxxxxx") %}{% for i in range(100) %}{% set n.s = n.s + n.s %}{% endfor %}',
    '{{ "x" * 1000000000 }}',
    '{{ ("x" * 10000).replace("", "y" * 10000) }}',
    '{{ ("x" * 10000) | replace("x", "y" * 10000) }}',
    '{{ ("\n" * 100000) | indent(1000, blank=true) }}',
    '{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}',
    '{{ range(1000000) | list * 1000 }}',
    // Forty lists of two weigh 2⁴⁰.
    ...['{{ n.a }}', '{{ n.a | tojson }}', '{{ n.a == n.b }}', '{{ f(n.a) }}'].map(
      (use) =>
        '{% macro f(x) %}{{ x }}{% endmacro %}{% set n = namespace(a=[1], b=[1]) %}{% for i in range(40) %}' +
        `{% set n.a = [n.a, n.a] %}{% set n.b = [n.b, n.b] %}{% endfor %}${use}`,
    ),
    '{{ ("x y" * 2500000).split() | length }}',
    '{{ ("x" * 6000000) | list | length }}',
  ])('ends with an error: %s', (source) => {
    expect(() => chatTemplate(source).render([])).toThrow(FormatError);
  });

  it.each([
    '{% if x %}',
    '{{ x',
    '{% for %}',
    '{{ x | }}',
    '{% unknown %}',
    '{# x',
    `${'('.repeat(50_000)}`,
    ' '.repeat(5000),
    'x'.repeat(300_000),
    '{{ "\\q" }}',
  ])('that is no template is refused: %#', (source) => {
    const act = (): unknown => chatTemplate(source.startsWith('(') ? `{{ ${source} }}` : source);
    expect(act).toThrow(FormatError);
  });

  it('names filters and tests that it does not have', () => {
    expect(() => render('{{ 1 | shout }}')).toThrow(UnsupportedError);
    expect(() => render('{{ 1 is loud }}')).toThrow(UnsupportedError);
  });

  it('is refused, whatever is done to one that works, only with a typed error', () => {
    const source = read('templates/qwen3.jinja');
    let state = 1;
    const draw = (bound: number): number => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      return Math.floor((state / 2 ** 32) * bound);
    };
    let rendered = 0;
    for (let i = 0; i < 2000; i++) {
      const at = draw(source.length);
      const mutated =
        source.slice(0, at) + source.slice(at + draw(4), at + draw(200)) + source.slice(at + draw(200));
      try {
        chatTemplate(mutated).render([user('a'), { role: 'assistant', content: 'b' }]);
        rendered++;
      } catch (error) {
        expect(FmError.is(error), String(error)).toBe(true);
      }
    }
    expect(rendered).toBeGreaterThan(0);
  });
});

describe('rendering', () => {
  it('passes on why a template refuses', () => {
    expect(() => render('{{ raise_exception("roles must alternate") }}')).toThrow(/roles must alternate/);
  });

  it('can end inside the last message', () => {
    const template = chatTemplate('{% for m in messages %}<{{ m.content | trim }}>\n{% endfor %}');
    expect(template.render([user('a'), user(' b ')], { continueFinalMessage: true }).text).toBe('<a>\n<b');
    expect(() => template.render([user('')], { continueFinalMessage: true })).toThrow(ArgumentError);
  });

  it('refuses data that is no data', () => {
    const cyclic: Record<string, unknown> = {};
    cyclic['self'] = cyclic;
    expect(() => render('x', user(cyclic))).toThrow(ArgumentError);
    expect(() =>
      render(
        'x',
        user(() => 1),
      ),
    ).toThrow(ArgumentError);
  });

  it('reads templates and special tokens from tokenizer_config.json', () => {
    const config = {
      bos_token: { content: '<s>' },
      eos_token: null,
      chat_template: [
        { name: 'default', template: '{{ bos_token }}' },
        { name: 'tool_use', template: 'tools' },
      ],
    };
    expect(readChatTemplate(config)?.render([]).segments).toMatchObject([{ text: '<s>', trusted: true }]);
    expect(readChatTemplate(config, { name: 'tool_use' })?.render([]).text).toBe('tools');
    expect(readChatTemplate(config, { jinja: 'file' })?.render([]).text).toBe('file');
    expect(readChatTemplate({ bos_token: '<s>' })).toBeUndefined();
    expect(() => readChatTemplate(config, { name: 'rag' })).toThrow(ArgumentError);
    expect(() => readChatTemplate({ chat_template: 3 })).toThrow(FormatError);
  });
});
