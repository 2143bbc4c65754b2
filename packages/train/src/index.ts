export { memoryCheckpoints } from './checkpoints/memory-checkpoints.ts';
export * from './optimizers/index.ts';
export * as schedules from './schedules/index.ts';
export type { LearningRate, LearningRateSchedule } from './schedules/index.ts';
export * from './step/index.ts';
export * from './trainer/index.ts';
