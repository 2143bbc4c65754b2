import { UnsupportedError } from '@fm/core';
import { parseA1111 } from './a1111/parse-a1111.ts';
import { parseCompel } from './compel/parse-compel.ts';
import type { ImageClause, ImageFragment, ImagePrompt, ImagePromptDialect } from './image-prompt.ts';

/**
 * Writes a prompt in a dialect, its own or the other, with every weight as a number. What is written is read again, and must
 * say the same but for white space around texts; weights keep their numbers, not what they mean to an encoder.
 *
 * @param dialect - @default the prompt's own
 * @throws {UnsupportedError} when the dialect cannot say it: changes over time and breaks in compel, blends in AUTOMATIC1111, or
 *   texts that would be read as syntax
 * @example
 * ```ts
 * import { parseA1111, parseCompel, printImagePrompt } from '@fm/prompt';
 *
 * printImagePrompt(parseA1111('a ((tall)) [red:blue:5] house')).text; // => 'a (tall:1.2100000000000002) [red:blue:5] house'
 * printImagePrompt(parseCompel('a (tall)1.5 house'), 'a1111').text; // => 'a (tall:1.5) house'
 * ```
 */
export function printImagePrompt(
  prompt: ImagePrompt,
  dialect: ImagePromptDialect = prompt.dialect,
): { readonly text: string; readonly negative?: string } {
  const write = dialect === 'a1111' ? printA1111 : printCompel;
  const text = write(prompt.clauses, prompt.dialect);
  const negative = prompt.negative && write([prompt.negative], prompt.dialect);
  const options = negative === undefined ? {} : { negative };
  const read = dialect === 'a1111' ? parseA1111(text, options) : parseCompel(text, options);
  if (meaning(read) !== meaning(prompt)) refuse(dialect, 'a text that would be read as syntax', text);
  return { text, ...options };
}

function printA1111(clauses: readonly ImageClause[], from: ImagePromptDialect): string {
  return clauses
    .map(({ weight, parts }) => {
      const [only, ...more] = parts;
      if (only === undefined || more.length > 0) refuse('a1111', 'a blend', `${parts.length} parts`);
      const text = only.fragments.map(a1111Fragment).join(from === 'compel' ? ' ' : '');
      return weight !== 1 || /:\s*[-+]?[\d.]+\s*$/.test(text) ? `${text} :${decimal(weight)}` : text;
    })
    .reduce((all, text) => `${all} AND${/^\s/.test(text) ? '' : ' '}${text}`);
}

function a1111Fragment(fragment: ImageFragment): string {
  const all = (fragments: readonly ImageFragment[]): string => fragments.map(a1111Fragment).join('');
  switch (fragment.kind) {
    case 'text': {
      const text = fragment.text.replace(/[\\()[\]|:]/g, (sign) => `\\${sign}`);
      return fragment.weight === 1 ? text : `(${text}:${decimal(fragment.weight)})`;
    }
    case 'break':
      return ' BREAK ';
    case 'schedule':
      return `[${all(fragment.before)}:${all(fragment.after)}:${'step' in fragment.until ? fragment.until.step : share(fragment.until.share)}]`;
    case 'alternate':
      return `[${fragment.options.map(all).join('|')}]`;
  }
}

function printCompel(clauses: readonly ImageClause[]): string {
  const [only, ...more] = clauses;
  if (only !== undefined && more.length === 0) return compelClause(only);
  const prompts = clauses.map(({ parts }) => {
    if (parts.length !== 1) refuse('compel', 'a blend in one of several clauses', `${parts.length} parts`);
    return `"${compelFragments(parts[0]?.fragments ?? []).replaceAll('"', '\\"')}"`;
  });
  return `(${prompts.join(', ')}).and(${clauses.map(({ weight }) => decimal(weight)).join(', ')})`;
}

function compelClause({ weight, parts, normalize }: ImageClause): string {
  const texts = parts.map(({ fragments }) => compelFragments(fragments));
  const quoted = texts.map((text) => `"${text}"`).join(', ');
  if (weight !== 1) return `(${quoted}).and(${decimal(weight)})`;
  if (parts.length === 1 && !normalize) return texts[0] as string;
  const weights = [...parts.map((part) => decimal(part.weight)), ...(normalize ? [] : ['no_normalize'])];
  return `(${quoted}).blend(${weights.join(', ')})`;
}

function compelFragments(fragments: readonly ImageFragment[]): string {
  return fragments
    .map((fragment) => {
      if (fragment.kind !== 'text') refuse('compel', 'a break or a change over time', fragment.kind);
      const text = fragment.text.trim().replace(/[()"]/g, (sign) => `\\${sign}`);
      return fragment.weight === 1 ? text : `(${text})${decimal(fragment.weight)}`;
    })
    .join(' ');
}

/** Neither dialect reads exponents. */
function decimal(value: number): string {
  const written = String(value);
  return written.includes('e') ? value.toFixed(20).replace(/\.?0+$/, '') : written;
}

function share(value: number): string {
  const written = decimal(value);
  return written.includes('.') ? written : `${written}.0`;
}

/** A prompt as text that is equal for prompts that say the same. */
function meaning({ clauses, negative }: ImagePrompt): string {
  return JSON.stringify([clauses, negative], (key, value: unknown) => {
    if (key === 'text') return (value as string).trim();
    if (!Array.isArray(value)) return value;
    return value.filter(
      (each: Partial<{ kind: string; text: string }> | null) =>
        each?.kind !== 'text' || each.text?.trim() !== '',
    );
  });
}

function refuse(dialect: ImagePromptDialect, what: string, received: string): never {
  throw new UnsupportedError(`printImagePrompt: ${dialect} cannot say ${what}`, {
    expected: 'what it has words for',
    received,
  });
}
