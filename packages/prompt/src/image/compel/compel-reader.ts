import { UnsupportedError } from '@fm/core';

/** Text as it was written, or several nodes with a weight. */
export type CompelNode = string | { readonly weight: number; readonly children: readonly CompelNode[] };

type Nodes = readonly CompelNode[];

/** Brackets nested deeper than this are text. */
const maxDepth = 100;

const escapeOrSign = String.raw`\\[()",.+\-=]|[-+](?![\s()",.+\-=]|$)`;
const word = new RegExp(String.raw`\s*((?:${escapeOrSign}|[^\s()",.+\-=])+)`, 'y');
const quoted = /\s*"((?:\\"|[^"\n])*)"/y;
const signs = /\++|-+/y;
const number = /[+-]?(?:\d+\.\d*|\d*\.\d+)|-?\d+/y;
const explicitWeight = /\s*\.attend\s*\(\s*(\++|-+|[+-]?(?:\d+\.\d*|\d*\.\d+)|-?\d+)\s*\)/y;
const lora = /\s*(?:useLora|withLora)\s*\(\s*[\w-]+\s*(?:,[^)]*)?\)/y;
const swap = /\s*\.swap\s*\(/y;
const option = /\s*([\w-]+\s*=\s*[\w.-]+|[+-]?(?:\d+\.\d*|\d*\.\d+)|-?\d+(?![\w-])|[\w-]+)/y;

/** Reads compel's grammar, alternatives in its order; what none of them takes is a free word. */
export class CompelReader {
  readonly #text: string;
  #position = 0;
  #depth = 0;
  /** What brackets at a place were found to hold: every alternative asks again. */
  readonly #brackets = new Map<number, { readonly nodes: Nodes; readonly end: number } | undefined>();

  constructor(text: string) {
    this.#text = text;
  }

  /** Whether only spaces are left. */
  isAtEnd(): boolean {
    return this.rest() === '';
  }

  /** What is left. */
  rest(): string {
    return this.#text.slice(this.#position).trim();
  }

  /** `("one", "other")` with an operator and its options; nothing is read where there is none. */
  operation(
    operator: RegExp,
  ): { readonly prompts: readonly Nodes[]; readonly options: readonly string[] } | undefined {
    return this.#attempt(() => {
      if (this.#take(/\s*\(/y) === undefined) return undefined;
      const prompts: Nodes[] = [];
      do {
        const target = this.#target() ?? this.#quoted((text) => new CompelReader(text).whole());
        if (target === undefined) return undefined;
        prompts.push(target);
      } while (this.#take(/\s*,/y) !== undefined);
      const isOperator =
        this.#take(/\s*\)\s*/y) !== undefined &&
        this.#take(operator) !== undefined &&
        this.#take(/\s*\(/y) !== undefined;
      if (!isOperator) return undefined;
      const options = this.#options();
      return this.#take(/\s*\)/y) === undefined ? undefined : { prompts, options };
    });
  }

  /** Everything up to the end. */
  whole(): Nodes {
    const nodes: CompelNode[] = [];
    while (!this.isAtEnd()) {
      const found = this.#weighted() ?? this.#quotedFragment() ?? this.#parenthesized();
      if (found !== undefined) nodes.push(...found);
      else if (this.#take(/\s+/y) === undefined) nodes.push(this.#take(/[^\s,]*,|[^\s,]+/y) as string);
    }
    return nodes;
  }

  #options(): readonly string[] {
    const options: string[] = [];
    do {
      const found = this.#take(option);
      if (found === undefined) break;
      options.push(found.trim());
    } while (this.#take(/\s*,(?=\s*[\w.+-])/y) !== undefined);
    return options;
  }

  #target(): Nodes | undefined {
    return this.#quotedFragment() ?? this.#parenthesized() ?? this.#word();
  }

  #word(): Nodes | undefined {
    const found = this.#take(word);
    return found === undefined ? undefined : [found.trimStart()];
  }

  /** A target with a weight after it. */
  #weighted(): Nodes | undefined {
    this.#refuseLora();
    return this.#attempt(() => {
      const start = this.#position;
      const bracketed = this.#quotedFragment() ?? this.#parenthesized();
      const children = bracketed ?? this.#word();
      if (children === undefined) return undefined;
      this.#refuseSwap(start);
      const explicit = this.#match(explicitWeight)?.[1];
      const weight = explicit ?? this.#take(signs) ?? (bracketed && this.#take(number));
      return weight === undefined ? undefined : [{ weight: weightOf(weight), children }];
    });
  }

  /** What may stand in brackets or quotes, as far as it goes. */
  #fragment(): Nodes {
    const nodes: CompelNode[] = [];
    for (;;) {
      const found = this.#weighted() ?? this.#target();
      if (found !== undefined) nodes.push(...found);
      else {
        const sign = this.#take(/\s*[,.]/y);
        if (sign === undefined) return nodes;
        nodes.push(sign.trim());
      }
    }
  }

  #parenthesized(): Nodes | undefined {
    const start = this.#position;
    if (this.#depth >= maxDepth) return undefined;
    if (!this.#brackets.has(start)) {
      const nodes = this.#attempt(() => this.#bracketed());
      this.#brackets.set(start, nodes && { nodes, end: this.#position });
    }
    const found = this.#brackets.get(start);
    this.#position = found?.end ?? start;
    return found?.nodes;
  }

  #bracketed(): Nodes | undefined {
    if (this.#take(/\s*\(/y) === undefined) return undefined;
    this.#depth++;
    const nodes = this.#fragment();
    this.#depth--;
    return this.#take(/\s*\)/y) === undefined ? undefined : nodes;
  }

  #quotedFragment(): Nodes | undefined {
    return this.#quoted((text) => {
      const reader = new CompelReader(text);
      const nodes = reader.#fragment();
      return reader.isAtEnd() ? nodes : undefined;
    });
  }

  #quoted(read: (text: string) => Nodes | undefined): Nodes | undefined {
    return this.#attempt(() => {
      const inside = this.#match(quoted)?.[1];
      if (inside === undefined) return undefined;
      return inside.trim() === '' ? [''] : read(inside);
    });
  }

  #refuseSwap(start: number): void {
    if (this.#match(swap) === undefined) return;
    this.#refuse(
      start,
      'Cross-attention control needs the attention maps of a denoiser: encode the two prompts instead.',
    );
  }

  #refuseLora(): void {
    const start = this.#position;
    if (this.#match(lora) !== undefined) this.#refuse(start, 'Load adapters into the denoiser instead.');
  }

  #refuse(start: number, hint: string): never {
    throw new UnsupportedError('parseCompel: this is no matter of text', {
      expected: 'weights, .blend() or .and()',
      received: this.#text.slice(start, this.#position).trim(),
      hint,
    });
  }

  #attempt<Found>(read: () => Found | undefined): Found | undefined {
    const [position, depth] = [this.#position, this.#depth];
    const found = read();
    if (found === undefined) [this.#position, this.#depth] = [position, depth];
    return found;
  }

  #take(pattern: RegExp): string | undefined {
    return this.#match(pattern)?.[0];
  }

  #match(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.#position;
    const found = pattern.exec(this.#text);
    if (found === null) return undefined;
    this.#position = pattern.lastIndex;
    return found;
  }
}

function weightOf(written: string): number {
  if (/^\++$/.test(written)) return 1.1 ** written.length;
  return /^-+$/.test(written) ? 0.9 ** written.length : Number(written);
}
