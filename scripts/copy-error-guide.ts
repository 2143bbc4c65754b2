/** Puts the guide to errors, to which their messages lead, into @fm/core: the links to other guides go. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const guide = readFileSync(join(root, 'docs/guides/troubleshooting.md'), 'utf8');
writeFileSync(
  join(root, 'packages/core/troubleshooting.md'),
  guide.replaceAll(/\[([^\]]*)\]\([\w-]+\.md\)/g, '$1'),
);
