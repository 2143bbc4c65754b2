import { expect, it } from 'vitest';
import { ArgumentError } from '../errors/index.ts';
import { hostTensor } from '../tensor/index.ts';
import { fittingParameters } from './fitting-parameters.ts';
import { initialize } from './initialize.ts';
import { Linear } from './linear.ts';

const layer = new Linear(3, 2);
const values = initialize(layer, 0);

it('gives the parameters, in their order, and nothing else', () => {
  const given = fittingParameters(layer.parameters(), { other: hostTensor('f32', [1]), ...values });
  expect(Object.entries(given)).toEqual(Object.entries(values));
});

it.each([
  ['missing', undefined, 'nothing'],
  ['of another shape', hostTensor('f32', [1, 2, 3]), 'f32[3]'],
  ['of another dtype', hostTensor('f64', [1, 2]), 'f64[2]'],
])('refuses a parameter that is %s', (_, bias, received) => {
  const rest = Object.fromEntries(Object.entries(values).filter(([name]) => name !== 'bias'));
  const error = (() => {
    try {
      return fittingParameters(layer.parameters(), bias === undefined ? rest : { ...rest, bias });
    } catch (caught) {
      return caught;
    }
  })();
  expect(error).toBeInstanceOf(ArgumentError);
  expect(error).toMatchObject({ expected: 'f32[2]', received });
});
