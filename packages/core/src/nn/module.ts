import { GraphError } from '../errors/index.ts';
import type { Model } from '../contracts/index.ts';
import { Parameter } from './parameter.ts';

/**
 * A part of a model: a class whose fields are parameters, other modules, or lists of modules. Field names are the names
 * of the parameters, so fields are spelled as the checkpoint spells them.
 *
 * @example
 * ```ts
 * import { Linear, Module } from '@fm/core';
 *
 * class Two extends Module {
 *   readonly first = new Linear(4, 8);
 *   readonly second = new Linear(8, 2);
 * }
 * [...new Two().parameters().keys()]; // => ['first.weight', 'first.bias', 'second.weight', 'second.bias']
 * ```
 */
export abstract class Module implements Model {
  /**
   * Every parameter by its dotted path, in the order of declaration; a shared parameter appears once, under its first path.
   *
   * @throws {GraphError} when two different parameters have the same path
   */
  parameters(): ReadonlyMap<string, Parameter> {
    const named = new Map<string, Parameter>();
    const seen = new Set<Parameter>();
    for (const [name, parameter] of walk(this, '')) {
      if (seen.has(parameter)) continue;
      if (named.has(name)) throw new GraphError(`Two parameters are named "${name}"`);
      seen.add(parameter);
      named.set(name, parameter);
    }
    return named;
  }
}

function* walk(value: unknown, path: string): Generator<[string, Parameter]> {
  if (value instanceof Parameter) yield [path, value];
  else if (value instanceof Module || Array.isArray(value)) {
    for (const [field, child] of Object.entries(value))
      yield* walk(child, path === '' ? field : `${path}.${field}`);
  }
}
