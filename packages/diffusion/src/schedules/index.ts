export { type CosineOptions, cosineSchedule } from './cosine.ts';
export {
  type BetaOptions,
  type DiscreteSchedule,
  discreteSchedule,
  type TableOptions,
  type TablePrecision,
} from './discrete-schedule.ts';
export { type ExponentialOptions, exponentialSchedule } from './exponential.ts';
export { type AlphaBarOptions, scheduleFromAlphaBar } from './from-alpha-bar.ts';
export { laplaceSchedule } from './laplace.ts';
export { type BetaRangeOptions, linearSchedule } from './linear.ts';
export { scaledLinearSchedule } from './scaled-linear.ts';
export { sigmoidSchedule } from './sigmoid.ts';
export { rescaleToZeroSnr } from './zero-terminal-snr.ts';
export { edmSchedule, edmTime } from './edm.ts';
export {
  type DynamicShiftOptions,
  dynamicShift,
  flowMatchingSchedule,
  shiftTime,
  shiftTimeDynamically,
  stretchToTerminal,
  type TimeShiftType,
} from './flow-matching.ts';
export { trigonometricSchedule } from './trigonometric.ts';
