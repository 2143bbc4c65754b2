import { TrackedText } from './tracked-text.ts';
import {
  Callable,
  describe,
  derivedText,
  isDictionary,
  isList,
  misfit,
  Undefined,
  type Value,
} from './values.ts';

/** `str(value)` of Python; what is undefined is empty. */
export function printValue(value: Value): TrackedText {
  if (value instanceof TrackedText) return value;
  if (value instanceof Undefined) return TrackedText.empty;
  const parts: TrackedText[] = [];
  printInto(parts, value);
  return TrackedText.concat(parts);
}

function printInto(parts: TrackedText[], value: Value): void {
  if (value === null) parts.push(derivedText('None'));
  else if (typeof value === 'boolean') parts.push(derivedText(value ? 'True' : 'False'));
  else if (typeof value === 'number') parts.push(derivedText(String(value)));
  else if (value instanceof TrackedText) parts.push(...quoted(value));
  else if (isList(value)) {
    parts.push(derivedText('['));
    value.forEach((each, i) => {
      if (i > 0) parts.push(derivedText(', '));
      printInto(parts, each);
    });
    parts.push(derivedText(']'));
  } else if (isDictionary(value)) {
    parts.push(derivedText('{'));
    let first = true;
    for (const [key, each] of value) {
      if (!first) parts.push(derivedText(', '));
      first = false;
      parts.push(...quoted(derivedText(key)), derivedText(': '));
      printInto(parts, each);
    }
    parts.push(derivedText('}'));
  } else throw misfit(`${describe(value)} in the text`, 'something that can be printed');
}

/** `repr(text)` of Python. */
function quoted(text: TrackedText): readonly TrackedText[] {
  const quote = text.text.includes("'") && !text.text.includes('"') ? '"' : "'";
  const escape = (character: string): string => {
    if (character === quote || character === '\\') return `\\${character}`;
    const short = { '\n': '\\n', '\r': '\\r', '\t': '\\t' }[character];
    const code = character.codePointAt(0) as number;
    if (short !== undefined) return short;
    if (code < 0x100) return `\\x${code.toString(16).padStart(2, '0')}`;
    return code < 0x1_0000
      ? `\\u${code.toString(16).padStart(4, '0')}`
      : `\\U${code.toString(16).padStart(8, '0')}`;
  };
  const unprintable = /['"\\]|(?! )[\p{C}\p{Z}]/gu;
  return [
    derivedText(quote),
    text.map((run) => run.replaceAll(unprintable, (c) => (/['"]/.test(c) && c !== quote ? c : escape(c)))),
    derivedText(quote),
  ];
}

/** How `tojson` writes. */
export interface JsonStyle {
  /** Blanks by which each level is indented; one line without it. */
  readonly indent: number | undefined;
  readonly ensureAscii: boolean;
  readonly sortKeys: boolean;
  readonly itemSeparator: string;
  readonly keySeparator: string;
}

/** `json.dumps(value)` of Python. */
export function jsonText(value: Value, style: JsonStyle): TrackedText {
  const parts: TrackedText[] = [];
  jsonInto(parts, value, style, 0);
  return TrackedText.concat(parts);
}

function jsonInto(parts: TrackedText[], value: Value, style: JsonStyle, depth: number): void {
  const write = (text: string): void => void parts.push(derivedText(text));
  const line = (level: number): string =>
    style.indent === undefined ? '' : `\n${' '.repeat(style.indent * level)}`;
  if (value === null || typeof value === 'boolean' || typeof value === 'number') write(String(value));
  else if (value instanceof TrackedText) parts.push(jsonString(value, style));
  else if (isList(value)) {
    if (value.length === 0) return write('[]');
    value.forEach((each, i) => {
      write((i === 0 ? '[' : style.itemSeparator) + line(depth + 1));
      jsonInto(parts, each, style, depth + 1);
    });
    write(`${line(depth)}]`);
  } else if (isDictionary(value)) {
    const entries = [...value];
    if (style.sortKeys) entries.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
    if (entries.length === 0) return write('{}');
    entries.forEach(([key, each], i) => {
      write((i === 0 ? '{' : style.itemSeparator) + line(depth + 1));
      parts.push(jsonString(derivedText(key), style));
      write(style.keySeparator);
      jsonInto(parts, each, style, depth + 1);
    });
    write(`${line(depth)}}`);
  } else {
    const what = value instanceof Callable ? 'a function' : describe(value);
    throw misfit(`tojson of ${what}`, 'data');
  }
}

function jsonString(text: TrackedText, { ensureAscii }: JsonStyle): TrackedText {
  const quote = derivedText(String.raw`"`);
  const body = text.map((run) => {
    const escaped = JSON.stringify(run).slice(1, -1);
    return ensureAscii
      ? escaped.replaceAll(/[\u007F-\uFFFF]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`)
      : escaped;
  });
  return TrackedText.concat([quote, body, quote]);
}
