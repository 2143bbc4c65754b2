import { ArgumentError, ShapeError } from '../errors/index.ts';

/** One extent of a shape: a number, or a symbol that is bound when the program runs. */
export type Dim = number | SymbolicDim;

/**
 * A dimension that is known only at run time: a polynomial with integer coefficients over named symbols,
 * such as `batch`, `past + sequence` or `4·heads·sequence`.
 *
 * Made by {@link dim} and the arithmetic of dimensions.
 *
 * @example
 * ```ts
 * import { addDims, dim, multiplyDims, SymbolicDim } from '@fm/core';
 *
 * const length = addDims(multiplyDims(dim('batch'), dim('sequence')), 1);
 * length instanceof SymbolicDim && [...length.terms]; // => [['', 1], ['batch*sequence', 1]]
 * ```
 */
export class SymbolicDim {
  /** Coefficient of each monomial; a monomial is its sorted symbols joined by `*`, the constant term is `''`. */
  readonly terms: ReadonlyMap<string, number>;
  /** Canonical text; two dimensions are equal exactly when their texts are. */
  readonly text: string;

  constructor(terms: ReadonlyMap<string, number>) {
    this.terms = new Map([...terms].filter(([, c]) => c !== 0).sort(([a], [b]) => (a < b ? -1 : 1)));
    this.text = [...this.terms].map(([m, c]) => (m === '' ? `${c}` : c === 1 ? m : `${c}*${m}`)).join('+');
  }

  /** The canonical text, for example `past+sequence`. */
  toString(): string {
    return this.text;
  }
}

/**
 * A dimension named `name`, to be bound by the shape of an input when the program runs.
 *
 * @throws {ArgumentError} when the name is not made of letters, digits and underscores, or begins with a digit
 * @example
 * ```ts
 * import { dim, multiplyDims } from '@fm/core';
 *
 * String(multiplyDims(dim('batch'), 4)); // => '4*batch'
 * ```
 */
export function dim(name: string): SymbolicDim {
  if (!/^[A-Za-z_]\w*$/.test(name)) {
    throw new ArgumentError('A symbolic dimension needs a plain name', {
      expected: '[A-Za-z_][A-Za-z0-9_]*',
      received: name,
    });
  }
  return new SymbolicDim(new Map([[name, 1]]));
}

/**
 * Whether two dimensions are the same number or the same polynomial.
 *
 * @example
 * ```ts
 * import { addDims, dim, equalDims } from '@fm/core';
 *
 * const [past, sequence] = [dim('past'), dim('sequence')];
 * equalDims(addDims(past, sequence), addDims(sequence, past)); // => true
 * equalDims(past, 16); // => false
 * ```
 */
export function equalDims(a: Dim, b: Dim): boolean {
  return a === b || (typeof a !== 'number' && typeof b !== 'number' && a.text === b.text);
}

/**
 * Sum of two dimensions.
 *
 * @example
 * ```ts
 * import { addDims, dim } from '@fm/core';
 *
 * String(addDims(dim('past'), dim('sequence'))); // => 'past+sequence'
 * addDims(3, 4); // => 7
 * ```
 */
export function addDims(a: Dim, b: Dim): Dim {
  if (typeof a === 'number' && typeof b === 'number') return a + b;
  const sum = new Map(terms(a));
  for (const [monomial, c] of terms(b)) sum.set(monomial, (sum.get(monomial) ?? 0) + c);
  return simplify(sum);
}

/**
 * Product of two dimensions.
 *
 * @example
 * ```ts
 * import { addDims, dim, multiplyDims } from '@fm/core';
 *
 * String(multiplyDims(addDims(dim('sequence'), 1), 8)); // => '8+8*sequence'
 * ```
 */
export function multiplyDims(a: Dim, b: Dim): Dim {
  if (typeof a === 'number' && typeof b === 'number') return a * b;
  const product = new Map<string, number>();
  for (const [m, c] of terms(a)) {
    for (const [n, d] of terms(b)) {
      const monomial = [...symbols(m), ...symbols(n)].sort().join('*');
      product.set(monomial, (product.get(monomial) ?? 0) + c * d);
    }
  }
  return simplify(product);
}

/**
 * Exact quotient of two dimensions.
 *
 * @param b - a number other than 0, or a product of symbols
 * @throws {ShapeError} when `b` does not divide `a` for every binding of the symbols
 * @example
 * ```ts
 * import { dim, divideDims, multiplyDims } from '@fm/core';
 *
 * const width = multiplyDims(dim('heads'), 64);
 * String(divideDims(width, 64)); // => 'heads'
 * divideDims(width, dim('heads')); // => 64
 * ```
 */
export function divideDims(a: Dim, b: Dim): Dim {
  if (equalDims(a, b)) return 1;
  const quotient = exactQuotient(a, b);
  if (quotient === undefined) {
    throw new ShapeError('A dimension does not divide evenly', {
      expected: `a multiple of ${b}`,
      received: `${a}`,
    });
  }
  return quotient;
}

/**
 * The number a dimension stands for once its symbols are bound.
 *
 * @param bindings - numbers by the symbols' names
 * @throws {ShapeError} when a symbol is not bound
 * @example
 * ```ts
 * import { addDims, dim, evaluateDim } from '@fm/core';
 *
 * evaluateDim(addDims(dim('past'), 1), new Map([['past', 15]])); // => 16
 * ```
 */
export function evaluateDim(d: Dim, bindings: ReadonlyMap<string, number>): number {
  if (typeof d === 'number') return d;
  let total = 0;
  for (const [monomial, coefficient] of d.terms) {
    let product = coefficient;
    for (const symbol of symbols(monomial)) {
      const value = bindings.get(symbol);
      if (value === undefined) {
        throw new ShapeError(`Dimension "${symbol}" is not bound by any input`, {
          hint: 'Use the symbol alone as a dimension of some input, so that running the program binds it.',
        });
      }
      product *= value;
    }
    total += product;
  }
  return total;
}

/**
 * The names of all symbols in a dimension; none for a number.
 *
 * @example
 * ```ts
 * import { dim, multiplyDims, symbolsOf } from '@fm/core';
 *
 * symbolsOf(multiplyDims(dim('heads'), dim('batch'))); // => ['batch', 'heads']
 * ```
 */
export function symbolsOf(d: Dim): readonly string[] {
  return typeof d === 'number' ? [] : [...new Set([...d.terms.keys()].flatMap(symbols))];
}

/**
 * The name of a dimension that is one bare symbol, or `undefined`.
 *
 * @example
 * ```ts
 * import { addDims, dim, symbolName } from '@fm/core';
 *
 * symbolName(dim('batch')); // => 'batch'
 * symbolName(addDims(dim('batch'), 1)); // => undefined
 * ```
 */
export function symbolName(d: Dim): string | undefined {
  return typeof d !== 'number' && symbolsOf(d)[0] === d.text ? d.text : undefined;
}

function exactQuotient(a: Dim, b: Dim): Dim | undefined {
  const divisor = [...terms(b)];
  const [only] = divisor;
  if (divisor.length !== 1 || only === undefined || only[1] === 0) return undefined;
  const [monomial, coefficient] = only;
  const quotient = new Map<string, number>();
  for (const [m, c] of terms(a)) {
    const rest = symbols(m);
    for (const symbol of symbols(monomial)) {
      const at = rest.indexOf(symbol);
      if (at < 0) return undefined;
      rest.splice(at, 1);
    }
    if (c % coefficient !== 0) return undefined;
    quotient.set(rest.join('*'), c / coefficient);
  }
  return simplify(quotient);
}

function terms(d: Dim): ReadonlyMap<string, number> {
  return typeof d === 'number' ? new Map([['', d]]) : d.terms;
}

function symbols(monomial: string): string[] {
  return monomial === '' ? [] : monomial.split('*');
}

function simplify(sum: ReadonlyMap<string, number>): Dim {
  const d = new SymbolicDim(sum);
  if (d.terms.size === 0) return 0;
  const constant = d.terms.get('');
  return d.terms.size === 1 && constant !== undefined ? constant : d;
}
