import { ddimClass } from './ddim.ts';
import { deisClass } from './deis.ts';
import { dpmSolverMultistepInverseClass } from './dpm-solver-multistep-inverse.ts';
import { dpmSolverMultistepClass } from './dpm-solver-multistep.ts';
import { dpmSolverSinglestepClass } from './dpm-solver-singlestep.ts';
import { eulerClass } from './euler.ts';
import { eulerAncestralClass } from './euler-ancestral.ts';
import { heunClass } from './heun.ts';
import { saSolverClass } from './sa-solver.ts';
import type { SchedulerClass } from './scheduler-class.ts';
import { uniPcClass } from './uni-pc.ts';

/** The reader of every known class, by its name in diffusers. */
export const schedulerClasses: Readonly<Record<string, SchedulerClass>> = Object.freeze({
  DDIMScheduler: ddimClass,
  DEISMultistepScheduler: deisClass,
  DPMSolverMultistepInverseScheduler: dpmSolverMultistepInverseClass,
  DPMSolverMultistepScheduler: dpmSolverMultistepClass,
  DPMSolverSinglestepScheduler: dpmSolverSinglestepClass,
  EulerAncestralDiscreteScheduler: eulerAncestralClass,
  EulerDiscreteScheduler: eulerClass,
  HeunDiscreteScheduler: heunClass,
  SASolverScheduler: saSolverClass,
  UniPCMultistepScheduler: uniPcClass,
});
