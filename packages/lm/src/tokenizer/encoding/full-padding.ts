import { ArgumentError } from '@fm/core';
import type { FullPadding, Padding } from './padding.ts';

/** What fills the gaps of a {@link Padding}. */
export interface PaddingDefaults {
  /** The padding that the tokenizer was made with. */
  readonly own: FullPadding | undefined;
  readonly padToken: string | undefined;
  readonly idOf: (token: string) => number | undefined;
}

/**
 * A padding with nothing left open.
 *
 * @throws {ArgumentError} when a length is none, or the padding token has no id
 */
export function fullPadding(
  { length = 'longest', multipleOf = 0, direction, token, id, typeId }: Padding,
  { own, padToken, idOf }: PaddingDefaults,
): FullPadding {
  for (const [name, value] of Object.entries({ length, multipleOf })) {
    if (value === 'longest' || (Number.isInteger(value) && value >= 0)) continue;
    throw new ArgumentError(`The ${name} of the padding is no length`, {
      expected: 'an integer of at least 0',
      received: `${value}`,
    });
  }
  const name = token ?? own?.token ?? padToken ?? '[PAD]';
  const known = id ?? (own !== undefined && name === own.token ? own.id : idOf(name));
  if (known === undefined) {
    throw new ArgumentError('The padding token is not in the vocabulary', {
      received: name,
      hint: 'Name a token or an id in the padding.',
    });
  }
  return {
    length,
    multipleOf,
    direction: direction ?? own?.direction ?? 'right',
    token: name,
    id: known,
    typeId: typeId ?? own?.typeId ?? 0,
  };
}
