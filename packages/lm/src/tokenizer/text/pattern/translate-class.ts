import { caseVariants } from './case-variants.ts';
import { readEscapedCharacter } from './escaped-character.ts';
import { malformed, untranslatable } from './pattern-error.ts';
import type { PatternReader } from './pattern-reader.ts';
import { escapedClass, ignoresCase, posixSource, propertySource } from './unicode-property.ts';

/** Ranges longer than this are not expanded character by character where case is ignored. */
const maximumCaseRange = 0x500;
const maximumDepth = 50;

/** Reads a class behind its opening bracket and gives it in JavaScript's syntax for flag v, brackets and all. */
export function translateClass(reader: PatternReader, ignoreCase: boolean, depth = 0): string {
  if (depth > maximumDepth) throw untranslatable(reader.pattern, `more than ${maximumDepth} nested classes`);
  const negated = reader.takes('^');
  const operands: string[] = [];
  let members = '';
  for (let isFirst = true; ; isFirst = false) {
    if (reader.peek() === ']' && !isFirst) break;
    if (reader.takes('&&')) {
      operands.push(`[${members}]`);
      members = '';
    } else members += readMember(reader, ignoreCase, depth);
  }
  reader.next();
  if (operands.length > 0) members = [...operands, `[${members}]`].join('&&');
  return `[${negated ? '^' : ''}${members}]`;
}

function readMember(reader: PatternReader, ignoreCase: boolean, depth: number): string {
  const posix = reader.match(/^\[:(\^?)([a-z]+):\]/);
  if (posix !== undefined) {
    const source = posixSource(posix[2]!);
    if (source === undefined) throw malformed(reader.pattern, `[:${posix[2]}:] is no class`);
    return closed(reader, `[${posix[1]}${source}]`, ignoreCase);
  }
  if (reader.takes('[')) return translateClass(reader, ignoreCase, depth + 1);
  const escaped = readEscapedClass(reader, ignoreCase);
  if (escaped !== undefined) return escaped;
  const first = readCharacter(reader);
  if (reader.peek() !== '-' || reader.peek(1) === ']' || reader.peek(1) === '')
    return single(first, ignoreCase);
  if (reader.peek(1) === '[' || (reader.peek(1) === '\\' && /[dDhHsSwWpP]/.test(reader.peek(2))))
    throw malformed(reader.pattern, `a range from ${first} has no end`);
  reader.next();
  return range(reader, first, readCharacter(reader), ignoreCase);
}

/** Reads an escape that stands for a class, inside or outside brackets: `\d`, `\P{Lu}`; undefined if none comes. */
export function readEscapedClass(reader: PatternReader, ignoreCase: boolean): string | undefined {
  const property = reader.match(/^\\([pP])\{(\^?)([^}]*)\}/) ?? reader.match(/^\\([pP])()([LMNPSZC])/);
  if (property !== undefined) {
    const negated = (property[1] === 'P') !== (property[2] === '^');
    return closed(
      reader,
      `[${negated ? '^' : ''}${propertySource(property[3]!, reader.pattern)}]`,
      ignoreCase,
    );
  }
  const escape = reader.match(/^\\([dDhHsSwW])/)?.[1];
  if (escape === undefined) return undefined;
  const lower = escape.toLowerCase();
  return `[${escape === lower ? '' : '^'}${escapedClass(lower, reader.dialect)}]`;
}

/** Refuses a class of one case where case is ignored: what it then matches differs between engines. */
function closed(reader: PatternReader, source: string, ignoreCase: boolean): string {
  if (ignoreCase && !ignoresCase(source)) throw untranslatable(reader.pattern, `(?i) around ${source}`);
  return source;
}

function readCharacter(reader: PatternReader): string {
  return reader.takes('\\') ? readEscapedCharacter(reader, true) : reader.next();
}

function range(reader: PatternReader, first: string, last: string, ignoreCase: boolean): string {
  const [from, to] = [first.codePointAt(0)!, last.codePointAt(0)!];
  if (from > to) throw malformed(reader.pattern, `the range ${first}-${last} is empty`);
  let source = `${escapeInClass(first)}-${escapeInClass(last)}`;
  if (!ignoreCase) return source;
  if (to - from > maximumCaseRange)
    throw untranslatable(reader.pattern, `(?i) around the range ${first}-${last}`);
  for (let codePoint = from; codePoint <= to; codePoint++)
    source += single(String.fromCodePoint(codePoint), true);
  return source;
}

function single(character: string, ignoreCase: boolean): string {
  return (ignoreCase ? caseVariants(character) : [character]).map(escapeInClass).join('');
}

/** A character as itself inside a class with flag v. */
function escapeInClass(character: string): string {
  return /^[\p{L}\p{N}]$/u.test(character) ? character : `\\u{${character.codePointAt(0)!.toString(16)}}`;
}

/** A character as itself outside classes. */
export function translateLiteral(character: string, ignoreCase: boolean): string {
  const all = ignoreCase ? caseVariants(character) : [character];
  return all.length === 1 ? escapeInClass(character) : `[${all.map(escapeInClass).join('')}]`;
}
