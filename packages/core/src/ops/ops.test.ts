import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { buildOpCase, checkGradients, drawOperand, opCases } from '../testing/index.ts';
import { verifyGraph } from '../ir/index.ts';
import { evaluateGraph } from '../backend/index.ts';
import { toNumbers } from '../tensor/index.ts';

const camel = (name: string): string => name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());

it('gives every file of cases to the conformance suite', () => {
  const files = readdirSync(import.meta.dirname).filter((file) => file.endsWith('.cases.ts'));
  expect(Object.keys(opCases).toSorted()).toEqual(
    files.map((file) => camel(file.replace('.cases.ts', ''))).toSorted(),
  );
});

describe.each(Object.entries(opCases))('%s', (_, cases) => {
  it.each(cases.map((opCase) => [opCase.name, opCase] as const))(
    'evaluates what it infers: %s',
    (_, opCase) => {
      const { graph, inputs } = buildOpCase(opCase);
      verifyGraph(graph);
      const arrays = Object.entries(inputs).map(
        ([name, host]) => [name, { ...host, data: toNumbers(host) }] as const,
      );
      expect(Object.keys(evaluateGraph(graph, Object.fromEntries(arrays)))).toEqual([
        ...graph.outputs.keys(),
      ]);
    },
  );

  const differentiable = cases.filter((opCase) => opCase.differentiable !== false);
  it.each(differentiable.map((opCase) => [opCase.name, opCase] as const))(
    'has the gradient of central differences: %s',
    (_, opCase) => {
      checkGradients(
        opCase.build,
        opCase.inputs.map((spec, i) => drawOperand(spec, i + 1)),
      );
    },
  );
});
