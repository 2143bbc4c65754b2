import { untranslatable } from './pattern-error.ts';
import type { PatternDialect } from './pattern-reader.ts';

const whiteSpace = '\\p{White_Space}';
const word = '\\p{Alphabetic}\\p{M}\\p{Nd}\\p{Pc}';

/** POSIX brackets and the properties of the same names, as the inside of a class with flag v. */
const posix: ReadonlyMap<string, string> = new Map([
  ['alnum', '\\p{Alphabetic}\\p{Nd}'],
  ['alpha', '\\p{Alphabetic}'],
  ['ascii', '\\x00-\\x7f'],
  ['blank', '\\p{Zs}\\t'],
  ['cntrl', '\\p{Cc}'],
  ['digit', '\\p{Nd}'],
  ['graph', '[^\\p{White_Space}\\p{Cc}\\p{Cn}\\p{Cs}]'],
  ['lower', '\\p{Lowercase}'],
  ['print', '[^\\p{White_Space}\\p{Cc}\\p{Cn}\\p{Cs}]\\p{Zs}'],
  ['punct', '\\p{P}\\p{S}'],
  ['space', whiteSpace],
  ['upper', '\\p{Uppercase}'],
  ['word', word],
  ['xdigit', '0-9A-Fa-f'],
]);

const categories: ReadonlyMap<string, string> = new Map(
  (
    'L Lu Ll Lt Lm Lo M Mn Mc Me N Nd Nl No P Pc Pd Ps Pe Pi Pf Po S Sm Sc Sk So Z Zs Zl Zp C Cc Cf Cn Co ' +
    'Letter Uppercase_Letter Lowercase_Letter Titlecase_Letter Modifier_Letter Other_Letter Mark ' +
    'Nonspacing_Mark Spacing_Mark Enclosing_Mark Number Decimal_Number Letter_Number Other_Number Punctuation ' +
    'Connector_Punctuation Dash_Punctuation Open_Punctuation Close_Punctuation Initial_Punctuation ' +
    'Final_Punctuation Other_Punctuation Symbol Math_Symbol Currency_Symbol Modifier_Symbol Other_Symbol ' +
    'Separator Space_Separator Line_Separator Paragraph_Separator Other Control Format Unassigned Private_Use'
  )
    .split(' ')
    .map((name): [string, string] => [simplified(name), `\\p{${name}}`])
    .concat([['punct', '\\p{P}']]),
);

const binary: ReadonlyMap<string, string> = new Map(
  (
    'Any ASCII Alphabetic Uppercase Lowercase White_Space Cased Case_Ignorable Dash Diacritic Emoji ' +
    'Emoji_Presentation Extended_Pictographic Extender Hex_Digit ASCII_Hex_Digit ID_Start ID_Continue ' +
    'Ideographic Join_Control Math Quotation_Mark Unified_Ideograph Variation_Selector XID_Start XID_Continue'
  )
    .split(' ')
    .map((name) => [simplified(name), `\\p{${name}}`]),
);

/** A property's name, script's name or POSIX name as the inside of a class with flag v. */
export function propertySource(name: string, pattern: string): string {
  const key = simplified(name);
  const known = categories.get(key) ?? posix.get(key) ?? binary.get(key);
  if (known !== undefined) return known;
  const script = `\\p{Script=${name
    .split(/[ _-]/)
    .map((part) => part.slice(0, 1).toUpperCase() + part.slice(1).toLowerCase())
    .join('_')}}`;
  if (/^[A-Za-z _-]+$/.test(name) && compiles(script)) return script;
  throw untranslatable(pattern, `the property ${JSON.stringify(name)}`);
}

/** A POSIX bracket's name as the inside of a class with flag v; undefined if there is none of that name. */
export function posixSource(name: string): string | undefined {
  return posix.get(name);
}

/** What the escapes `\d`, `\h`, `\s` and `\w` stand for, as the inside of a class. */
export function escapedClass(letter: string, dialect: PatternDialect): string {
  const source = escapedClasses.get(letter)!;
  return letter === 'w' && dialect === 'rust' ? `${source}\\p{Join_Control}` : source;
}

const escapedClasses: ReadonlyMap<string, string> = new Map([
  ['d', '\\p{Nd}'],
  ['h', '0-9A-Fa-f'],
  ['s', whiteSpace],
  ['w', word],
]);

/** Whether a class, given by its inside, holds with a letter also its other cases. */
export function ignoresCase(source: string): boolean {
  return !/\\p\{(Lu|Ll|Lt|Upper|Lower|Title)/.test(source);
}

function compiles(source: string): boolean {
  try {
    return new RegExp(source, 'v').source !== '';
  } catch {
    return false;
  }
}

function simplified(name: string): string {
  return name.toLowerCase().replace(/[ _-]/g, '');
}
