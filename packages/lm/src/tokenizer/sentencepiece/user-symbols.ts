import { TextTrie } from '../models/trie/text-trie.ts';
import type { TokenizerModel } from '../pipeline/stage.ts';

/** A model in front of which `symbols` are cut out of each piece: the longest at each place, from the left. */
export function withUserSymbols<Model extends TokenizerModel>(
  model: Model,
  symbols: Iterable<readonly [symbol: string, id: number]>,
): Model {
  const trie = new TextTrie();
  for (const [symbol, id] of symbols) trie.insert(symbol, id);
  return Object.freeze<Model>({
    ...model,
    tokenize(text, sink) {
      let open = 0;
      const close = (end: number): void => {
        const start = open;
        if (end === start) return;
        model.tokenize(text.slice(start, end), {
          add: (id, from, to) => sink.add(id, start + from, start + to),
        });
      };
      for (let at = 0; at < text.length;) {
        const length = trie.longestMatch(text, at);
        if (length > 0) {
          close(at);
          sink.add(trie.idAt(trie.walk(TextTrie.root, text.slice(at, at + length))), at, at + length);
          open = at + length;
        }
        at += Math.max(length, 1);
      }
      close(text.length);
    },
  });
}
