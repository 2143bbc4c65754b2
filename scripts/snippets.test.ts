import { afterEach, expect, test, vi } from 'vitest';

import { checkSnippets } from './snippets.ts';

afterEach(() => {
  process.exitCode = undefined;
  vi.restoreAllMocks();
});

/** What the check prints, and whether it fails. */
async function check(code: string): Promise<{ readonly output: string; readonly fails: boolean }> {
  const lines: unknown[] = [];
  vi.spyOn(console, 'log').mockImplementation((line) => lines.push(line));
  vi.spyOn(console, 'error').mockImplementation((line) => lines.push(line));
  await checkSnippets([{ place: 'guide.md:7', code }]);
  return { output: lines.join('\n'), fails: process.exitCode === 1 };
}

test('a claim that holds passes, and what the program prints is left out', async () => {
  const { output, fails } = await check("console.log('noise');\nconst half = 1 / 2;\n// => 0.5\n");
  expect(fails).toBe(false);
  expect(output).not.toContain('noise');
});

test('a claim that does not hold fails by its place, with what the program printed before', async () => {
  const { output, fails } = await check("console.log('before');\n1 + 1; // => 3\n");
  expect(fails).toBe(true);
  expect(output).toContain('before\nguide.md:7, claim 1: 1 + 1');
});

test('a claim that is never reached fails', async () => {
  const { output, fails } = await check(
    'const never = (): void => {\n  2; // => 2\n};\nif (Date.now() < 0) never();\n',
  );
  expect(fails).toBe(true);
  expect(output).toContain('only 0 of 1 claims were reached');
});

test('a type error fails, even where the program runs', async () => {
  const { output, fails } = await check("const words = ['a'];\nconsole.log(words[0].length);\n");
  expect(fails).toBe(true);
  expect(output).toContain("guide.md:7: Object is possibly 'undefined'.");
});

test('an error that nobody awaits fails', async () => {
  const { output, fails } = await check("void Promise.reject(new Error('nobody looks'));\n");
  expect(fails).toBe(true);
  expect(output).toContain('guide.md:7: Error: nobody looks');
});
