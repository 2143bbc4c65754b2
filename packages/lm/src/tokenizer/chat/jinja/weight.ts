import { TrackedText } from './tracked-text.ts';
import { isDictionary, isList, type Value } from './values.ts';

/** Values are immutable, but for namespaces, whose parts are not counted: nothing looks into them at once. */
const weights = new WeakMap<object, number>();

/**
 * What it costs at most to look at a whole value: its items, items of items and so on, and its characters at 32 to
 * one. A value of few parts can be heavy: `[a, a]` weighs twice what `a` does.
 */
export function weightOf(value: Value): number {
  if (value instanceof TrackedText) return 1 + (value.length >> 5);
  if (!isList(value) && !isDictionary(value)) return 1;
  let weight = weights.get(value);
  if (weight === undefined) {
    weight = 1;
    for (const each of value.values()) weight += weightOf(each);
    if (isDictionary(value)) for (const key of value.keys()) weight += key.length >> 5;
    weights.set(value, weight);
  }
  return weight;
}
