import { byteAlphabet } from '../../byte/byte-tokenizer-json.ts';
import { countWord, type WordCounter } from './word-counter.ts';

/**
 * How GPT-2 cuts text.
 *
 * @see https://github.com/openai/gpt-2/blob/master/src/encoder.py
 */
const gpt2Words =
  /'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\p{White_Space}\p{L}\p{N}]+|\p{White_Space}+(?!\P{White_Space})|\p{White_Space}+/gu;

/**
 * A counter that spells each different word with byte characters once, instead of every text; `undefined` where the
 * pre-tokenizer is not byte-level with the pattern of GPT-2.
 *
 * @param preTokenizer - as `tokenizer.json` describes it
 */
export function byteLevelCounter(preTokenizer: object | undefined): WordCounter | undefined {
  if (!isByteLevel(preTokenizer) || preTokenizer.use_regex === false) return undefined;
  const addPrefixSpace = preTokenizer.add_prefix_space !== false;
  const counts = new Map<string, number>();
  return {
    add(text) {
      const cut = addPrefixSpace && text !== '' && !text.startsWith(' ') ? ` ${text}` : text;
      const wellFormed = cut.isWellFormed() ? cut : cut.toWellFormed();
      gpt2Words.lastIndex = 0;
      for (let match = gpt2Words.exec(wellFormed); match !== null; match = gpt2Words.exec(wellFormed))
        countWord(counts, match[0]);
    },
    finish() {
      const spelled = new Map<string, number>();
      for (const [word, count] of counts) spelled.set(spellBytes(word), count);
      return spelled;
    },
  };
}

const alphabet = byteAlphabet();
const utf8 = new TextEncoder();

/** A text with one character for each byte of its UTF-8. */
export function spellBytes(text: string): string {
  let spelled = '';
  for (const byte of utf8.encode(text)) spelled += alphabet[byte];
  return spelled;
}

interface ByteLevelSettings {
  readonly use_regex?: boolean;
  readonly add_prefix_space?: boolean;
}

function isByteLevel(json: object | undefined): json is ByteLevelSettings {
  return json !== undefined && 'type' in json && json.type === 'ByteLevel';
}
