import { foldInHost, type HostKey, randomBitsHost } from '@fm/core';

/**
 * A uniform number in [0, 1) with 53 random bits that is a pure function of its place in a stream.
 *
 * @param key - key of the stream
 * @param place - integer in [0, 2⁵³)
 */
export function unitNumber(key: HostKey, place: number): number {
  const low = foldInHost(key, place | 0);
  const [a = 0, b = 0] = randomBitsHost(foldInHost(low, Math.floor(place / 0x1_0000_0000) | 0), 2);
  return ((a >>> 5) * 0x400_0000 + (b >>> 6)) / 0x20_0000_0000_0000;
}
