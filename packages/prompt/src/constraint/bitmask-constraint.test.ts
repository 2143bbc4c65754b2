import { ArgumentError } from '@fm/core';
import { byteTokenizer } from '@fm/lm/tokenizer';
import { describe, expect, it } from 'vitest';
import { bitmaskConstraint } from './bitmask-constraint.ts';
import type { ConstraintState } from './constraint.ts';
import { grammarConstraint } from './matching/grammar-constraint.ts';
import { regex } from './regex/regex.ts';

const tokenizer = byteTokenizer();
const own = grammarConstraint(regex('a(b|cd)*'), tokenizer);
let created = 0;
/** Our own engine behind the interface of a foreign one. */
const foreign = bitmaskConstraint({
  name: 'foreign',
  create() {
    created++;
    let state = own.start();
    return {
      nextBitmask() {
        const bits = new Int32Array(8);
        for (let id = 0; id < 256; id++)
          if (state.allows(id)) bits[id >> 5] = (bits[id >> 5] as number) | (1 << (id & 31));
        return bits;
      },
      acceptToken(token) {
        state = state.accept(token);
        return true;
      },
      isComplete: () => state.isComplete,
    };
  },
});

describe('a foreign engine', () => {
  it('allows what it allows, from every state, in several ways', () => {
    const same = (a: ConstraintState, b: ConstraintState): void => {
      const [ours, theirs] = [new Float32Array(256), new Float32Array(256)];
      a.mask(ours);
      b.mask(theirs);
      expect(theirs).toEqual(ours);
      expect(b.isComplete).toBe(a.isComplete);
    };
    const [a, b] = [own.start(), foreign.start()];
    same(a, b);
    const [ac, bc] = [a.accept(97).accept(99), b.accept(97).accept(99)];
    same(ac, bc);
    same(ac.accept(100), bc.accept(100));
    const before = created;
    same(a.accept(97).accept(98), b.accept(97).accept(98));
    expect(created).toBe(before + 1);
    expect(() => bc.accept(98)).toThrow(ArgumentError);
    same(ac.accept(100), bc.accept(100));
  });
});
