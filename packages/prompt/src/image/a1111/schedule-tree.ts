import type { ScheduleStep } from '../image-prompt.ts';

/** Text whose brackets are still to be read, between what changes over time. */
export type ScheduleNode = string | ScheduledNodes | AlternatingNodes;

/** `[before:after:until]` */
export interface ScheduledNodes {
  readonly kind: 'schedule';
  readonly before: readonly ScheduleNode[];
  readonly after: readonly ScheduleNode[];
  readonly until: ScheduleStep;
}

/** `[one|other]` */
export interface AlternatingNodes {
  readonly kind: 'alternate';
  readonly options: readonly (readonly ScheduleNode[])[];
}

/** How deep brackets may nest; beyond, they are text. */
const maxDepth = 64;

/**
 * Finds what changes over time. A bracket that closes nothing, or whose inside is not balanced, is text. As in the
 * original, a `|` outside of brackets or a backslash before nothing makes everything text.
 */
export function parseSchedules(text: string): readonly ScheduleNode[] {
  const reader = new ScheduleReader(text);
  const nodes: ScheduleNode[] = [];
  while (reader.position < text.length) {
    nodes.push(...reader.prompt(0));
    if (reader.position >= text.length) break;
    if (!'[]():'.includes(text[reader.position] as string)) return [text];
    nodes.push(text[reader.position++] as string);
  }
  return joined(nodes);
}

class ScheduleReader {
  readonly text: string;
  position = 0;
  /** Brackets that are known to open nothing; without them, `((((…` would be tried again and again. */
  readonly #unopened = new Set<number>();

  constructor(text: string) {
    this.text = text;
  }

  /** Reads on up to a `:`, `|`, or a bracket that opens or closes nothing. */
  prompt(depth: number): readonly ScheduleNode[] {
    const nodes: ScheduleNode[] = [];
    for (;;) {
      const plain = /(?:[^\\[\]():|]|\\.)+/y;
      plain.lastIndex = this.position;
      const found = plain.exec(this.text)?.[0];
      if (found !== undefined) {
        nodes.push(found);
        this.position += found.length;
      }
      const bracket = this.text[this.position];
      if (bracket !== '(' && bracket !== '[') return joined(nodes);
      const inside = this.#bracket(bracket, depth);
      if (inside === undefined) return joined(nodes);
      nodes.push(...inside);
    }
  }

  #bracket(bracket: '(' | '[', depth: number): readonly ScheduleNode[] | undefined {
    const start = this.position;
    if (depth >= maxDepth || this.#unopened.has(start)) return undefined;
    this.position++;
    const found = bracket === '(' ? this.#round(depth + 1) : this.#square(depth + 1);
    if (found === undefined) {
      this.position = start;
      this.#unopened.add(start);
    }
    return found;
  }

  #round(depth: number): readonly ScheduleNode[] | undefined {
    const inside = this.prompt(depth);
    if (this.#take(')')) return ['(', ...inside, ')'];
    if (!this.#take(':')) return undefined;
    const weight = this.prompt(depth);
    return this.#take(')') ? ['(', ...inside, ':', ...weight, ')'] : undefined;
  }

  #square(depth: number): readonly ScheduleNode[] | undefined {
    const first = this.prompt(depth);
    if (this.#take(']')) return ['[', ...first, ']'];
    if (this.text[this.position] === '|') {
      const options = [first];
      while (this.#take('|')) options.push(this.prompt(depth));
      return this.#take(']') ? [{ kind: 'alternate', options }] : undefined;
    }
    if (!this.#take(':')) return undefined;
    const early = this.#until();
    if (early !== undefined) return [{ kind: 'schedule', before: [], after: first, until: early }];
    const second = this.prompt(depth);
    if (!this.#take(':')) return undefined;
    const until = this.#until();
    return until && [{ kind: 'schedule', before: first, after: second, until }];
  }

  /** `0.5]`: a number with a point is a share of all steps, one without is a step. */
  #until(): ScheduleStep | undefined {
    const number = /\s*([+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)\s*\]/y;
    number.lastIndex = this.position;
    const found = number.exec(this.text);
    if (found === null) return undefined;
    this.position = number.lastIndex;
    const written = found[1] as string;
    return written.includes('.') ? { share: Number(written) } : { step: Number(written) };
  }

  #take(character: string): boolean {
    if (this.text[this.position] !== character) return false;
    this.position++;
    return true;
  }
}

function joined(nodes: readonly ScheduleNode[]): readonly ScheduleNode[] {
  const result: ScheduleNode[] = [];
  for (const node of nodes) {
    const last = result.at(-1);
    if (typeof node === 'string' && typeof last === 'string') result[result.length - 1] = last + node;
    else result.push(node);
  }
  return result;
}
