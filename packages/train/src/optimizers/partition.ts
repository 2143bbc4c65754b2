import {
  ArgumentError,
  type Optimizer,
  type OptimizerStateSpec,
  type Tensor,
  type TensorType,
} from '@fm/core';
import { prefixed, under } from './chain.ts';

/**
 * Several optimizers side by side: each parameter is updated by the one that `choose` names. State and scalars of an
 * optimizer are kept under its key.
 *
 * @param optimizers - by key; the learning rate reported is the first one's
 * @param choose - key of the optimizer of a parameter
 * @throws {ArgumentError} (while the step is traced) when `choose` gives a key that is not there
 * @example
 * ```ts
 * import { adamW, partition, sgd } from '@fm/train';
 *
 * const optimizer = partition({ head: adamW({ learningRate: 1e-3 }), rest: sgd({ learningRate: 1e-4 }) }, (name) =>
 *   name.startsWith('lm_head') ? 'head' : 'rest',
 * );
 * optimizer.name; // => 'head: adamW, rest: sgd'
 * ```
 */
export function partition<K extends string>(
  optimizers: Readonly<Record<K, Optimizer>>,
  choose: (name: string, type: TensorType) => K,
): Optimizer {
  const parts = Object.entries<Optimizer>(optimizers);
  const rated = parts.find(([, optimizer]) => optimizer.learningRate !== undefined)?.[1];
  /** The entries of `tensors` whose parameter belongs to `key`. */
  const of = <T>(
    key: string,
    parameters: ReadonlyMap<string, TensorType>,
    tensors: ReadonlyMap<string, T>,
  ): Map<string, T> =>
    new Map([...tensors].filter(([name]) => keyOf(name, parameters.get(name) as TensorType) === key));
  const keyOf = (name: string, type: TensorType): string => {
    const key = choose(name, type);
    if (Object.hasOwn(optimizers, key)) return key;
    throw new ArgumentError(`partition: parameter "${name}" has no optimizer`, {
      expected: parts.map(([known]) => known).join(', '),
      received: key,
    });
  };
  return {
    name: parts.map(([key, { name }]) => `${key}: ${name}`).join(', '),
    state: (parameters) =>
      new Map(
        parts.flatMap(([key, optimizer]): [string, OptimizerStateSpec][] =>
          prefixed(key, optimizer.state(of(key, parameters, parameters))),
        ),
      ),
    scalars: (step) =>
      Object.fromEntries(
        parts.flatMap(([key, optimizer]) => prefixed(key, new Map(Object.entries(optimizer.scalars(step))))),
      ),
    ...(rated && { learningRate: (step: number) => rated.learningRate?.(step) as number }),
    update({ updates, parameters, state, scalars }) {
      const merged = new Map<string, Tensor>();
      const newState: [string, Tensor][] = [];
      const metrics: Record<string, Tensor> = {};
      for (const [key, optimizer] of parts) {
        const result = optimizer.update({
          updates: of(key, parameters, updates),
          parameters: of(key, parameters, parameters),
          state: under(key, state),
          scalars: Object.fromEntries(under(key, new Map(Object.entries(scalars)))),
        });
        for (const [name, update] of result.updates) merged.set(name, update);
        newState.push(...prefixed(key, result.state));
        for (const [name, metric] of Object.entries(result.metrics ?? {})) metrics[`${key}/${name}`] = metric;
      }
      // In the order of the parameters, so that what comes after does not depend on the partition.
      const ordered = [...updates.keys()].map((name) => [name, merged.get(name) as Tensor] as const);
      return { updates: new Map(ordered), state: new Map(newState), metrics };
    },
  };
}
