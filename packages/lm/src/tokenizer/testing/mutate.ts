/** A seeded generator of whole numbers below a bound. */
export type Draw = (bound: number) => number;

/** A linear congruential {@link Draw}. */
export function drawer(seed: number): Draw {
  let state = seed >>> 0;
  return (bound) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * bound);
  };
}

type Container = Record<string, unknown> | unknown[];

const strange: readonly unknown[] = [
  null,
  true,
  false,
  0,
  -1,
  0.5,
  1e9,
  2 ** 32,
  Number.MAX_SAFE_INTEGER,
  1e300,
  '',
  ' ',
  'x',
  '\u0000',
  '\uD83D',
  '__proto__',
  '(a+)+$',
  '[',
  '(?<!',
  'AAAA',
  '\u{10FFFF}'.repeat(300),
  [],
  {},
  [[]],
  [null],
  [0, 1],
  ['a', 'b'],
  { type: 'Sequence' },
  { type: '__proto__' },
  { Regex: '(' },
  { Regex: '(?i:x)|\\p{L}{0,99999}' },
  { String: '' },
];

/** A copy of some JSON with one to three things in it changed, removed, doubled or swapped. */
export function mutateJson(json: unknown, draw: Draw): unknown {
  const root = { file: structuredClone(json) };
  for (let changes = 1 + draw(3); changes > 0; changes--) mutateOnce(root, draw);
  return root.file;
}

function mutateOnce(root: Container, draw: Draw): void {
  const [parent, key] = pickPlace(root, draw);
  const values = parent as Record<string, unknown>;
  const value = values[key];
  switch (draw(6)) {
    case 0:
      if (Array.isArray(parent)) parent.splice(Number(key), 1);
      else delete values[key];
      return;
    case 1:
      if (Array.isArray(parent)) parent.push(structuredClone(value));
      else values[`${key}x`] = value;
      return;
    case 2: {
      const [other, otherKey] = pickPlace(root, draw);
      values[key] = structuredClone((other as Record<string, unknown>)[otherKey]);
      return;
    }
    case 3:
      if (typeof value === 'number') values[key] = value + (draw(5) - 2) * 10 ** draw(7);
      else if (typeof value === 'string') values[key] = value.slice(draw(3)) + value.slice(0, draw(3));
      else if (typeof value === 'boolean') values[key] = !value;
      else values[key] = strange[draw(strange.length)];
      return;
    default:
      values[key] = strange[draw(strange.length)];
  }
}

/** Somewhere in the tree, near the root as often as deep inside a vocabulary. */
function pickPlace(root: Container, draw: Draw): [Container, string] {
  let place: [Container, string] = [root, 'file'];
  for (;;) {
    const value = (place[0] as Record<string, unknown>)[place[1]];
    if (typeof value !== 'object' || value === null) return place;
    const keys = Object.keys(value);
    if (keys.length === 0 || (place[0] !== root && draw(4) === 0)) return place;
    place = [value as Container, keys[draw(keys.length)] as string];
  }
}

/** Bytes with some of them changed, removed, doubled or cut off. */
export function mutateBytes(bytes: Uint8Array, draw: Draw): Uint8Array {
  const copy = Array.from(bytes);
  for (let changes = 1 + draw(4); changes > 0; changes--) {
    const at = draw(copy.length);
    switch (draw(6)) {
      case 0:
        copy.splice(at, 1 + draw(8));
        break;
      case 1:
        copy.splice(at, 0, ...copy.slice(at, at + draw(16)));
        break;
      case 2:
        copy.length = at;
        break;
      case 3:
        copy.splice(at, draw(5), 0xff, 0xff, 0xff, 0xff, 0x7f);
        break;
      default:
        copy[at] = draw(256);
    }
    if (copy.length === 0) break;
  }
  return Uint8Array.from(copy);
}
