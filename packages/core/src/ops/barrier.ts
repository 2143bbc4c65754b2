import { apply, type Attributes, type OpDef, type Tensor } from '../ir/index.ts';
import { hostTensor } from '../tensor/index.ts';

/**
 * `x`, but not before `after` has been computed. The emitted graph makes the new shape of a Reshape depend on `after` by
 * a zero that no optimiser can fold, which costs neither a copy nor arithmetic on `x`.
 */
export const barrierOp: OpDef<Attributes> = {
  name: 'barrier',
  infer: ([x]) => [{ dtype: x.dtype, shape: x.shape }],
  vjp: ({ cotangent }) => [cotangent, undefined],
  emit(context, [x, after], { inputs }) {
    const first = context.node('Reshape', [after, context.ints([-1])]);
    const one = context.node('Slice', [first, context.ints([0]), context.ints([1])]);
    const no = context.constant(hostTensor('bool', [0]));
    const none = context.cast(context.node('And', [context.cast(one, 'bool'), no]), 'i64');
    // `after` may be empty, and then so is this; its sum is 0 all the same.
    const zero = context.node('ReduceSum', [none, context.ints([0])]);
    return [context.node('Reshape', [x, context.node('Add', [context.shape(inputs[0].shape), zero])])];
  },
  evaluate: ({ inputs: [x] }) => [x.data],
};

/** `x`, computed no earlier than `after`; makes recomputation wait until it is needed. */
export function barrier(x: Tensor, after: Tensor): Tensor {
  return apply(barrierOp, [x, after], {});
}
