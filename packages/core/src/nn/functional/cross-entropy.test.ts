import { expect, it } from 'vitest';
import { gradients } from '../../autodiff/index.ts';
import { referenceBackend } from '../../backend/index.ts';
import { compile } from '../../compile/index.ts';
import type { Tensor } from '../../ir/index.ts';
import { full } from '../../ops/index.ts';
import { hostTensor, toNumbers } from '../../tensor/index.ts';
import { crossEntropy } from './cross-entropy.ts';

const backend = referenceBackend();

it('counts more rows than sixteen bits can', async () => {
  const rows = 70_000;
  const run = compile(
    ({ labels }: { labels: Tensor }) => ({ ...crossEntropy(full([rows, 2], 0, 'f16'), labels) }),
    { backend },
  );
  const { mean, weight } = await run({ labels: hostTensor('i32', new Int32Array(rows)) });
  expect([...toNumbers(await weight.read())]).toEqual([rows]);
  expect(toNumbers(await mean.read())[0]).toBeCloseTo(Math.LN2, 3);
});

it('takes nothing from rows that do not count, whatever their logits', async () => {
  const run = compile(
    ({ logits, labels }: { logits: Tensor; labels: Tensor }) => {
      const { mean } = crossEntropy(logits, labels);
      return { mean, gradient: gradients(mean, [logits])[0] as Tensor };
    },
    { backend },
  );
  const { mean, gradient } = await run({
    logits: hostTensor('f32', [Number.NEGATIVE_INFINITY, 0, 0, 0], [2, 2]),
    labels: hostTensor('i64', [-100, 1]),
  });
  expect(toNumbers(await mean.read())[0]).toBeCloseTo(Math.LN2, 6);
  expect([...toNumbers(await gradient.read())]).toEqual([0, 0, 0.5, -0.5]);
});
