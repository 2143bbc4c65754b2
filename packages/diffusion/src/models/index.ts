export {
  type DenoiserCheckpoint,
  type DenoiserFiles,
  type LoadedDenoiser,
  readDenoiser,
  writeDenoiser,
} from './denoiser-files.ts';
export type { DenoisingContext, DenoisingNetwork } from './denoising-network.ts';
export { type DitConfig, ditConfig, readDitConfig } from './dit/config.ts';
export { Dit } from './dit/model.ts';
export { exportOnnx, type ExportOnnxOptions } from './export-onnx.ts';
export { type NetworkDenoiser, networkDenoiser, type NetworkDenoiserOptions } from './network-denoiser.ts';
export { denoiserParameters } from './stored-weights.ts';
export { readUnet2dConfig, type UNet2dConfig, unet2dConfig } from './unet2d/config.ts';
export { UNet2d } from './unet2d/model.ts';
