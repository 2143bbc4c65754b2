/**
 * Independent 32-bit seeds from integers: numpy's `SeedSequence(entropy, spawn_key=…, pool_size=…).generate_state(count)`.
 *
 * @param entropy - an integer, not negative
 * @param spawnKey - integers, not negative, that tell this sequence from its siblings
 * @see O'Neill 2015, "Developing a seed_seq alternative"
 */
export function seedSequence(
  entropy: bigint,
  spawnKey: readonly number[],
  { poolSize, count }: { readonly poolSize: number; readonly count: number },
): readonly number[] {
  const own = words(entropy);
  const key = spawnKey.flatMap((part) => words(BigInt(part)));
  const padding = key.length > 0 ? Math.max(poolSize - own.length, 0) : 0;
  return draw(mixed([...own, ...new Array<number>(padding).fill(0), ...key], poolSize), count);
}

/** 32-bit words, the lowest first. */
function words(value: bigint): number[] {
  const low = Number(value & 0xffffffffn);
  return value >> 32n === 0n ? [low] : [low, ...words(value >> 32n)];
}

function mixed(entropy: readonly number[], poolSize: number): Uint32Array {
  const pool = new Uint32Array(poolSize);
  let constant = 0x43b0d7e5;
  const hash = (value: number): number => {
    const crossed = value ^ constant;
    constant = Math.imul(constant, 0x931e8875);
    return fold(Math.imul(crossed, constant));
  };
  const stir = (at: number, value: number): void => {
    pool[at] = fold(Math.imul(0xca01f9dd, pool[at] as number) - Math.imul(0x4973f715, hash(value)));
  };
  for (let i = 0; i < poolSize; i++) pool[i] = hash(entropy[i] ?? 0);
  for (let from = 0; from < poolSize; from++) {
    for (let to = 0; to < poolSize; to++) if (from !== to) stir(to, pool[from] as number);
  }
  for (const value of entropy.slice(poolSize)) for (let to = 0; to < poolSize; to++) stir(to, value);
  return pool;
}

function draw(pool: Uint32Array, count: number): number[] {
  let constant = 0x8b51f9dd;
  return Array.from({ length: count }, (_, i) => {
    const crossed = (pool[i % pool.length] as number) ^ constant;
    constant = Math.imul(constant, 0x58f38ded);
    return fold(Math.imul(crossed, constant)) >>> 0;
  });
}

function fold(value: number): number {
  return value ^ (value >>> 16);
}
