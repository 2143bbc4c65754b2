export { constant } from './constant.ts';
export { cosine } from './cosine.ts';
export { inverseSqrt, type InverseSqrtOptions } from './inverse-sqrt.ts';
export {
  type DecayOptions,
  type LearningRate,
  learningRateAt,
  type LearningRateSchedule,
  type WarmUpOptions,
} from './learning-rate-schedule.ts';
export { linear } from './linear.ts';
export { oneCycle, type OneCycleOptions } from './one-cycle.ts';
export { warmUpStableDecay, type WarmUpStableDecayOptions } from './warm-up-stable-decay.ts';
