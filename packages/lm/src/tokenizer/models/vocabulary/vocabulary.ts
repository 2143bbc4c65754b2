import type { VocabularyJson } from './vocabulary-json.ts';

/** Tokens of a model by spelling and by id. */
export interface Vocabulary {
  readonly size: number;
  readonly entries: ReadonlyMap<string, number>;
  idOf(token: string): number | undefined;
  tokenOf(id: number): string | undefined;
  /** Entries in the order of their ids. */
  toJSON(): VocabularyJson;
}

/** A vocabulary from its tokens; where two share an id, the later spelling stands for it. */
export function vocabulary(entries: ReadonlyMap<string, number>): Vocabulary {
  const tokens: (string | undefined)[] = [];
  for (const [token, id] of entries) tokens[id] = token;
  return Object.freeze({
    size: entries.size,
    entries,
    idOf: (token: string) => entries.get(token),
    tokenOf: (id: number) => tokens[id],
    toJSON: () => Object.fromEntries([...entries].toSorted(([, a], [, b]) => a - b)),
  });
}

/** The entries of a vocabulary that came from a file. */
export function vocabularyEntries(json: VocabularyJson): ReadonlyMap<string, number> {
  const entries = new Map<string, number>();
  // Half the time of Object.entries, where an object has hundreds of thousands of properties.
  for (const token in json) if (Object.hasOwn(json, token)) entries.set(token, json[token]!);
  return entries;
}
