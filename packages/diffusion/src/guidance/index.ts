export { classifierFree, type ClassifierFreeOptions } from './classifier-free.ts';
