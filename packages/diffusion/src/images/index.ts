export { evenMoments, filmStrip } from './film-strip.ts';
export { blankImage, type Image } from './image.ts';
export { imageGrid, type ImageGridOptions } from './image-grid.ts';
export { fromImages, toImages } from './samples.ts';
