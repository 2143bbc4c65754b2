import { spawn } from 'node:child_process';
import { accessSync, constants, mkdtempSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, extname, join } from 'node:path';

const contentTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.wasm': 'application/wasm',
};

/** The Chromium of this machine, or `undefined`: nothing is downloaded for it. */
export function findChromium(): string | undefined {
  const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  return folders
    .flatMap((folder) => names.map((name) => join(folder, name)))
    .find((file) => {
      try {
        accessSync(file, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });
}

/**
 * Serves folders, opens the page in a headless Chromium and waits for what the page posts to `/result`.
 *
 * @param mounts - folders by the first part of the path; '' is the page's own
 * @throws {Error} with the page's error, or after two minutes of silence
 */
export async function runInBrowser(
  chromium: string,
  mounts: Readonly<Record<string, string>>,
): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const server = createServer(async (request, response) => {
    if (request.method === 'POST') {
      let body = '';
      for await (const chunk of request) body += String(chunk);
      const { result, error } = JSON.parse(body) as { result?: string; error?: string };
      response.end();
      if (result === undefined) reject(new Error(error));
      else resolve(result);
      return;
    }
    const path = new URL(request.url ?? '/', 'http://localhost').pathname;
    const [, first = '', ...rest] = path.split('/');
    const mounted = first !== '' && mounts[first] !== undefined;
    const file = mounted
      ? join(mounts[first] as string, ...rest)
      : join(mounts[''] as string, path === '/' ? 'index.html' : path);
    const content = await readFile(file).catch(() => undefined);
    response.writeHead(content === undefined ? 404 : 200, {
      'content-type': contentTypes[extname(file)] ?? 'application/octet-stream',
    });
    response.end(content);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  const profile = mkdtempSync(join(tmpdir(), 'fm-chromium-'));
  const browser = spawn(
    chromium,
    [
      '--headless=new',
      '--no-sandbox',
      '--disable-gpu',
      `--user-data-dir=${profile}`,
      `http://127.0.0.1:${port}/`,
    ],
    { stdio: 'ignore' },
  );
  browser.on('error', reject);
  const silence = setTimeout(() => reject(new Error('The page said nothing for two minutes.')), 120_000);
  try {
    return await promise;
  } finally {
    clearTimeout(silence);
    const ended = new Promise((resolve) => browser.on('exit', resolve));
    if (browser.kill()) await ended;
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
    server.closeAllConnections();
    server.close();
  }
}
