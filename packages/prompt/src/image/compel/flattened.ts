import type { WeightedText } from '../image-prompt.ts';
import type { CompelNode } from './compel-reader.ts';

/** Multiplies weights along the tree and joins neighbours of one weight with a space. */
export function flattened(nodes: readonly CompelNode[]): readonly WeightedText[] {
  const found: WeightedText[] = [];
  const visit = (inner: readonly CompelNode[], scale: number): void => {
    for (const node of inner) {
      if (typeof node !== 'string') {
        visit(node.children, scale * node.weight);
        continue;
      }
      const text = node.replace(/\\([()"])/g, '$1');
      const last = found.at(-1);
      if (last?.weight === scale) found[found.length - 1] = { ...last, text: `${last.text} ${text}` };
      else found.push({ kind: 'text', text, weight: scale });
    }
  };
  visit(nodes, 1);
  return found;
}
