import { consistencyModelClass } from './consistency-models.ts';
import { ddimInverseClass } from './ddim-inverse.ts';
import { ddimClass } from './ddim.ts';
import { ddpmClass } from './ddpm.ts';
import { deisClass } from './deis.ts';
import { dpmSolverMultistepInverseClass } from './dpm-solver-multistep-inverse.ts';
import { dpmSolverMultistepClass } from './dpm-solver-multistep.ts';
import { dpmSolverSdeClass } from './dpm-solver-sde.ts';
import { dpmSolverSinglestepClass } from './dpm-solver-singlestep.ts';
import { cosineDpmSolverMultistepClass, edmDpmSolverMultistepClass } from './edm-dpm-solver-multistep.ts';
import { edmEulerClass } from './edm-euler.ts';
import { eulerAncestralClass } from './euler-ancestral.ts';
import { eulerClass } from './euler.ts';
import { flowMatchEulerClass } from './flow-match-euler.ts';
import { flowMatchHeunClass } from './flow-match-heun.ts';
import { flowMatchLcmClass } from './flow-match-lcm.ts';
import { heunClass } from './heun.ts';
import { ipndmClass } from './ipndm.ts';
import { kdpm2AncestralClass, kdpm2Class } from './kdpm2.ts';
import { lcmClass } from './lcm.ts';
import { lmsClass } from './lms.ts';
import { pndmClass } from './pndm.ts';
import { saSolverClass } from './sa-solver.ts';
import type { SchedulerClass } from './scheduler-class.ts';
import { tcdClass } from './tcd.ts';
import { unClipClass } from './unclip.ts';
import { uniPcClass } from './uni-pc.ts';

/** The reader of every known class, by its name in diffusers. */
export const schedulerClasses: Readonly<Record<string, SchedulerClass>> = Object.freeze({
  CMStochasticIterativeScheduler: consistencyModelClass,
  CosineDPMSolverMultistepScheduler: cosineDpmSolverMultistepClass,
  DDIMInverseScheduler: ddimInverseClass,
  DDIMParallelScheduler: ddimClass,
  DDIMScheduler: ddimClass,
  DDPMParallelScheduler: ddpmClass,
  DDPMScheduler: ddpmClass,
  DEISMultistepScheduler: deisClass,
  DPMSolverMultistepInverseScheduler: dpmSolverMultistepInverseClass,
  DPMSolverMultistepScheduler: dpmSolverMultistepClass,
  DPMSolverSDEScheduler: dpmSolverSdeClass,
  DPMSolverSinglestepScheduler: dpmSolverSinglestepClass,
  EDMDPMSolverMultistepScheduler: edmDpmSolverMultistepClass,
  EDMEulerScheduler: edmEulerClass,
  EulerAncestralDiscreteScheduler: eulerAncestralClass,
  EulerDiscreteScheduler: eulerClass,
  FlowMatchEulerDiscreteScheduler: flowMatchEulerClass,
  FlowMatchHeunDiscreteScheduler: flowMatchHeunClass,
  FlowMatchLCMScheduler: flowMatchLcmClass,
  HeunDiscreteScheduler: heunClass,
  IPNDMScheduler: ipndmClass,
  KDPM2AncestralDiscreteScheduler: kdpm2AncestralClass,
  KDPM2DiscreteScheduler: kdpm2Class,
  LCMScheduler: lcmClass,
  LMSDiscreteScheduler: lmsClass,
  PNDMScheduler: pndmClass,
  SASolverScheduler: saSolverClass,
  TCDScheduler: tcdClass,
  UnCLIPScheduler: unClipClass,
  UniPCMultistepScheduler: uniPcClass,
});
