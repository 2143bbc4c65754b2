import type { WordScanner } from './wordwise-encoder.ts';

/** Where a text may be cut, by what stands on either side of the cut. */
export interface CutRules {
  /** Whether what comes before a space can be encoded without it, when the text before ends with `character`. */
  beforeSpace(character: string): boolean;
  /** The same before a line feed. */
  beforeNewline(character: string): boolean;
  /** Whether a cut between a line feed and `character` is safe. */
  afterNewline(character: string): boolean;
}

const unknown = 0;
const isKnown = 1;
const cutsBeforeSpace = 2;
const cutsBeforeNewline = 4;
const cutsAfterNewline = 8;
const newline = 0x0a;

/**
 * Words that begin with their spaces, for models that write a space as a mark in front of a word. What the rules
 * say of a character is asked once; halves of surrogate pairs are never beside a cut.
 */
export function metaspaceWords(rules: CutRules): WordScanner {
  const known = new Uint8Array(0x1_0000);

  function ask(unit: number): number {
    let flags = isKnown;
    if (unit < 0xd800 || unit > 0xdfff) {
      const character = String.fromCharCode(unit);
      if (rules.beforeSpace(character)) flags |= cutsBeforeSpace;
      if (rules.beforeNewline(character)) flags |= cutsBeforeNewline;
      if (rules.afterNewline(character)) flags |= cutsAfterNewline;
    }
    return (known[unit] = flags);
  }

  return {
    skip: (_text, from) => from,
    end(text, start) {
      let before = text.charCodeAt(start);
      for (let at = start + 1; at < text.length; at++) {
        const unit = text.charCodeAt(at);
        if (unit === 0x20 || unit === newline || before === newline) {
          const wanted = unit === 0x20 ? cutsBeforeSpace : cutsBeforeNewline;
          if (unit === 0x20 || unit === newline) {
            const flags = known[before] === unknown ? ask(before) : (known[before] as number);
            if ((flags & wanted) !== 0) return at;
          } else {
            const flags = known[unit] === unknown ? ask(unit) : (known[unit] as number);
            if ((flags & cutsAfterNewline) !== 0) return at;
          }
        }
        before = unit;
      }
      return text.length;
    },
  };
}
