export { loadGptNeoX, saveGptNeoX, type SaveGptNeoXOptions } from './node/gpt-neox-folder.ts';
export { loadGpt2, saveGpt2, type SaveGpt2Options } from './node/gpt2-folder.ts';
export { loadTokenizer } from './node/tokenizer-folder.ts';
export { textFiles, type TextFilesOptions } from './node/text-files.ts';
