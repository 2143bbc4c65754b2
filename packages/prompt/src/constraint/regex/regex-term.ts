import { UnsupportedError } from '@fm/core';
import { type CodePoints, scalarValues } from '../grammar/code-points.ts';
import { alternatives, empty, repeat, sequence, type Term } from '../grammar/term.ts';
import type { RegexNode } from './regex-syntax.ts';

/** How a character is written: as it is, or escaped. */
export type CharacterTerm = (ranges: CodePoints) => Term;

/** The texts that a whole expression matches; `^` and `$` may stand where they say nothing new. */
export function regexTerm(node: RegexNode, character: CharacterTerm): Term {
  return sequence(...trimmed(node).map((item) => termOf(item, character)));
}

/** The texts in which an expression matches anything: where `^` or `$` is missing, more may stand there. */
export function searchTerm(node: RegexNode, character: CharacterTerm): Term {
  if (node.kind === 'alternatives')
    return alternatives(node.items.map((item) => searchTerm(item, character)));
  const items = node.kind === 'sequence' ? node.items : [node];
  const rest = repeat(character(scalarValues), 0, Number.POSITIVE_INFINITY);
  return sequence(
    items[0]?.kind === 'start' ? empty : rest,
    regexTerm(node, character),
    items.at(-1)?.kind === 'end' ? empty : rest,
  );
}

/** The fewest and the most characters that match. */
export function lengthsOf(node: RegexNode): { readonly min: number; readonly max: number } {
  switch (node.kind) {
    case 'characters':
      return { min: 1, max: 1 };
    case 'start':
    case 'end':
      return { min: 0, max: 0 };
    case 'repeat': {
      const { min, max } = lengthsOf(node.item);
      return { min: min * node.min, max: max === 0 || node.max === 0 ? 0 : max * node.max };
    }
    case 'alternatives': {
      const all = node.items.map(lengthsOf);
      return {
        min: Math.min(...all.map(({ min }) => min)),
        max: Math.max(...all.map(({ max }) => max)),
      };
    }
    case 'sequence': {
      let [min, max] = [0, 0];
      for (const each of node.items.map(lengthsOf)) {
        min += each.min;
        max += each.max;
      }
      return { min, max };
    }
  }
}

function trimmed(node: RegexNode): readonly RegexNode[] {
  if (node.kind === 'alternatives') {
    return [{ kind: 'alternatives', items: node.items.map((item) => sequenceOf(trimmed(item))) }];
  }
  let items = node.kind === 'sequence' ? node.items : [node];
  while (items[0]?.kind === 'start') items = items.slice(1);
  while (items.at(-1)?.kind === 'end') items = items.slice(0, -1);
  return items;
}

function sequenceOf(items: readonly RegexNode[]): RegexNode {
  return { kind: 'sequence', items };
}

function termOf(node: RegexNode, character: CharacterTerm): Term {
  switch (node.kind) {
    case 'characters':
      return character(node.ranges);
    case 'sequence':
      return sequence(...node.items.map((item) => termOf(item, character)));
    case 'alternatives':
      return alternatives(node.items.map((item) => termOf(item, character)));
    case 'repeat':
      return repeat(termOf(node.item, character), node.min, node.max);
    case 'start':
    case 'end':
      throw new UnsupportedError('Constraints cannot say ^ or $ inside an expression', {
        expected: '^ at the beginning and $ at the end of the whole expression, or of its alternatives',
        hint: 'Move the anchor outwards.',
      });
  }
}
