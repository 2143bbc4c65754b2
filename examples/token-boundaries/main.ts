/** Shows where every token comes from: offsets point into the text as it was given, whatever normalization did to it. */
import {
  bertWordPieceRecipe,
  byteLevelBpeRecipe,
  type TextTokenizer,
  trainTokenizer,
} from '@fm/lm/tokenizer';

const corpus = ['the café serves ﬁne tea to the cats', 'the cat ate the fine cake in the cafe'];
const text = 'The CAFÉ’s cats 🐈';

const wordPiece = await trainTokenizer(corpus, bertWordPieceRecipe({ vocabularySize: 60 })).result;
const byteLevel = await trainTokenizer(corpus, byteLevelBpeRecipe({ vocabularySize: 280 })).result;

console.log('WordPiece without case and accents');
show(wordPiece);
console.log('byte-level BPE');
show(byteLevel);

// Editors count UTF-16 units, as JavaScript does; files have bytes, and Python counts code points.
for (const unit of ['utf16', 'byte', 'codePoint'] as const) {
  const { offsets } = byteLevel.encode(text, { unit });
  console.log(`${unit.padEnd(9)} the text ends at ${offsets.at(-1)}`);
}

// From the text to tokens: what a click on a character selects.
const encoding = wordPiece.encode(text);
const token = encoding.charToToken(text.indexOf('É'));
if (token === undefined) throw new Error('every letter has a token');
const word = encoding.tokenToWord(token)!;
const [start, end] = encoding.wordToChars(word)!;
console.log(`É is in token ${token} (${encoding.tokens[token]}), in the word ${text.slice(start, end)}`);
if (text.slice(start, end) !== 'CAFÉ') throw new Error('offsets must point at the word as it was written');

function show(tokenizer: TextTokenizer): void {
  const { tokens, offsets, specialTokensMask } = tokenizer.encode(text);
  for (const [i, spelled] of tokens.entries()) {
    const [from, to] = [offsets[2 * i]!, offsets[2 * i + 1]!];
    const source = specialTokensMask[i] === 1 ? '(added)' : text.slice(from, to);
    console.log(`  ${spelled.padEnd(8)} ${String(from).padStart(2)}–${String(to).padEnd(2)} ${source}`);
  }
}
