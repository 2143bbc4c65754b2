export { compile, type Compiled, type CompileFunctionOptions } from './compile.ts';
