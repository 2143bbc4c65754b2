import { dirname } from 'node:path/posix';

import {
  type DeclarationReflection,
  type DocumentReflection,
  type ProjectReflection,
  type ReferenceReflection,
  type Reflection,
  ReflectionCategory,
  ReflectionKind,
} from 'typedoc';

/** Entries with fewer exports stay grouped by kind. */
const manyExports = 60;

/** Folders whose name is not yet a title. */
const titles: Readonly<Record<string, string>> = {
  autodiff: 'Differentiation',
  bridge: 'Fine-tuning',
  diffusers: 'Files of diffusers',
  grids: 'Time grids',
  image: 'Image prompts',
  ir: 'Programs',
  nn: 'Layers',
  object: 'Objects',
  onnx: 'ONNX',
  ops: 'Operations',
  order: 'Ordering',
  'post-processors': 'Post-processors',
  'pre-tokenizers': 'Pre-tokenizers',
  render: 'Rendering',
  rendered: 'Rendered prompts',
  select: 'Selection',
  sentencepiece: 'SentencePiece',
  step: 'Training step',
  tiktoken: 'tiktoken',
  'tokenizer-json': 'tokenizer.json',
};

type Export = DeclarationReflection | ReferenceReflection | DocumentReflection;

/** Groups the exports of large entries by the folder of their source: operations, layers, samplers, … */
export function categorizeExports(project: ProjectReflection): void {
  for (const module of project.getReflectionsByKind(ReflectionKind.Module)) {
    if (!module.isDeclaration()) continue;
    const children = module.childrenIncludingDocuments ?? [];
    if (children.length <= manyExports) continue;
    const packageName = packageOf(module);
    const folders = new Map(children.map((child) => [child, sourceFolder(child, packageName)]));
    const depth = sharedDepth([...folders.values()].filter((folder) => folder !== undefined));
    const categories = new Map<string, ReflectionCategory>();
    for (const child of children) {
      const title = categoryOf(child, folders.get(child)?.[depth]);
      const category = categories.get(title) ?? new ReflectionCategory(title);
      category.children.push(child);
      categories.set(title, category);
    }
    for (const category of categories.values()) {
      category.children.sort((a, b) => a.name.localeCompare(b.name, 'en'));
    }
    module.categories = [...categories.values()].toSorted((a, b) => a.title.localeCompare(b.title, 'en'));
  }
}

/** `@fm/lm` for anything in `@fm/lm` and `@fm/lm/tokenizer`. */
function packageOf(part: Reflection): string {
  if (part.parent !== undefined && !part.parent.isProject()) return packageOf(part.parent);
  return part.name.split('/').slice(0, 2).join('/');
}

/** The folders below `src`, or nothing for what is not a source file of this package. */
function sourceFolder(child: Export, packageName: string): string[] | undefined {
  const target = child.isReference() ? child.getTargetReflectionDeep() : child;
  const symbol = child.project.getSymbolIdFromReflection(target);
  if (symbol?.packageName !== packageName) return undefined;
  return dirname(symbol.packagePath).split('/').slice(1);
}

/** How many folders all of them have in common. */
function sharedDepth(folders: readonly (readonly string[])[]): number {
  const [first = []] = folders;
  const differs = first.findIndex((name, depth) => folders.some((folder) => folder[depth] !== name));
  return differs === -1 ? 0 : differs;
}

function categoryOf(child: Export, folder: string | undefined): string {
  if (folder !== undefined) return titles[folder] ?? titleOf(folder);
  const target = child.isReference() ? child.getTargetReflectionDeep() : child;
  const origin = child.project.getSymbolIdFromReflection(target)?.packageName;
  return origin?.startsWith('@fm/') === true && origin !== packageOf(child) ? `From ${origin}` : 'General';
}

function titleOf(folder: string): string {
  const words = folder.replaceAll('-', ' ');
  return words.slice(0, 1).toUpperCase() + words.slice(1);
}
