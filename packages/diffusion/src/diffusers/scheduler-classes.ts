import { ddimClass } from './ddim.ts';
import { dpmSolverMultistepClass } from './dpm-solver-multistep.ts';
import { eulerClass } from './euler.ts';
import type { SchedulerClass } from './scheduler-class.ts';

/** The reader of every known class, by its name in diffusers. */
export const schedulerClasses: Readonly<Record<string, SchedulerClass>> = Object.freeze({
  DDIMScheduler: ddimClass,
  DPMSolverMultistepScheduler: dpmSolverMultistepClass,
  EulerDiscreteScheduler: eulerClass,
});
