import type { TokenBytes } from './token-bytes.ts';

/**
 * Tokens by their bytes. Nodes are in the order of a depth-first walk, so that a subtree is a range of nodes and its
 * tokens are a range of `order`. Node 0 is the root.
 */
export interface TokenTrie {
  /** Number of nodes. */
  readonly size: number;
  /** The last byte of each node's path. */
  readonly byte: Uint8Array;
  readonly depth: Uint16Array;
  /** The node after each node's subtree. */
  readonly end: Int32Array;
  /** Where in `order` the tokens of each node begin, those of its subtree following; one more entry than nodes. */
  readonly tokensFrom: Int32Array;
  /** How many tokens end exactly at each node. */
  readonly tokenCount: Int32Array;
  /** Ids, sorted by their bytes. */
  readonly order: Int32Array;
  /** Bytes that occur below each node, 256 bits each. */
  readonly below: Uint32Array;
  /** Length of the longest token in bytes. */
  readonly longest: number;
}

/** A trie of all tokens that have bytes. */
export function tokenTrie(tokens: TokenBytes): TokenTrie {
  const sorted: { id: number; bytes: Uint8Array }[] = [];
  for (const [id, bytes] of tokens.entries()) if (bytes !== undefined) sorted.push({ id, bytes });
  sorted.sort((a, b) => compare(a.bytes, b.bytes) || a.id - b.id);

  const nodes: { byte: number; depth: number; end: number; from: number; count: number }[] = [
    { byte: 0, depth: 0, end: 0, from: 0, count: 0 },
  ];
  const path = [0];
  let longest = 0;
  for (const [index, { bytes }] of sorted.entries()) {
    longest = Math.max(longest, bytes.length);
    const shared = sharedLength(sorted[index - 1]?.bytes ?? new Uint8Array(), bytes);
    while (path.length > shared + 1) (nodes[path.pop() as number] as { end: number }).end = nodes.length;
    for (let depth = shared; depth < bytes.length; depth++) {
      path.push(nodes.length);
      nodes.push({ byte: bytes[depth] as number, depth: depth + 1, end: 0, from: index, count: 0 });
    }
    (nodes[path.at(-1) as number] as { count: number }).count++;
  }
  for (const node of path) (nodes[node] as { end: number }).end = nodes.length;

  return {
    size: nodes.length,
    byte: Uint8Array.from(nodes, ({ byte }) => byte),
    depth: Uint16Array.from(nodes, ({ depth }) => depth),
    end: Int32Array.from(nodes, ({ end }) => end),
    tokensFrom: Int32Array.from([...nodes.map(({ from }) => from), sorted.length]),
    tokenCount: Int32Array.from(nodes, ({ count }) => count),
    order: Int32Array.from(sorted, ({ id }) => id),
    below: bytesBelow(nodes),
    longest,
  };
}

function bytesBelow(nodes: readonly { byte: number; end: number }[]): Uint32Array {
  const below = new Uint32Array(nodes.length * 8);
  for (let node = nodes.length - 1; node >= 0; node--) {
    const { end } = nodes[node] as { end: number };
    for (let child = node + 1; child < end; child = (nodes[child] as { end: number }).end) {
      const { byte } = nodes[child] as { byte: number };
      for (let word = 0; word < 8; word++) {
        below[node * 8 + word] = (below[node * 8 + word] as number) | (below[child * 8 + word] as number);
      }
      const word = node * 8 + (byte >> 5);
      below[word] = (below[word] as number) | (1 << (byte & 31));
    }
  }
  return below;
}

function sharedLength(a: Uint8Array, b: Uint8Array): number {
  let length = 0;
  while (length < a.length && length < b.length && a[length] === b[length]) length++;
  return length;
}

function compare(a: Uint8Array, b: Uint8Array): number {
  const shared = sharedLength(a, b);
  return (a[shared] ?? -1) - (b[shared] ?? -1);
}
