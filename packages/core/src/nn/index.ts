export { initialize } from './initialize.ts';
export { Module } from './module.ts';
export { type Initializer, Parameter } from './parameter.ts';
