import { collectNodes, input, type Node, type Tensor } from '../ir/index.ts';

/** Runs `fn` and tells which nodes it made between its inputs and its outputs, oldest first. */
export function recordNodes(
  fn: (...inputs: Tensor[]) => readonly Tensor[],
  inputs: readonly Tensor[],
): { readonly outputs: readonly Tensor[]; readonly nodes: readonly Node[] } {
  const before = input('f32', []).id;
  const outputs = fn(...inputs);
  const nodes = collectNodes(outputs, new Set(inputs)).filter((node) => node.outputs[0].id > before);
  return { outputs, nodes };
}
