import { UnsupportedError } from '@fm/core';
import type { ImageFragment } from '../image-prompt.ts';
import type { ScheduleNode } from './schedule-tree.ts';

const emphasis = 1.1;
const lexeme = /\\[()[\]\\]|\\|\(|\[|:\s*([+-]?[.\d]+)\s*\)|\)|\]|[^\\()[\]:]+|:/g;

/**
 * Reads brackets as weights. Round and square ones close independently of each other; an opening bracket without its
 * closing one holds to the end; a closing one without its opening one is text.
 *
 * @throws {UnsupportedError} when a weight itself changes over time
 */
export function readEmphasis(nodes: readonly ScheduleNode[]): readonly ImageFragment[] {
  const found: ImageFragment[] = [];
  const open = { round: [] as number[], square: [] as number[] };
  const close = (start: number | undefined, factor: number): void => {
    for (let i = start ?? 0; i < found.length; i++) found[i] = multiplied(found[i] as ImageFragment, factor);
  };

  for (const [i, node] of nodes.entries()) {
    if (typeof node !== 'string') {
      if (open.round.length > 0) refuseChangingWeight(nodes, i);
      found.push(changing(node));
      continue;
    }
    for (const [text, weight] of node.matchAll(lexeme)) {
      if (text.startsWith('\\')) found.push(...plainText(text.slice(1)));
      else if (text === '(') open.round.push(found.length);
      else if (text === '[') open.square.push(found.length);
      else if (weight !== undefined && isNumber(weight) && open.round.length > 0)
        close(open.round.pop(), Number(weight));
      else if (text === ')' && open.round.length > 0) close(open.round.pop(), emphasis);
      else if (text === ']' && open.square.length > 0) close(open.square.pop(), 1 / emphasis);
      else found.push(...textWithBreaks(text));
    }
  }
  for (const start of open.round) close(start, emphasis);
  for (const start of open.square) close(start, 1 / emphasis);
  return merged(found);
}

/** Joins neighbours of one weight and drops empty text. */
export function merged(fragments: readonly ImageFragment[]): readonly ImageFragment[] {
  const result: ImageFragment[] = [];
  for (const fragment of fragments) {
    const last = result.at(-1);
    if (fragment.kind === 'text' && fragment.text === '') continue;
    if (fragment.kind === 'text' && last?.kind === 'text' && last.weight === fragment.weight) {
      result[result.length - 1] = { ...last, text: last.text + fragment.text };
    } else result.push(fragment);
  }
  return result;
}

/** `float('1.2.3')` fails in the original; such a weight is text here. */
function isNumber(weight: string): boolean {
  return /^[+-]?(?:\d+\.?\d*|\.\d+)$/.test(weight);
}

function changing(node: Exclude<ScheduleNode, string>): ImageFragment {
  return node.kind === 'schedule'
    ? { ...node, before: readEmphasis(node.before), after: readEmphasis(node.after) }
    : { kind: 'alternate', options: node.options.map(readEmphasis) };
}

function plainText(text: string): readonly ImageFragment[] {
  return [{ kind: 'text', text, weight: 1 }];
}

function textWithBreaks(text: string): readonly ImageFragment[] {
  const parts = text.split(/\bBREAK\b/);
  return parts.flatMap((part, i) => {
    const before = i === 0 ? part : part.trimStart();
    const trimmed = i === parts.length - 1 ? before : before.trimEnd();
    return [...(i > 0 ? [{ kind: 'break' } as const] : []), ...plainText(trimmed)];
  });
}

function multiplied(fragment: ImageFragment, factor: number): ImageFragment {
  const each = (fragments: readonly ImageFragment[]): readonly ImageFragment[] =>
    fragments.map((inner) => multiplied(inner, factor));
  switch (fragment.kind) {
    case 'text':
      return { ...fragment, weight: fragment.weight * factor };
    case 'break':
      return fragment;
    case 'schedule':
      return { ...fragment, before: each(fragment.before), after: each(fragment.after) };
    case 'alternate':
      return { ...fragment, options: fragment.options.map(each) };
  }
}

function refuseChangingWeight(nodes: readonly ScheduleNode[], i: number): void {
  const [before, after] = [nodes[i - 1], nodes[i + 1]];
  if (typeof before !== 'string' || !/:\s*[+-]?[.\d]*$/.test(before)) return;
  if (typeof after !== 'string' || !/^[.\d]*\s*\)/.test(after)) return;
  throw new UnsupportedError('parseA1111: a weight cannot change over time', {
    expected: 'a number after the colon',
    received: `…${before.slice(-20)}[…]${after.slice(0, 10)}…`,
    hint: 'Let the weighted text change: [(cat:1):(cat:1.3):0.5].',
  });
}
