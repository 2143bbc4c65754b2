/** Decodes ids one by one, as a model gives them: no part of a character is ever shown, and streams share no state. */
import { byteLevelBpeRecipe, trainTokenizer } from '@fm/lm/tokenizer';

const text = 'naïve café 👩‍🚀 日本語';
// So small a vocabulary spells most characters with several tokens.
const { result } = trainTokenizer([text], byteLevelBpeRecipe({ vocabularySize: 262 }));
const tokenizer = await result;
const { ids } = tokenizer.encode(text);

// Ids alone decode to halves of characters …
const alone = Array.from(ids, (id) => tokenizer.decode([id])).join('');
console.log(`each id by itself: ${alone}`);

// … a stream waits until a character is whole. One for each generation:
const stream = tokenizer.decodeStream();
const other = tokenizer.decodeStream();
let shown = '';
for (const [i, id] of ids.entries()) {
  const part = stream.push(id);
  other.push(ids[ids.length - 1 - i]!);
  shown += part;
  process.stdout.write(part === '' ? '·' : part);
}
shown += stream.end();
console.log();
if (shown !== text) throw new Error('the parts of a stream must make the whole text');
console.log(`${ids.length} ids, ${text.length} UTF-16 units; a dot is an id that waits for the next`);

// What is cut off in the middle of a character shows as U+FFFD when the stream ends.
const cut = tokenizer.decodeStream();
const last = ids.length - 1;
const begun = Array.from(ids.subarray(0, last), (id) => cut.push(id)).join('');
console.log(`cut off: ${begun}${cut.end()}`);
