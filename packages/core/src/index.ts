export * from './errors/index.ts';
export * from './tensor/index.ts';
export * from './ir/index.ts';
export * from './ops/index.ts';
