/** Writes a function and its gradient as a stock ONNX file that any runtime can load. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { dim, emitOnnx, gradients, printGraph, reduceSum, silu, type Tensor, trace } from '@fm/core';

const graph = trace(
  ({ x }: { x: Tensor }) => {
    const y = silu(x);
    const [slope] = gradients(reduceSum(y), [x]) as [Tensor];
    return { y, slope };
  },
  { x: { dtype: 'f32', shape: [dim('batch'), 4] } },
);
console.log(printGraph(graph));

const { model } = emitOnnx(graph, { name: 'silu' });
const folder = join(import.meta.dirname, 'runs');
await mkdir(folder, { recursive: true });
await writeFile(join(folder, 'silu.onnx'), model);
console.log(`${model.length} bytes in ${join(folder, 'silu.onnx')}`);
