const rotations = [13, 15, 26, 6, 17, 29, 16, 24] as const;

/**
 * A uniform number in [0, 1) with 53 random bits: Threefry-2x32 of the place in a stream, so that the `counter`-th
 * number needs none before it.
 *
 * @param seed - integer in [0, 2³²)
 * @param counter - integer in [0, 2⁵³)
 * @param stream - an independent stream of the same seed, integer in [0, 2³²)
 * @see Salmon et al., "Parallel random numbers: as easy as 1, 2, 3" (2011)
 */
export function randomUnit(seed: number, counter: number, stream = 0): number {
  const [high, low] = threefry([seed | 0, stream | 0], [counter | 0, Math.floor(counter / 0x1_0000_0000) | 0]);
  return ((high >>> 5) * 0x400_0000 + (low >>> 6)) / 0x20_0000_0000_0000;
}

/** 20 rounds of Threefry-2x32. */
function threefry(key: readonly [number, number], block: readonly [number, number]): readonly [number, number] {
  const keys = [key[0], key[1], 0x1bd1_1bda ^ key[0] ^ key[1]] as const;
  let x = (block[0] + keys[0]) | 0;
  let y = (block[1] + keys[1]) | 0;
  for (let group = 0; group < 5; group++) {
    for (let i = 0; i < 4; i++) {
      const rotation = rotations[(group % 2) * 4 + i] as number;
      x = (x + y) | 0;
      y = ((y << rotation) | (y >>> (32 - rotation))) ^ x;
    }
    x = (x + (keys[(group + 1) % 3] as number)) | 0;
    y = (y + (keys[(group + 2) % 3] as number) + group + 1) | 0;
  }
  return [x, y];
}
