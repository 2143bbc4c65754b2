import { cases as absCases } from '../ops/abs.cases.ts';
import { cases as addCases } from '../ops/add.cases.ts';
import { cases as allCases } from '../ops/all.cases.ts';
import { cases as anyCases } from '../ops/any.cases.ts';
import { cases as argMaxCases } from '../ops/arg-max.cases.ts';
import { cases as argMinCases } from '../ops/arg-min.cases.ts';
import { cases as averagePool2dCases } from '../ops/average-pool2d.cases.ts';
import { cases as bitwiseAndCases } from '../ops/bitwise-and.cases.ts';
import { cases as broadcastToCases } from '../ops/broadcast-to.cases.ts';
import { cases as cachedAttentionCases } from '../ops/cached-attention.cases.ts';
import { cases as castCases } from '../ops/cast.cases.ts';
import { cases as causalMaskCases } from '../ops/causal-mask.cases.ts';
import { cases as ceilCases } from '../ops/ceil.cases.ts';
import { cases as clipCases } from '../ops/clip.cases.ts';
import { cases as concatCases } from '../ops/concat.cases.ts';
import { cases as convTranspose2dCases } from '../ops/conv-transpose2d.cases.ts';
import { cases as conv2dCases } from '../ops/conv2d.cases.ts';
import { cases as cosCases } from '../ops/cos.cases.ts';
import { cases as cumulativeSumCases } from '../ops/cumulative-sum.cases.ts';
import { cases as dimensionSizeCases } from '../ops/dimension-size.cases.ts';
import { cases as divideCases } from '../ops/divide.cases.ts';
import { cases as einsumCases } from '../ops/einsum.cases.ts';
import { cases as equalCases } from '../ops/equal.cases.ts';
import { cases as erfCases } from '../ops/erf.cases.ts';
import { cases as expCases } from '../ops/exp.cases.ts';
import { cases as floorCases } from '../ops/floor.cases.ts';
import { cases as fullCases } from '../ops/full.cases.ts';
import { cases as gatherCases } from '../ops/gather.cases.ts';
import { cases as gatherElementsCases } from '../ops/gather-elements.cases.ts';
import { cases as geluCases } from '../ops/gelu.cases.ts';
import { cases as greaterCases } from '../ops/greater.cases.ts';
import { cases as greaterOrEqualCases } from '../ops/greater-or-equal.cases.ts';
import { cases as hashBitsCases } from '../ops/hash-bits.cases.ts';
import { cases as iotaCases } from '../ops/iota.cases.ts';
import { cases as isFiniteCases } from '../ops/is-finite.cases.ts';
import { cases as isInfiniteCases } from '../ops/is-infinite.cases.ts';
import { cases as isNanCases } from '../ops/is-nan.cases.ts';
import { cases as layerNormCases } from '../ops/layer-norm.cases.ts';
import { cases as lessCases } from '../ops/less.cases.ts';
import { cases as lessOrEqualCases } from '../ops/less-or-equal.cases.ts';
import { cases as logCases } from '../ops/log.cases.ts';
import { cases as logSoftmaxCases } from '../ops/log-softmax.cases.ts';
import { cases as logSumExpCases } from '../ops/log-sum-exp.cases.ts';
import { cases as log1pCases } from '../ops/log1p.cases.ts';
import { cases as logicalAndCases } from '../ops/logical-and.cases.ts';
import { cases as logicalNotCases } from '../ops/logical-not.cases.ts';
import { cases as logicalOrCases } from '../ops/logical-or.cases.ts';
import { cases as lowerTriangleCases } from '../ops/lower-triangle.cases.ts';
import { cases as matmulCases } from '../ops/matmul.cases.ts';
import { cases as maxPool2dCases } from '../ops/max-pool2d.cases.ts';
import { cases as maximumCases } from '../ops/maximum.cases.ts';
import { cases as minimumCases } from '../ops/minimum.cases.ts';
import { cases as moduloCases } from '../ops/modulo.cases.ts';
import { cases as multiplyCases } from '../ops/multiply.cases.ts';
import { cases as negateCases } from '../ops/negate.cases.ts';
import { cases as normalCdfCases } from '../ops/normal-cdf.cases.ts';
import { cases as notEqualCases } from '../ops/not-equal.cases.ts';
import { cases as oneHotCases } from '../ops/one-hot.cases.ts';
import { cases as padCases } from '../ops/pad.cases.ts';
import { cases as powerCases } from '../ops/power.cases.ts';
import { cases as reciprocalCases } from '../ops/reciprocal.cases.ts';
import { cases as reduceMaxCases } from '../ops/reduce-max.cases.ts';
import { cases as reduceMeanCases } from '../ops/reduce-mean.cases.ts';
import { cases as reduceMinCases } from '../ops/reduce-min.cases.ts';
import { cases as reduceProductCases } from '../ops/reduce-product.cases.ts';
import { cases as reduceSumCases } from '../ops/reduce-sum.cases.ts';
import { cases as reduceSumSquareCases } from '../ops/reduce-sum-square.cases.ts';
import { cases as reluCases } from '../ops/relu.cases.ts';
import { cases as reluSquaredCases } from '../ops/relu-squared.cases.ts';
import { cases as reshapeCases } from '../ops/reshape.cases.ts';
import { cases as resizeCases } from '../ops/resize.cases.ts';
import { cases as rmsNormCases } from '../ops/rms-norm.cases.ts';
import { cases as rotatePairsCases } from '../ops/rotate-pairs.cases.ts';
import { cases as roundCases } from '../ops/round.cases.ts';
import { cases as rsqrtCases } from '../ops/rsqrt.cases.ts';
import { cases as scatterAddCases } from '../ops/scatter-add.cases.ts';
import { cases as scatterElementsCases } from '../ops/scatter-elements.cases.ts';
import { cases as sigmoidCases } from '../ops/sigmoid.cases.ts';
import { cases as signCases } from '../ops/sign.cases.ts';
import { cases as sinCases } from '../ops/sin.cases.ts';
import { cases as sliceCases } from '../ops/slice.cases.ts';
import { cases as softmaxCases } from '../ops/softmax.cases.ts';
import { cases as softmaxCrossEntropyCases } from '../ops/softmax-cross-entropy.cases.ts';
import { cases as softplusCases } from '../ops/softplus.cases.ts';
import { cases as splitCases } from '../ops/split.cases.ts';
import { cases as sqrtCases } from '../ops/sqrt.cases.ts';
import { cases as squareCases } from '../ops/square.cases.ts';
import { cases as stopGradientCases } from '../ops/stop-gradient.cases.ts';
import { cases as subtractCases } from '../ops/subtract.cases.ts';
import { cases as swishCases } from '../ops/swish.cases.ts';
import { cases as tanhCases } from '../ops/tanh.cases.ts';
import { cases as tileCases } from '../ops/tile.cases.ts';
import { cases as topKCases } from '../ops/top-k.cases.ts';
import { cases as transposeCases } from '../ops/transpose.cases.ts';
import { cases as varianceCases } from '../ops/variance.cases.ts';
import { cases as whereCases } from '../ops/where.cases.ts';
import type { OpCase } from './op-case.ts';

/** The conformance cases of every operator, by operator name. */
export const opCases: Readonly<Record<string, readonly OpCase[]>> = {
  abs: absCases,
  add: addCases,
  all: allCases,
  any: anyCases,
  argMax: argMaxCases,
  argMin: argMinCases,
  averagePool2d: averagePool2dCases,
  bitwiseAnd: bitwiseAndCases,
  broadcastTo: broadcastToCases,
  cachedAttention: cachedAttentionCases,
  cast: castCases,
  causalMask: causalMaskCases,
  ceil: ceilCases,
  clip: clipCases,
  concat: concatCases,
  convTranspose2d: convTranspose2dCases,
  conv2d: conv2dCases,
  cos: cosCases,
  cumulativeSum: cumulativeSumCases,
  dimensionSize: dimensionSizeCases,
  divide: divideCases,
  einsum: einsumCases,
  equal: equalCases,
  erf: erfCases,
  exp: expCases,
  floor: floorCases,
  full: fullCases,
  gather: gatherCases,
  gatherElements: gatherElementsCases,
  gelu: geluCases,
  greater: greaterCases,
  greaterOrEqual: greaterOrEqualCases,
  hashBits: hashBitsCases,
  iota: iotaCases,
  isFinite: isFiniteCases,
  isInfinite: isInfiniteCases,
  isNan: isNanCases,
  layerNorm: layerNormCases,
  less: lessCases,
  lessOrEqual: lessOrEqualCases,
  log: logCases,
  logSoftmax: logSoftmaxCases,
  logSumExp: logSumExpCases,
  log1p: log1pCases,
  logicalAnd: logicalAndCases,
  logicalNot: logicalNotCases,
  logicalOr: logicalOrCases,
  lowerTriangle: lowerTriangleCases,
  matmul: matmulCases,
  maxPool2d: maxPool2dCases,
  maximum: maximumCases,
  minimum: minimumCases,
  modulo: moduloCases,
  multiply: multiplyCases,
  negate: negateCases,
  normalCdf: normalCdfCases,
  notEqual: notEqualCases,
  oneHot: oneHotCases,
  pad: padCases,
  power: powerCases,
  reciprocal: reciprocalCases,
  reduceMax: reduceMaxCases,
  reduceMean: reduceMeanCases,
  reduceMin: reduceMinCases,
  reduceProduct: reduceProductCases,
  reduceSum: reduceSumCases,
  reduceSumSquare: reduceSumSquareCases,
  relu: reluCases,
  reluSquared: reluSquaredCases,
  reshape: reshapeCases,
  resize: resizeCases,
  rmsNorm: rmsNormCases,
  rotatePairs: rotatePairsCases,
  round: roundCases,
  rsqrt: rsqrtCases,
  scatterAdd: scatterAddCases,
  scatterElements: scatterElementsCases,
  sigmoid: sigmoidCases,
  sign: signCases,
  sin: sinCases,
  slice: sliceCases,
  softmax: softmaxCases,
  softmaxCrossEntropy: softmaxCrossEntropyCases,
  softplus: softplusCases,
  split: splitCases,
  sqrt: sqrtCases,
  square: squareCases,
  stopGradient: stopGradientCases,
  subtract: subtractCases,
  swish: swishCases,
  tanh: tanhCases,
  tile: tileCases,
  topK: topKCases,
  transpose: transposeCases,
  variance: varianceCases,
  where: whereCases,
};
