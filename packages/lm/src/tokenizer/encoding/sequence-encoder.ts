import { ArgumentError } from '@fm/core';
import type { AddedTokenFilter } from '../added-tokens/added-vocabulary.ts';
import { spansWithin } from '../added-tokens/literal-spans.ts';
import type { TextSplit } from '../added-tokens/added-token-matcher.ts';
import { compileIdEncoder } from '../fast/compile-id-encoder.ts';
import { idBuffer } from '../pipeline/id-buffer.ts';
import type { IdBuffer, IdEncoder } from '../pipeline/stage.ts';
import { SequenceBuilder, type SequenceTokens } from './sequence-tokens.ts';
import { tokenizeText, type TokenizingStages } from './tokenize-text.ts';

/** Longer working storage is given back after the text that needed it. */
const largestKept = 1 << 20;

/** Turns texts into tokens: by the shortcut where there is one, else through the stages. */
export class SequenceEncoder {
  readonly #stages: TokenizingStages;
  #shortcut: IdEncoder | undefined;
  #isCompiled = false;
  #buffer: IdBuffer | undefined;

  constructor(stages: TokenizingStages) {
    this.#stages = stages;
  }

  /** Tokens of a text; where they come from is worked out only if asked for. */
  encode(given: string, filter: AddedTokenFilter): SequenceTokens {
    const text = given.isWellFormed() ? given : given.toWellFormed();
    const shortcut = this.#shortcutFor(filter);
    if (shortcut === undefined) return tokenizeText(text, this.#stages, filter);
    const ids = this.#ids(text, filter, shortcut);
    // The shortcut does not know of ids that must not come from text.
    if (hasAny(ids, filter.forbidden)) {
      return tokenizeText(text, this.#stages, filter);
    }
    let exact: SequenceTokens | undefined;
    const details = (): SequenceTokens =>
      this.#trace(text, filter, shortcut) ?? tokenizeText(text, this.#stages, filter);
    return { ids, details: () => (exact ??= details()).details() };
  }

  /** Number of tokens of a text. */
  count(given: string, filter: AddedTokenFilter): number {
    const text = given.isWellFormed() ? given : given.toWellFormed();
    const shortcut = this.#shortcutFor(filter);
    if (shortcut === undefined || filter.forbidden.size > 0) return this.encode(text, filter).ids.length;
    let count = 0;
    try {
      for (const { start, end, id } of this.#splits(text, filter)) {
        count += id === undefined ? shortcut.count(text.slice(start, end), start === 0) : 1;
      }
    } catch (error) {
      throw this.#located(error, text, filter);
    }
    return count;
  }

  #ids(text: string, filter: AddedTokenFilter, shortcut: IdEncoder): Uint32Array {
    const buffer = (this.#buffer ??= idBuffer());
    buffer.length = 0;
    try {
      for (const { start, end, id } of this.#splits(text, filter)) {
        if (id === undefined) shortcut.encode(text.slice(start, end), buffer, start === 0);
        else {
          buffer.reserve(1);
          buffer.data[buffer.length++] = id;
        }
      }
    } catch (error) {
      throw this.#located(error, text, filter);
    }
    if (buffer.data.length > largestKept) this.#buffer = undefined;
    return buffer.data.slice(0, buffer.length);
  }

  /** The tokens with where they come from, if the shortcut can tell. */
  #trace(text: string, filter: AddedTokenFilter, shortcut: IdEncoder): SequenceTokens | undefined {
    if (shortcut.trace === undefined) return undefined;
    const builder = new SequenceBuilder(text);
    let word = 0;
    for (const { start, end, id } of this.#splits(text, filter)) {
      const part = text.slice(start, end);
      if (id === undefined) {
        const pieces = shortcut.trace(part, {
          add: (token, from, to, piece) => builder.add(token, start + from, start + to, word + piece),
        });
        if (pieces === undefined) return undefined;
        word += pieces;
      } else {
        if (part !== this.#stages.added.byId(id)?.content) builder.spellings.set(builder.length, part);
        builder.add(id, start, end, word++);
      }
    }
    return builder.finish();
  }

  /** The error that says where in the text something has no token, which only the stages know. */
  #located(error: unknown, text: string, filter: AddedTokenFilter): unknown {
    if (error instanceof ArgumentError) tokenizeText(text, this.#stages, filter);
    return error;
  }

  /** The shortcut sees text that is not normalised, in which normalised added tokens cannot be found. */
  #shortcutFor(filter: AddedTokenFilter): IdEncoder | undefined {
    const { normalizer, added } = this.#stages;
    if (normalizer !== undefined && added.normalized.canFind(filter)) return undefined;
    // Not before the first text: a tokenizer that only decodes needs none.
    if (!this.#isCompiled) this.#shortcut = compileIdEncoder(this.#stages);
    this.#isCompiled = true;
    return this.#shortcut;
  }

  *#splits(text: string, filter: AddedTokenFilter): Generator<TextSplit> {
    const { verbatim, normalized } = this.#stages.added;
    for (const split of verbatim.split(text, filter)) {
      if (split.id !== undefined) yield split;
      else {
        const part = text.slice(split.start, split.end);
        const literalSpans = spansWithin(filter.literalSpans, split.start, split.end);
        for (const { start, end, id } of normalized.split(part, filter, literalSpans)) {
          yield { start: split.start + start, end: split.start + end, id };
        }
      }
    }
  }
}

/** Ids of special tokens mostly lie above the others, and are then told apart without looking each up. */
function hasAny(ids: Uint32Array, wanted: ReadonlySet<number>): boolean {
  if (ids.length < wanted.size) return ids.some((id) => wanted.has(id));
  let lowest = Infinity;
  for (const id of wanted) lowest = Math.min(lowest, id);
  for (let i = 0; i < ids.length; i++) {
    const id = ids[i]!;
    if (id >= lowest && wanted.has(id)) return true;
  }
  return false;
}
