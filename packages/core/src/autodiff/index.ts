export { checkpoint } from './checkpoint.ts';
export { customVjp, type CustomVjpContext, type CustomVjpRule } from './custom-vjp.ts';
export { gradients } from './gradients.ts';
export { vjp } from './vjp.ts';
