/**
 * Typechecks and runs the TypeScript blocks of the READMEs and of the guides; `// => value` comments are checked.
 * Every error code must have its section in the guide to troubleshooting.
 *
 *     node --conditions=@fm/source scripts/checks/readme.ts                        all of them
 *     node --conditions=@fm/source scripts/checks/readme.ts docs/guides/start.md   only these files
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

import type { Snippet } from '../claims.ts';
import { checkErrorGuide } from '../error-codes.ts';
import { checkSnippets } from '../snippets.ts';
import { packages, root } from '../workspace.ts';

const guides = readdirSync(join(root, 'docs', 'guides'))
  .filter((file) => file.endsWith('.md'))
  .map((file) => `docs/guides/${file}`);
const readmes = packages().map(({ folder }) => relative(root, join(folder, 'README.md')));
const documents = ['README.md', ...readmes, ...guides];

function blocksOf(document: string): Snippet[] {
  const text = readFileSync(join(root, document), 'utf8');
  return [...text.matchAll(/^```ts\n([\s\S]*?)^```/gm)].map((match) => ({
    place: `${document}:${text.slice(0, match.index).split('\n').length}`,
    code: match[1] ?? '',
  }));
}

checkErrorGuide(join(root, 'docs/guides/troubleshooting.md'));

const wanted = process.argv.slice(2);
const blocks = (wanted.length === 0 ? documents : wanted).flatMap(blocksOf);

await checkSnippets(blocks, { show: true });
console.log(`${blocks.length} blocks`);
