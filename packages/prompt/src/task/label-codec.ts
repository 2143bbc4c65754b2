import { ArgumentError, FormatError } from '@fm/core';
import type { TextCodec } from './text-codec.ts';

/** Labels: a list, each written as it is called, or the words for each, the first being the one that is written. */
export type Labels = readonly string[] | Readonly<Record<string, readonly [string, ...string[]]>>;

/** The names of labels. */
export type LabelOf<Given extends Labels> = Given extends readonly (infer Label extends string)[]
  ? Label
  : keyof Given & string;

/** A codec of labels, which knows the words for each. */
export interface LabelCodec<Label extends string> extends TextCodec<Label> {
  /** In the order they were given. */
  readonly labels: readonly Label[];
  /** The words for each label, the one that is written first. */
  readonly verbalizers: Readonly<Record<Label, readonly string[]>>;
}

/**
 * A codec of labels. Reading is lenient about what models add: case, quotes, a full stop, and text after the label, as in
 * `**Positive**, because …`; of labels that begin alike, the longest counts.
 *
 * @throws {ArgumentError} when there is no label, or two labels share a word
 * @throws {FormatError} from `decode`, when the text begins with no label
 * @example
 * ```ts
 * import { labelCodec } from '@fm/prompt';
 *
 * const sentiment = labelCodec({ positive: ['great', 'good'], negative: ['terrible'] });
 * sentiment.encode('positive'); // => 'great'
 * sentiment.decode(' "Good".'); // => 'positive'
 * ```
 */
export function labelCodec<const Given extends Labels>(given: Given): LabelCodec<LabelOf<Given>> {
  type Label = LabelOf<Given>;
  const entries: readonly (readonly [Label, readonly string[]])[] = Array.isArray(given)
    ? (given as readonly Label[]).map((label) => [label, Object.freeze([label])] as const)
    : (Object.entries(given) as [Label, readonly string[]][]).map(([label, words]) => [
        label,
        Object.freeze([...words]),
      ]);
  const byWord = labelsByWord(entries);
  // The longest word that fits is the one that is meant.
  const words = [...byWord.keys()].sort((a, b) => b.length - a.length);
  const verbalizers = Object.freeze(Object.fromEntries(entries)) as LabelCodec<Label>['verbalizers'];
  return Object.freeze({
    labels: Object.freeze(entries.map(([label]) => label)),
    verbalizers,
    encode(label: Label): string {
      const word = Object.hasOwn(verbalizers, label) ? verbalizers[label][0] : undefined;
      if (word !== undefined) return word;
      throw new ArgumentError('There is no such label', {
        expected: entries.map(([name]) => name).join(', '),
        received: label,
      });
    },
    decode(text: string): Label {
      const said = fold(text);
      const word = words.find((each) => said.startsWith(each) && endsWord(said, each.length));
      if (word !== undefined) return byWord.get(word) as Label;
      throw new FormatError('The text begins with no label', {
        expected: entries.flatMap(([, each]) => each).join(', '),
        received: JSON.stringify(text),
      });
    },
  });
}

function labelsByWord<Label extends string>(
  entries: readonly (readonly [Label, readonly string[]])[],
): ReadonlyMap<string, Label> {
  const byWord = new Map<string, Label>();
  for (const [label, words] of entries) {
    if (words.length === 0) throw new ArgumentError(`The label ${label} has no word`);
    for (const word of words) {
      const other = byWord.get(fold(word));
      if (fold(word) === '' || other !== undefined) {
        throw new ArgumentError('Labels cannot be told apart', {
          expected: 'words that differ in more than case and punctuation',
          received: `${JSON.stringify(word)} for ${label}${other === undefined ? '' : ` and for ${other}`}`,
        });
      }
      byWord.set(fold(word), label);
    }
  }
  if (byWord.size > 0) return byWord;
  throw new ArgumentError('A task with labels needs at least one');
}

/** Lower case, without white space and punctuation before the first letter, digit, sign or symbol. */
function fold(text: string): string {
  return text
    .trim()
    .toLowerCase()
    .replace(/^["'`*_.:([{\s]+/u, '')
    .replace(/["'`*_.:)\]}\s]+$/u, '');
}

function endsWord(text: string, at: number): boolean {
  const rest = text.slice(at);
  return !/^[\p{L}\p{M}\p{N}_-]/u.test(rest) || /^[_-]+(?:\s|$)/u.test(rest);
}
