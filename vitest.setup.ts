import { afterEach, expect } from 'vitest';

const methods = ['debug', 'error', 'info', 'log', 'trace', 'warn'] as const;
const written: string[] = [];

for (const method of methods) {
  console[method] = (...values: unknown[]): void => {
    written.push(`console.${method}: ${values.map(String).join(' ')}`);
  };
}

// A library that prints is a library with a defect: whoever runs it owns the terminal.
afterEach(() => {
  expect(written.splice(0), 'a test wrote to the console').toEqual([]);
});
