import type { AlignedText, AlignedTextEditor } from '../pipeline/aligned-text.ts';
import { decodeRanges, toClassSource } from './code-point-ranges.ts';
import { combiningMarks } from './frozen-unicode.ts';

/** A normalization form of Unicode. */
export type UnicodeForm = 'NFC' | 'NFD' | 'NFKC' | 'NFKD';

/**
 * The text in a normalization form of Unicode 9, aligned as the reference aligns it: a composed character stands
 * for the first character of its parts, parts for the character they were decomposed from.
 *
 * What later versions of Unicode decompose, compose or reorder stays as it is.
 *
 * @see Unicode Standard Annex #15
 */
export function toUnicodeForm(text: AlignedText, form: UnicodeForm): AlignedText {
  if (text.text.normalize(form) === text.text) return text;
  const editor = text.edit();
  const later = laterThanUnicode9();
  const partForm = form.startsWith('NFK') ? 'NFKD' : 'NFD';
  const parts: Part[] = [];
  for (const character of text.text) {
    // Flushing wherever nothing can combine keeps the lists short.
    const isLater = later.test(character);
    const decomposed = isLater || character <= '\x7f' ? character : character.normalize(partForm);
    if (isLater) flush(editor, parts, form);
    let added = 0;
    for (const part of decomposed) {
      if (!joinsPrevious.test(part)) flush(editor, parts, form);
      parts.push({ text: part, added });
      added = 1;
    }
    if (isLater) flush(editor, parts, form);
  }
  flush(editor, parts, form);
  return editor.finish();
}

/** A character of the full decomposition. */
interface Part {
  readonly text: string;
  /** 0 where it is the first of what one source character gave, else 1: it takes no character of the source. */
  readonly added: number;
}

/** Characters that may be reordered, or composed with what stands before: marks, Hangul vowels and finals. */
const joinsPrevious = /^[\p{M}\u1160-\u11ff]/u;

/** Sorts and, for the composed forms, composes the parts since the last starter, and empties the list. */
function flush(editor: AlignedTextEditor, parts: Part[], form: UnicodeForm): void {
  if (parts.length === 0) return;
  if (parts.length === 1) emit(editor, parts[0]!.text, parts[0]!.added);
  else {
    const sorted = sort(parts);
    if (form === 'NFD' || form === 'NFKD') for (const { text, added } of sorted) emit(editor, text, added);
    else compose(editor, sorted);
  }
  parts.length = 0;
}

/** The canonical order. Sorting is stable, so that the nth of equal characters stays the nth of them. */
function sort(parts: readonly Part[]): readonly Part[] {
  const text = parts.map((part) => part.text).join('');
  const ordered = text.normalize('NFD');
  if (ordered === text) return parts;
  const taken = new PartQueue(parts);
  return Array.from(ordered, (character) => taken.take(character));
}

/** Finds for each composed character the parts it was made of, and what they changed together. */
function compose(editor: AlignedTextEditor, parts: readonly Part[]): void {
  const composed = parts
    .map((part) => part.text)
    .join('')
    .normalize('NFC');
  const taken = new PartQueue(parts);
  for (const character of composed) {
    let change = 1;
    for (const part of character.normalize('NFD')) change += taken.take(part).added - 1;
    emit(editor, character, change);
  }
}

/** Parts by their character, first in first out. */
class PartQueue {
  readonly #queues = new Map<string, { parts: Part[]; next: number }>();

  constructor(parts: readonly Part[]) {
    for (const part of parts) {
      const queue = this.#queues.get(part.text);
      if (queue === undefined) this.#queues.set(part.text, { parts: [part], next: 0 });
      else queue.parts.push(part);
    }
  }

  take(text: string): Part {
    const queue = this.#queues.get(text)!;
    return queue.parts[queue.next++]!;
  }
}

/** Adds a character that takes `1 - change` characters of the source; with change 1 it takes none. */
function emit(editor: AlignedTextEditor, character: string, change: number): void {
  if (change > 0) return editor.add(character);
  editor.rewrite(character);
  editor.skipCharacters(-change);
}

let later: RegExp | undefined;

/** Marks of later versions, what they decompose, and the first parts of what they compose. */
function laterThanUnicode9(): RegExp {
  later ??= new RegExp(
    `^(?:(?![${toClassSource(decodeRanges(combiningMarks))}])\\p{M}|[` +
      '\u32ff\ua7f1-\ua7f4\uab69\u{10781}-\u{107ba}\u{1ccd6}-\u{1ccf9}\u{1e030}-\u{1e06d}\u{1f16c}' +
      '\u{1fbf0}-\u{1fbf9}\u{105c9}\u{105d2}\u{105da}\u{105e4}\u{11382}-\u{11391}\u{113b8}-\u{113c9}' +
      '\u{11930}\u{11935}\u{11938}\u{1611e}-\u{16129}\u{16d63}-\u{16d6a}])',
    'u',
  );
  return later;
}
