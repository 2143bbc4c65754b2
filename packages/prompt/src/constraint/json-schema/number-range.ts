import { alternatives, byteRange, empty, literal, nothing, sequence, type Term } from '../grammar/term.ts';

/** Bounds of a number; `undefined`: none. */
export interface NumberBounds {
  readonly minimum?: number | undefined;
  readonly maximum?: number | undefined;
  readonly exclusiveMinimum?: number | undefined;
  readonly exclusiveMaximum?: number | undefined;
}

/** Fractions have at most this many decimals, or as many as the bounds. */
const usualDecimals = 6;
/** Decimals of so many digits are different doubles. */
const exactDigits = 15;

/** All integers within bounds, by their digits. */
export function integerRange(bounds: NumberBounds): Term {
  return scaledRange(bounds, 0);
}

/** Decimals within bounds, without exponents. */
export function numberRange(bounds: NumberBounds): Term {
  const given = Object.values(bounds).filter((bound): bound is number => bound !== undefined);
  const most = Math.max(
    usualDecimals,
    ...given.map((bound) => Math.min(decimalOf(bound).decimals, exactDigits)),
  );
  return alternatives(Array.from({ length: most + 1 }, (_, decimals) => scaledRange(bounds, decimals)));
}

/** Numbers `k / 10^decimals` within bounds, all decimals written out. */
function scaledRange(
  { minimum, maximum, exclusiveMinimum, exclusiveMaximum }: NumberBounds,
  decimals: number,
): Term {
  const limit = 10n ** BigInt(exactDigits) - 1n;
  const lows = [minimum, exclusiveMinimum].flatMap((bound, i) => {
    if (bound === undefined) return [];
    const { floor, isExact } = scaled(bound, decimals);
    return [isExact && i === 0 ? floor : floor + 1n];
  });
  const highs = [maximum, exclusiveMaximum].flatMap((bound, i) => {
    if (bound === undefined) return [];
    const { floor, isExact } = scaled(bound, decimals);
    return [isExact && i === 1 ? floor - 1n : floor];
  });
  let low = lows.reduce((a, b) => (a > b ? a : b), -limit);
  let high = highs.reduce((a, b) => (a < b ? a : b), limit);
  // Integers beyond 15 digits are needed where a bound asks for them; inclusive bounds stay exact.
  if (decimals === 0 && minimum !== undefined && low > high && maximum === undefined) high = low * 10n;
  if (decimals === 0 && maximum !== undefined && high < low && minimum === undefined) low = high * 10n;
  const signed: Term[] = [];
  if (low < 0n) {
    const magnitude = digitsBetween(high < 0n ? -high : 1n, -low, decimals);
    signed.push(sequence(literal('-'), magnitude));
  }
  if (high >= 0n) signed.push(digitsBetween(low > 0n ? low : 0n, high, decimals));
  return alternatives(signed);
}

/** Digits of all integers `low` to `high`, with a point before the last `decimals` of them. */
function digitsBetween(low: bigint, high: bigint, decimals: number): Term {
  if (low > high) return nothing;
  const parts: Term[] = [];
  const longest = Math.max(`${high}`.length, decimals + 1);
  for (let length = Math.max(`${low}`.length, decimals + 1); length <= longest; length++) {
    const smallest = length === decimals + 1 ? 0n : 10n ** BigInt(length - 1);
    const largest = 10n ** BigInt(length) - 1n;
    const from = `${low > smallest ? low : smallest}`.padStart(length, '0');
    const to = `${high < largest ? high : largest}`.padStart(length, '0');
    parts.push(between(from, to, { at: 0, point: decimals === 0 ? -1 : length - decimals }));
  }
  return alternatives(parts);
}

interface Place {
  readonly at: number;
  /** Before which digit the point stands. */
  readonly point: number;
}

/** Digit strings between two of the same length. */
function between(from: string, to: string, { at, point }: Place): Term {
  if (at === from.length) return empty;
  const dot = at === point ? literal('.') : empty;
  const next = { at: at + 1, point };
  const [low, high] = [Number(from[at]), Number(to[at])];
  if (low === high) return sequence(dot, digits(low, high), between(from, to, next));
  const zeros = from.slice(0, at + 1) + '0'.repeat(from.length - at - 1);
  const nines = to.slice(0, at + 1) + '9'.repeat(to.length - at - 1);
  const parts: Term[] = [];
  const first = from === zeros ? low : low + 1;
  const last = to === nines ? high : high - 1;
  if (first > low) parts.push(sequence(digits(low, low), between(from, '9'.repeat(from.length), next)));
  if (first <= last) {
    const any = between('0'.repeat(from.length), '9'.repeat(from.length), next);
    parts.push(sequence(digits(first, last), any));
  }
  if (last < high) parts.push(sequence(digits(high, high), between('0'.repeat(to.length), to, next)));
  return sequence(dot, alternatives(parts));
}

function digits(from: number, to: number): Term {
  return byteRange([0x30 + from, 0x30 + to]);
}

/** A double as the decimal that it is written as. */
function decimalOf(value: number): { readonly digits: bigint; readonly decimals: number } {
  const [mantissa = '0', exponent = '0'] = `${value}`.toLowerCase().split('e');
  const [whole = '0', fraction = ''] = mantissa.split('.');
  const decimals = fraction.length - Number(exponent);
  const all = BigInt(whole + fraction);
  return decimals >= 0 ? { digits: all, decimals } : { digits: all * 10n ** BigInt(-decimals), decimals: 0 };
}

/** `value * 10^decimals`, rounded down. */
function scaled(value: number, decimals: number): { readonly floor: bigint; readonly isExact: boolean } {
  const decimal = decimalOf(value);
  if (decimal.decimals <= decimals) {
    return { floor: decimal.digits * 10n ** BigInt(decimals - decimal.decimals), isExact: true };
  }
  const unit = 10n ** BigInt(decimal.decimals - decimals);
  const remainder = decimal.digits % unit;
  const floor = decimal.digits / unit - (remainder < 0n ? 1n : 0n);
  return { floor, isExact: remainder === 0n };
}
