import { describe, expect, it } from 'vitest';
import { referenceBackend } from '../backend/index.ts';
import { compile } from '../compile/index.ts';
import { GraphError, ShapeError } from '../errors/index.ts';
import { input, type Tensor } from '../ir/index.ts';
import { add, exp, multiply, reduceSum, round, sin, stopGradient, tanh } from '../ops/index.ts';
import { hostTensor, toNumbers } from '../tensor/index.ts';
import { checkGradients } from '../testing/index.ts';
import { trace } from '../trace/index.ts';
import { checkpoint } from './checkpoint.ts';
import { customVjp } from './custom-vjp.ts';
import { gradients } from './gradients.ts';
import { vjp } from './vjp.ts';

const backend = referenceBackend();

async function gradientAt(fn: (x: Tensor) => Tensor, at: readonly number[]): Promise<number[]> {
  const run = compile(({ x }) => ({ g: gradients(reduceSum(fn(x as Tensor)), [x as Tensor])[0] as Tensor }), {
    backend,
  });
  const { g } = await run({ x: hostTensor('f64', at) });
  return [...toNumbers(await g.read())];
}

describe('vjp', () => {
  it('adds up the paths that lead to a tensor', async () => {
    expect(await gradientAt((x) => multiply(multiply(x, x), x), [2, -3])).toEqual([12, 27]);
  });

  it('differentiates its own result', async () => {
    const second = (x: Tensor): Tensor => gradients(reduceSum(exp(x)), [x])[0] as Tensor;
    expect((await gradientAt(second, [1]))[0]).toBeCloseTo(Math.E, 12);
  });

  it('lets nothing through stopGradient', async () => {
    expect(await gradientAt((x) => multiply(x, stopGradient(x)), [5])).toEqual([5]);
  });

  it('is undefined where no path leads', () => {
    const x = input('f32', [2]);
    const y = input('f32', [2]);
    expect(vjp([x], [x], [y])).toEqual([undefined]);
  });

  it('refuses a cotangent of another shape and a loss that is no scalar', () => {
    const x = input('f32', [2]);
    expect(() => vjp([x], [input('f32', [3])], [x])).toThrow(ShapeError);
    expect(() => gradients(x, [x])).toThrow(/only a scalar/);
    expect(() => gradients(input('i64', []), [x])).toThrow(/only floating-point/);
    expect(() => gradients(reduceSum(x), [input('i64', [2])])).toThrow(/i64\[2\]/);
  });
});

describe('checkpoint', () => {
  const block = (x: Tensor): Tensor => multiply(tanh(multiply(x, x)), sin(x));

  it('gives the same gradient', () => {
    checkGradients((x) => checkpoint(block)(x as Tensor), [hostTensor('f32', [0.3, -0.7, 1.1])]);
  });

  it('computes the inner values again instead of keeping them', () => {
    const count = (fn: (x: Tensor) => Tensor): number =>
      trace(({ x }) => ({ g: gradients(reduceSum(fn(x as Tensor)), [x as Tensor])[0] as Tensor }), {
        x: { dtype: 'f32', shape: [3] },
      }).nodes.filter((node) => node.op.name === 'tanh').length;
    expect(count(block)).toBe(1);
    expect(count(checkpoint(block))).toBe(1);
    expect(count((x) => multiply(checkpoint(block)(x), x))).toBe(2);
  });
});

describe('customVjp', () => {
  const straightThrough = customVjp(
    (x) => [round(x as Tensor)],
    ({ cotangents: [cotangent] }) => [cotangent],
  );

  it('replaces the chain rule', async () => {
    const fn = (x: Tensor): Tensor => multiply(straightThrough(multiply(x, 3))[0], 2);
    expect(await gradientAt(fn, [0.4, 1.9])).toEqual([6, 6]);
  });

  it('sees the inputs and outputs of the function, recomputed inside a checkpoint', () => {
    const cube = customVjp(
      (x) => [multiply(multiply(x as Tensor, x as Tensor), tanh(x as Tensor))],
      ({ inputs: [x], cotangents: [cotangent] }) => {
        const t = tanh(x as Tensor);
        const slope = add(
          multiply(multiply(x as Tensor, t), 2),
          multiply(multiply(x as Tensor, x as Tensor), add(1, multiply(multiply(t, t), -1))),
        );
        return [multiply(cotangent as Tensor, slope)];
      },
    );
    const at = [hostTensor('f32', [0.3, -0.7, 1.1])];
    checkGradients((x) => cube(sin(x as Tensor))[0], at);
    checkGradients((x) => exp(checkpoint((y) => cube(sin(y as Tensor))[0])(x as Tensor)), at);
  });

  it('asks the rule where a result is an argument or the same as another', async () => {
    const reverse = customVjp(
      (x) => [x as Tensor],
      ({ cotangents: [cotangent] }) => [multiply(cotangent as Tensor, -1)],
    );
    expect(await gradientAt((x) => multiply(reverse(x)[0] as Tensor, multiply(x, 3)), [2])).toEqual([0]);
    const twice = customVjp(
      (x) => {
        const y = multiply(x as Tensor, 2);
        return [y, y];
      },
      ({ cotangents: [a, b] }) => [multiply(add(a as Tensor, b as Tensor), 2)],
    );
    const both = (x: Tensor): Tensor => {
      const [a, b] = twice(x) as [Tensor, Tensor];
      return add(a, multiply(b, 3));
    };
    expect(await gradientAt(both, [5])).toEqual([8]);
  });

  it('keeps its rule for second derivatives through a checkpoint', async () => {
    const cube = (x: Tensor): Tensor => {
      const [y] = straightThrough(x) as [Tensor];
      return multiply(y, multiply(y, y));
    };
    const slope = (fn: (x: Tensor) => Tensor) => (x: Tensor) => gradients(reduceSum(fn(x)), [x])[0] as Tensor;
    expect(await gradientAt(slope(cube), [2.2])).toEqual([12]);
    expect(await gradientAt(slope(checkpoint(cube)), [2.2])).toEqual([12]);
  });

  it('refuses a hidden argument that needs a gradient', () => {
    const x = input('f32', [2]);
    const hidden = customVjp(
      (y) => [multiply(y as Tensor, x)],
      ({ cotangents }) => cotangents,
    );
    expect(() => gradients(reduceSum(hidden(input('f32', [2]))[0] as Tensor), [x])).toThrow(GraphError);
  });
});
