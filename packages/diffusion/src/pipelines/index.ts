export type { ClassDenoiser, ClassGuidance, ConditionOptions } from './condition.ts';
export { generateImages, type GenerateImagesOptions } from './generate-images.ts';
export type { ImageEvent, ImageRun, PipelineOptions } from './image-run.ts';
export { imageToImage, type ImageToImageOptions } from './image-to-image.ts';
export { inpaint, type InpaintOptions } from './inpaint.ts';
export { keepKnown, type KnownRegion } from './keep-known.ts';
export { resampled, type ResampledState } from './resampled.ts';
export type { ImageState, PlanMaker, RunPlan, StepRange } from './run-plan.ts';
export { skippedSteps } from './skipped-steps.ts';
