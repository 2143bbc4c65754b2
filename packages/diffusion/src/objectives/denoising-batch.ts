import {
  ArgumentError,
  bernoulli,
  type Dim,
  equalShapes,
  foldIn,
  formatShape,
  formatType,
  full,
  ShapeError,
  type Tensor,
  type TracedBatch,
  where,
} from '@fm/core';
import type { DenoisingNetwork } from '../models/denoising-network.ts';

/** Tensors of a batch of training data for denoisers. */
export type DenoisingBatchName = 'samples' | 'classLabels';

/** The checked tensors of a batch. */
export interface DenoisingBatch {
  readonly samples: Tensor;
  readonly batch: Dim;
  /** Labels as the network is to see them: some replaced by "no class". */
  readonly classLabels: Tensor | undefined;
}

/** How labels are left out. */
export interface ClassDropout {
  readonly rate: number;
  /** `undefined` keeps all labels. */
  readonly key: Tensor | undefined;
}

/** Checks a batch against a network and leaves out some of its labels. */
export function denoisingBatch(
  network: DenoisingNetwork,
  { samples, classLabels }: Partial<TracedBatch<DenoisingBatchName>>,
  dropout: ClassDropout,
): DenoisingBatch {
  if (samples === undefined) {
    throw new ArgumentError('The batch lacks its samples', {
      expected: 'samples f32[batch, ...], and classLabels i64[batch] where classes are known',
    });
  }
  if (samples.dtype !== 'f32' || !equalShapes(samples.shape.slice(1), network.sampleShape)) {
    throw new ShapeError('The samples do not fit the network', {
      expected: `f32[batch, ${network.sampleShape.join(', ')}]`,
      received: formatType(samples),
      hint: 'Resize the images, or set sample_size and in_channels.',
    });
  }
  const batch = samples.shape[0] as Dim;
  return { samples, batch, classLabels: labelsFor(network, { batch, classLabels }, dropout) };
}

function labelsFor(
  { classEmbeddings }: DenoisingNetwork,
  { batch, classLabels }: { readonly batch: Dim; readonly classLabels: Tensor | undefined },
  { rate, key }: ClassDropout,
): Tensor | undefined {
  if (classEmbeddings === undefined) {
    if (classLabels === undefined) return undefined;
    throw new ArgumentError('The batch has class labels, but the network knows no classes', {
      hint: 'Give the network class embeddings, or leave the labels out.',
    });
  }
  const none = classEmbeddings - 1; // the last row of the table
  if (classLabels === undefined) return full([batch], none, 'i64');
  if (!equalShapes(classLabels.shape, [batch])) {
    throw new ShapeError('There is not one class label for each sample', {
      expected: `i64${formatShape([batch])}`,
      received: formatType(classLabels),
    });
  }
  if (key === undefined || rate === 0) return classLabels;
  return where(bernoulli(foldIn(key, 0), rate, [batch]), full([batch], none, classLabels.dtype), classLabels);
}
