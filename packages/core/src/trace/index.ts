export { trace, type TracedFunction } from './trace.ts';
