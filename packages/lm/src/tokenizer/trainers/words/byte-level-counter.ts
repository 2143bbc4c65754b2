import { byteAlphabet } from '../../byte/byte-alphabet.ts';
import type { PreTokenizer } from '../../pipeline/stage.ts';
import { byteLevelPreTokenizerSchema, gpt2Pattern } from '../../pre-tokenizers/byte-level.ts';
import { preTokenizerSequence, type PreTokenizerSequence } from '../../pre-tokenizers/sequence.ts';
import { compilePattern } from '../../text/pattern/compile-pattern.ts';
import { countWord } from './count-word.ts';
import { stageCounter } from './stage-counter.ts';
import type { WordCounter, WordStages } from './word-counter.ts';
import type { WordCounts } from './word-counts.ts';

/**
 * A counter for texts that are cut as GPT-2 does, which makes no object for each word; `undefined` where the stages do
 * something else.
 */
export function byteLevelCounter({ normalizer, preTokenizer }: WordStages): WordCounter | undefined {
  const settings = byteLevelSettings(preTokenizer);
  if (normalizer !== undefined || settings?.use_regex !== true) return undefined;
  const words = compilePattern(gpt2Pattern);
  const counts = new Map<string, number>();
  return {
    add(text) {
      const prefix = settings.add_prefix_space && text !== '' && !text.startsWith(' ') ? ' ' : '';
      const whole = prefix + text.toWellFormed();
      words.lastIndex = 0;
      for (let match = words.exec(whole); match !== null; match = words.exec(whole))
        countWord(counts, match[0]);
    },
    finish: () => spelledBytes(counts),
  };
}

/**
 * A counter that spells each different word with byte characters once, where the last stage does that to every text;
 * `undefined` where it does something else.
 */
export function byteSpellingCounter({ normalizer, preTokenizer }: WordStages): WordCounter | undefined {
  if (!isSequence(preTokenizer)) return undefined;
  const settings = byteLevelSettings(preTokenizer.parts.at(-1));
  if (settings === undefined || settings.use_regex || settings.add_prefix_space) return undefined;
  const { add, finish } = stageCounter({
    normalizer,
    preTokenizer: preTokenizerSequence(preTokenizer.parts.slice(0, -1)),
  });
  return { add, finish: () => spelledBytes(finish()) };
}

function byteLevelSettings(
  stage: PreTokenizer | undefined,
): { readonly use_regex: boolean; readonly add_prefix_space: boolean } | undefined {
  if (stage === undefined || !('json' in stage)) return undefined;
  return byteLevelPreTokenizerSchema.safeParse(stage.json).data;
}

function isSequence(stage: PreTokenizer | undefined): stage is PreTokenizerSequence {
  return stage !== undefined && 'parts' in stage;
}

function spelledBytes(counts: WordCounts): WordCounts {
  return new Map([...counts].map(([word, count]) => [spellBytes(word), count]));
}

const alphabet = byteAlphabet();
const utf8 = new TextEncoder();

/** A text with one character for each byte of its UTF-8. */
function spellBytes(text: string): string {
  let spelled = '';
  for (const byte of utf8.encode(text)) spelled += alphabet[byte];
  return spelled;
}
