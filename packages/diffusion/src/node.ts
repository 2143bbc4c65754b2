export { loadDenoiser, saveDenoiser } from './node/denoiser-folder.ts';
export {
  imageExtensions,
  readImage,
  type ReadImageOptions,
  writeImage,
  type WriteImageOptions,
} from './node/image-files.ts';
export { type ImageFolder, loadImageFolder, type ImageFolderOptions } from './node/image-folder.ts';
