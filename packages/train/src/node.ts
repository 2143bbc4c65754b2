export { folderCheckpoints, type FolderCheckpointsOptions } from './node/folder-checkpoints.ts';
export { jsonLinesLog, type JsonLinesLog, readJsonLines } from './node/json-lines-log.ts';
export { type Curve, lossCurves, plotCurves, type PlotOptions } from './node/plot-curves.ts';
export {
  terminalProgress,
  type TerminalProgress,
  type TerminalProgressOptions,
} from './node/terminal-progress.ts';
