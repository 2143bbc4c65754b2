export { mergeCommonSubexpressions } from './common-subexpressions.ts';
export { foldConstants } from './fold-constants.ts';
export { fuse } from './fuse.ts';
export { optimizeGraph } from './optimize-graph.ts';
