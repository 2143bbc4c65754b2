import type { EmitContext, OnnxNodeOptions, TensorType } from '../../ir/index.ts';
import type { ConcreteShape } from '../../tensor/index.ts';

const domain = 'com.microsoft.nchwc';

/**
 * A convolution by ONNX Runtime's kernels for images whose channels lie in blocks next to each other, two to seven times
 * as fast as those for planes of channels. The runtime turns convolutions into these by itself where the kernels are
 * constants; here they are reordered in the program, so that training has them too.
 *
 * @returns the name of the result, or `undefined` where the blocks do not fit
 */
export function emitBlockedConv2d(
  context: EmitContext,
  [x = '', weight = '', ...bias]: readonly string[],
  conv: { readonly weight: TensorType; readonly groups: number; readonly options: OnnxNodeOptions },
): string | undefined {
  const block = context.channelBlock;
  const [outChannels = 0, inChannels = 0, ...kernel] = conv.weight.shape as ConcreteShape;
  const isWhole = (channels: number): boolean => channels > 0 && channels % (block ?? 1) === 0;
  if (block === undefined || conv.weight.dtype !== 'f32' || context.isStored(weight)) return undefined;
  if (conv.groups !== 1 || !isWhole(outChannels) || !isWhole(inChannels)) return undefined;

  const split = [outChannels / block, block, inChannels / block, block, ...kernel];
  const parts = context.node('Reshape', [weight, context.ints(split)]);
  const reordered = context.node('Transpose', [parts], {
    attributes: { perm: { ints: [0, 2, 4, 5, 3, 1] } },
  });
  const kernels = context.node('Reshape', [reordered, context.ints([outChannels, inChannels, ...kernel])]);
  const images = context.node('ReorderInput', [x], { domain });
  const result = context.node('Conv', [images, kernels, ...bias], { ...conv.options, domain });
  return context.node('ReorderOutput', [result], { domain, attributes: { channels: { int: outChannels } } });
}
