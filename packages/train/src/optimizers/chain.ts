import {
  ArgumentError,
  type Optimizer,
  type OptimizerStateSpec,
  type Tensor,
  type TensorType,
} from '@fm/core';

/**
 * One optimizer out of several transforms, applied in order: each gets what the one before made of the gradients.
 * State and scalars of a transform are kept under its name.
 *
 * @throws {ArgumentError} when there is no transform, or two have the same name
 * @example
 * ```ts
 * import { adamW, chain, clipByGlobalNorm } from '@fm/train';
 *
 * chain(clipByGlobalNorm(1), adamW({ learningRate: 3e-4 })).name; // => 'clipByGlobalNorm, adamW'
 * ```
 */
export function chain(...transforms: readonly Optimizer[]): Optimizer {
  const names = transforms.map((transform) => transform.name);
  if (names.length === 0 || new Set(names).size < names.length) {
    throw new ArgumentError('chain: every transform needs a name of its own', {
      expected: 'at least one transform, each of another name',
      received: names.join(', ') || 'none',
      hint: 'Give one of them another name: { ...transform, name }.',
    });
  }
  // Only the first transform's updates are the gradients whose norm the step knows.
  const isGrouped = transforms.every(
    (each, i) => each.group !== undefined && (i === 0 || each.usesGradientNorm !== true),
  );
  const rated = transforms.findLast((transform) => transform.learningRate !== undefined);
  return {
    name: names.join(', '),
    state: (parameters) =>
      new Map(transforms.flatMap((transform) => prefixed(transform.name, transform.state(parameters)))),
    scalars: (step) =>
      Object.fromEntries(
        transforms.flatMap((transform) =>
          prefixed(transform.name, new Map(Object.entries(transform.scalars(step)))),
        ),
      ),
    ...(rated && { learningRate: (step: number) => rated.learningRate?.(step) as number }),
    ...(isGrouped && {
      group: (name: string, type: TensorType) => transforms.map((each) => each.group?.(name, type)).join('|'),
      usesGradientNorm: transforms[0]?.usesGradientNorm === true,
    }),
    update(context) {
      let updates = context.updates;
      const state: [string, Tensor][] = [];
      const metrics: Record<string, Tensor> = {};
      for (const [i, { name, update }] of transforms.entries()) {
        const result = update({
          gradientNorm: i === 0 ? context.gradientNorm : undefined,
          updates,
          parameters: context.parameters,
          state: under(name, context.state),
          scalars: Object.fromEntries(under(name, new Map(Object.entries(context.scalars)))),
        });
        updates = result.updates;
        state.push(...prefixed(name, result.state));
        Object.assign(metrics, result.metrics);
      }
      return { updates, state: new Map(state), metrics };
    },
  };
}

/** Entries with `prefix/` before their names. */
export function prefixed<T extends Tensor | OptimizerStateSpec | number>(
  prefix: string,
  entries: ReadonlyMap<string, T>,
): [string, T][] {
  return [...entries].map(([name, value]) => [`${prefix}/${name}`, value]);
}

/** The entries that {@link prefixed} put under `prefix`, with their own names again. */
export function under<T>(prefix: string, entries: ReadonlyMap<string, T>): ReadonlyMap<string, T> {
  const start = `${prefix}/`;
  return new Map(
    [...entries].flatMap(([name, value]) =>
      name.startsWith(start) ? [[name.slice(start.length), value]] : [],
    ),
  );
}
