import { asciiClasses, characterClass } from './character-class.ts';
import type { PieceScanner, Scanner } from './scanner.ts';

/** What an automaton tells apart; `wide` is every character outside ASCII. */
export type Input =
  | 'upper'
  | 'lower'
  | 'digit'
  | 'blank'
  | 'tab'
  | 'newline'
  | 'symbol'
  | 'apostrophe'
  | 'slash'
  | 'wide';

const inputs: readonly Input[] = [
  'upper',
  'lower',
  'digit',
  'blank',
  'tab',
  'newline',
  'symbol',
  'apostrophe',
  'slash',
  'wide',
];

/**
 * Rules of an automaton: for each state, the next state for each input, with a mark in front where pieces end:
 *
 * - `|L`: a piece ends before this character;
 * - `<L`: a piece ends before the last character;
 * - `~L`: the end that was set last was none;
 * - `!`: leave this piece to the slow scanner, and `~!` after taking the last end back.
 *
 * An input without a rule is left to the slow scanner too. Each state begins with the rules of the states named in
 * `like`.
 */
export type AutomatonRules = Readonly<Record<string, AutomatonState>>;

/** One state of {@link AutomatonRules}. */
export type AutomatonState = Readonly<Partial<Record<Input, string>>> & { readonly like?: string };

/** A state comes times 16: where its steps begin. */
export const stateShift = 4;
/** Bits of a step that are the next state. */
export const stateMask = 0x3f0;
/** Bit of a step by which a piece's end is one byte back. */
export const backBit = 10;
/** One more than what is added to the number of pieces. */
export const deltaShift = 11;
/** Set in a step that leaves the piece to the slow scanner. */
export const bailBit: number = 1 << 13;

/** Bytes after which a walk rests, since it is lost where one piece reaches over all of them. */
const longestWalk = 4096;

/**
 * A scanner that walks over ASCII with one table look-up and no branch per byte, and leaves what the rules do not
 * know to `endOfPiece`, piece by piece. The first state is where a piece begins.
 */
export function asciiAutomaton(rules: AutomatonRules, endOfPiece: PieceScanner): Scanner {
  const steps = compileRules(rules);
  const walk = walker(steps);
  const scan = (bytes: Uint8Array, start: number, end: number, ends: Int32Array): number => {
    let count = 0;
    let at = start;
    while (at < end) {
      count = walk(bytes, at, Math.min(end, at + longestWalk), ends, count);
      at = count === 0 ? start : ends[count - 1]!;
      if (at < end) {
        at = endOfPiece(bytes, at, end);
        ends[count++] = at;
      }
    }
    return count;
  };
  return Object.assign(scan, { automaton: { steps, inputByByte, endOfPiece } });
}

type Walk = (bytes: Uint8Array, start: number, end: number, ends: Int32Array, first: number) => number;

/** Cuts until the rules or the bytes end, and gives how many pieces there are then; `first` pieces are there before. */
function walker(rules: Uint16Array): Walk {
  return (bytes, start, end, ends, first) => {
    // Local names spare the inner loop a look at its surroundings for every byte.
    const table = rules;
    const inputOfByte = inputByByte;
    let count = first;
    let state = 0;
    for (let at = start; at < end; at++) {
      const step = table[state | inputOfByte[bytes[at]!]!]!;
      if ((step & bailBit) !== 0) return count + deltaOf(step);
      ends[count] = at - ((step >>> backBit) & 1);
      count += deltaOf(step);
      state = step & stateMask;
    }
    return count + deltaOf(table[state | wide]!);
  };
}

function deltaOf(step: number): number {
  return ((step >>> deltaShift) & 3) - 1;
}

const wide = inputs.indexOf('wide');
const inputByByte = Uint8Array.from({ length: 256 }, (_, byte) => inputs.indexOf(inputOf(byte)));

function inputOf(byte: number): Input {
  if (byte >= 0x80) return 'wide';
  const character = String.fromCharCode(byte);
  if (character === ' ') return 'blank';
  if (character === "'") return 'apostrophe';
  if (character === '/') return 'slash';
  const kind = asciiClasses[byte];
  if (kind === characterClass.upper) return 'upper';
  if (kind === characterClass.lower) return 'lower';
  if (kind === characterClass.number) return 'digit';
  if (kind === characterClass.space) return 'tab';
  return kind === characterClass.newline ? 'newline' : 'symbol';
}

function compileRules(rules: AutomatonRules): Uint16Array {
  const states = Object.keys(rules);
  const table = new Uint16Array(states.length << stateShift);
  for (const [index, state] of states.entries()) {
    for (const [input, name] of inputs.entries()) {
      const rule = ruleOf(rules, state, name);
      const next = states.indexOf(rule.replace(/^[|<~!]+/, ''));
      const isBail = next < 0;
      const delta = rule.startsWith('~') ? -1 : Number(/^[|<]/.test(rule));
      table[(index << stateShift) | input] =
        (isBail ? bailBit : next << stateShift) |
        (Number(rule.startsWith('<')) << backBit) |
        ((delta + 1) << deltaShift);
    }
  }
  return table;
}

function ruleOf(rules: AutomatonRules, state: string, input: Input): string {
  const own = rules[state]?.[input];
  const like = rules[state]?.like;
  if (own !== undefined) return own;
  return like === undefined ? '!' : ruleOf(rules, like, input);
}
