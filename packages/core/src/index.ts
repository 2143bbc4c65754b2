export * from './contracts/index.ts';
export * from './errors/index.ts';
export * from './ir/index.ts';
export * from './nn/index.ts';
export * from './ops/index.ts';
export * from './tensor/index.ts';
