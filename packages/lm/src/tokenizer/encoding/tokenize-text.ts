import { ArgumentError } from '@fm/core';
import type { AddedTokenFilter, AddedVocabulary } from '../added-tokens/added-vocabulary.ts';
import { normalizedSpans } from '../added-tokens/literal-spans.ts';
import { AlignedText } from '../pipeline/aligned-text.ts';
import type { Normalizer, PreTokenizer, TokenizerModel } from '../pipeline/stage.ts';
import { tokenizeWithout } from './spell-out.ts';
import { SequenceBuilder, type SequenceTokens } from './sequence-tokens.ts';

/** The stages that turn a text into tokens. */
export interface TokenizingStages {
  readonly normalizer: Normalizer | undefined;
  readonly preTokenizer: PreTokenizer | undefined;
  readonly model: TokenizerModel;
  readonly added: AddedVocabulary;
}

/** A piece of a text on its way through the stages; `id` where it already is an added token. */
interface Piece {
  readonly text: AlignedText;
  readonly id: number | undefined;
}

/** Sends a text through all stages, and keeps track of where each token comes from. */
export function tokenizeText(
  text: string,
  stages: TokenizingStages,
  filter: AddedTokenFilter,
): SequenceTokens {
  const aligned = AlignedText.of(text);
  const builder = new SequenceBuilder(aligned.text);
  const { model } = stages;
  const { forbidden } = filter;
  let word = 0;
  let piece = aligned;
  const sink = {
    add(id: number, start: number, end: number): void {
      // Unigram spells unknown characters as the text has them.
      if (id === model.unknownId) builder.spellings.set(builder.length, piece.text.slice(start, end));
      builder.add(id, piece.startOf(start), piece.endOf(end), word);
    },
  };
  for (const each of pieces(aligned, stages, filter)) {
    piece = each.text;
    if (each.id === undefined) {
      try {
        if (forbidden.size === 0) model.tokenize(piece.text, sink);
        else tokenizeWithout(forbidden, model, piece.text, sink);
      } catch (error) {
        throw error instanceof ArgumentError ? untokenizable(piece, error) : error;
      }
    } else {
      if (piece.text !== stages.added.byId(each.id)?.content)
        builder.spellings.set(builder.length, piece.text);
      builder.add(each.id, piece.startOf(0), piece.endOf(piece.length), word);
    }
    word++;
  }
  return builder.finish();
}

function* pieces(
  text: AlignedText,
  { normalizer, preTokenizer, added }: TokenizingStages,
  filter: AddedTokenFilter,
): Generator<Piece> {
  for (const { start, end, id } of added.verbatim.split(text.text, filter)) {
    const verbatim = text.slice(start, end);
    if (id !== undefined) {
      yield { text: verbatim, id };
      continue;
    }
    const normalized = normalizer === undefined ? verbatim : normalizer.normalize(verbatim);
    const literalSpans = normalizedSpans(filter.literalSpans, normalized);
    for (const split of added.normalized.split(normalized.text, filter, literalSpans)) {
      const part = normalized.slice(split.start, split.end);
      if (split.id !== undefined || preTokenizer === undefined) yield { text: part, id: split.id };
      else for (const cut of preTokenizer.split(part)) if (cut.length > 0) yield { text: cut, id: undefined };
    }
  }
}

function untokenizable(piece: AlignedText, cause: ArgumentError): ArgumentError {
  const point = piece.text.codePointAt(0) ?? 0;
  const isCharacter = String.fromCodePoint(point) === piece.text;
  const code = isCharacter ? ` (U+${point.toString(16).toUpperCase().padStart(4, '0')})` : '';
  return new ArgumentError('A piece of the text has no token', {
    expected: cause.expected,
    received: `${JSON.stringify(piece.text.slice(0, 80))}${code} at ${piece.originalStart}`,
    hint: cause.hint,
    cause,
  });
}
