import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

import type { Logger } from 'typedoc';

/** What has to have a page: a browser would show it as plain text, or download it. */
const source = /(^|\/)media\/[^/]+\.(md|ts|py)$/;

/** Warns of every link of the finished pages that leads to no page or file, or to no place in its page. */
export function checkLinks(folder: string, logger: Logger): void {
  const pages = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.html'))
    .map((file) => join(folder, file));
  const anchors = new Map<string, Set<string>>();
  const links = new Map<string, Set<string>>();
  for (const page of pages) {
    const html = readFileSync(page, 'utf8');
    anchors.set(page, new Set([...html.matchAll(/ id="([^"]*)"/g)].map((match) => match[1] ?? '')));
    links.set(page, new Set([...html.matchAll(/ (?:href|src)="([^"]*)"/g)].map((match) => match[1] ?? '')));
  }
  for (const [page, targets] of links) {
    for (const link of targets) {
      if (/^[a-z]+:|^$/.test(link)) continue;
      const [path = '', anchor = ''] = decodeURI(link).split('#');
      let file = path === '' ? page : join(dirname(page), path);
      if (file.endsWith('/')) file += 'index.html';
      const known = anchors.get(file);
      if (known === undefined ? !existsSync(file) : anchor !== '' && !known.has(anchor)) {
        logger.warn(`${relative(folder, page)} links to ${link}, which is not there`);
      }
      if (source.test(path)) logger.warn(`${relative(folder, page)} links to ${link}, which has no page`);
    }
  }
}
