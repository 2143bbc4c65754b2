import { UnsupportedError } from '@fm/core';
import { buildOpCase, checkOpCase, opCases } from '@fm/core/testing';
import { afterAll, describe, expect, it } from 'vitest';
import { ortBackend as nodeBackend } from './node.ts';
import { ortBackend as webBackend } from './web.ts';

const backends = [
  { name: 'native', backend: await nodeBackend(), hasBfloat16: true },
  { name: 'plain', backend: await nodeBackend({ binding: 'plain' }), hasBfloat16: false },
  { name: 'wasm', backend: await webBackend({ threads: 1 }), hasBfloat16: false },
];
afterAll(async () => {
  for (const { backend } of backends) await backend[Symbol.asyncDispose]();
});

describe.each(backends)('$name', ({ backend, hasBfloat16 }) => {
  describe.each(Object.entries(opCases))('%s', (_, cases) => {
    describe.each(cases.map((opCase) => [opCase.name, opCase] as const))('%s', (_, opCase) => {
      const { graph } = buildOpCase(opCase);
      const ends = [...graph.inputs.values(), ...graph.outputs.values()];
      const isServed = hasBfloat16 || ends.every(({ dtype }) => dtype !== 'bf16');
      const claim = isServed ? 'gives the reference numbers, %s' : 'refuses bf16, %s';
      it.each(['portable', 'fused'] as const)(claim, async (mode) => {
        const checked = checkOpCase(opCase, backend, mode);
        await (isServed ? checked : expect(checked).rejects.toThrow(UnsupportedError));
      });
    });
  });
});
