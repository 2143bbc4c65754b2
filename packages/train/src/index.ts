export * as schedules from './schedules/index.ts';
export type { LearningRate, LearningRateSchedule } from './schedules/index.ts';
