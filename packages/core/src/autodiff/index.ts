export { checkpoint } from './checkpoint.ts';
export { gradients } from './gradients.ts';
export { vjp } from './vjp.ts';
