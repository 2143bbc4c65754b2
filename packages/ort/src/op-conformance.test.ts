import { opCases, checkOpCase } from '@fm/core/testing';
import { afterAll, describe, it } from 'vitest';
import { ortBackend } from './node.ts';

const backend = await ortBackend();
afterAll(() => backend[Symbol.asyncDispose]());

describe.each(Object.entries(opCases))('%s', (_, cases) => {
  describe.each(cases.map((opCase) => [opCase.name, opCase] as const))('%s', (_, opCase) => {
    it.each(['portable', 'fused'] as const)('gives the reference numbers, %s', async (mode) => {
      await checkOpCase(opCase, backend, mode);
    });
  });
});
