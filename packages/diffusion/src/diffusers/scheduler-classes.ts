import { consistencyModelClass } from './consistency-models.ts';
import { ddimClass } from './ddim.ts';
import { deisClass } from './deis.ts';
import { dpmSolverMultistepInverseClass } from './dpm-solver-multistep-inverse.ts';
import { dpmSolverMultistepClass } from './dpm-solver-multistep.ts';
import { dpmSolverSinglestepClass } from './dpm-solver-singlestep.ts';
import { edmEulerClass } from './edm-euler.ts';
import { eulerAncestralClass } from './euler-ancestral.ts';
import { eulerClass } from './euler.ts';
import { flowMatchEulerClass } from './flow-match-euler.ts';
import { flowMatchHeunClass } from './flow-match-heun.ts';
import { heunClass } from './heun.ts';
import { lcmClass } from './lcm.ts';
import { saSolverClass } from './sa-solver.ts';
import { tcdClass } from './tcd.ts';
import { uniPcClass } from './uni-pc.ts';
import type { SchedulerClass } from './scheduler-class.ts';

/** The reader of every known class, by its name in diffusers. */
export const schedulerClasses: Readonly<Record<string, SchedulerClass>> = Object.freeze({
  CMStochasticIterativeScheduler: consistencyModelClass,
  DDIMScheduler: ddimClass,
  DEISMultistepScheduler: deisClass,
  DPMSolverMultistepInverseScheduler: dpmSolverMultistepInverseClass,
  DPMSolverMultistepScheduler: dpmSolverMultistepClass,
  DPMSolverSinglestepScheduler: dpmSolverSinglestepClass,
  EDMEulerScheduler: edmEulerClass,
  EulerAncestralDiscreteScheduler: eulerAncestralClass,
  EulerDiscreteScheduler: eulerClass,
  FlowMatchEulerDiscreteScheduler: flowMatchEulerClass,
  FlowMatchHeunDiscreteScheduler: flowMatchHeunClass,
  HeunDiscreteScheduler: heunClass,
  LCMScheduler: lcmClass,
  SASolverScheduler: saSolverClass,
  TCDScheduler: tcdClass,
  UniPCMultistepScheduler: uniPcClass,
});
