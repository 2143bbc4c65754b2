export { add } from './add.ts';
export { broadcastTo } from './broadcast-to.ts';
export { constant, scalar } from './constant.ts';
export type { Operand } from './define/operand.ts';
export { reduceSum } from './reduce-sum.ts';
export { reshape } from './reshape.ts';
export { sumTo } from './sum-to.ts';
