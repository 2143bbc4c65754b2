/** Registered, so that several copies of this package know each other's values. */
const mark = Symbol.for('@fm/prompt.made');

/**
 * Freezes and marks a value whose text may count as trusted. JSON cannot carry the mark: data from outside never passes
 * for such a value, whatever properties it has.
 */
export function madeHere<Value extends object>(value: Value): Value {
  return Object.freeze(Object.defineProperty(value, mark, { value: true }));
}

/** Whether a value was made by {@link madeHere} and is of a kind. */
export function isMadeHere(value: unknown, kind: string): boolean {
  return (
    typeof value === 'object' &&
    value !== null &&
    Object.hasOwn(value, mark) &&
    (value as { readonly kind?: unknown }).kind === kind
  );
}
