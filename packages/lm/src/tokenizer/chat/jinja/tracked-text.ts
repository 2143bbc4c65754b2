/** Where characters come from. */
export interface TextOrigin {
  /** Whether the template's author wrote them; only such text may hold control tokens. */
  readonly trusted: boolean;
  /** Role of the message they come from. */
  readonly role?: string;
  /** Index of the message they come from. */
  readonly messageIndex?: number;
  /** Whether they are inside a `{% generation %}` block. */
  readonly assistant?: boolean;
}

/** Characters of one origin. */
export interface TextRun {
  /** One past the last UTF-16 code unit. */
  readonly end: number;
  readonly origin: TextOrigin;
}

/** What the template's author wrote. */
export const templateOrigin: TextOrigin = { trusted: true };
/** What the evaluator wrote itself, such as the brackets of a printed list. */
export const derivedOrigin: TextOrigin = { trusted: false };

/** An immutable text that knows of each of its characters where it comes from. */
export class TrackedText {
  readonly text: string;
  /** Neighbouring runs have different origins; the last one ends where the text does. */
  readonly runs: readonly TextRun[];

  constructor(text: string, runs: readonly TextRun[]) {
    this.text = text;
    this.runs = runs;
  }

  static of(text: string, origin: TextOrigin): TrackedText {
    return text === '' ? TrackedText.empty : new TrackedText(text, [{ end: text.length, origin }]);
  }

  static readonly empty: TrackedText = new TrackedText('', []);

  static concat(parts: readonly TrackedText[]): TrackedText {
    if (parts.length === 1) return parts[0] as TrackedText;
    const runs: TextRun[] = [];
    let offset = 0;
    for (const part of parts) {
      for (const { end, origin } of part.runs) {
        if (runs.at(-1)?.origin === origin) runs.pop();
        runs.push({ end: offset + end, origin });
      }
      offset += part.text.length;
    }
    return new TrackedText(parts.map((part) => part.text).join(''), runs);
  }

  get length(): number {
    return this.text.length;
  }

  /** The part from one UTF-16 code unit to another. */
  slice(start: number, end: number = this.text.length): TrackedText {
    if (start <= 0 && end >= this.text.length) return this;
    if (end <= start) return TrackedText.empty;
    const runs: TextRun[] = [];
    for (const run of this.runs) {
      if (run.end <= start) continue;
      runs.push({ end: Math.min(run.end, end) - start, origin: run.origin });
      if (run.end >= end) break;
    }
    return new TrackedText(this.text.slice(start, end), runs);
  }

  /** Several parts, in order and apart, in one pass. */
  slices(ranges: readonly (readonly [start: number, end: number])[]): readonly TrackedText[] {
    let first = 0;
    return ranges.map(([start, end]) => {
      if (end <= start) return TrackedText.empty;
      while ((this.runs[first]?.end ?? Infinity) <= start) first++;
      const runs: TextRun[] = [];
      for (let i = first; i < this.runs.length; i++) {
        const run = this.runs[i] as TextRun;
        runs.push({ end: Math.min(run.end, end) - start, origin: run.origin });
        if (run.end >= end) break;
      }
      return new TrackedText(this.text.slice(start, end), runs);
    });
  }

  /** Rewrites every run by itself. */
  map(rewrite: (text: string) => string): TrackedText {
    let start = 0;
    const parts = this.runs.map(({ end, origin }) => {
      const part = TrackedText.of(rewrite(this.text.slice(start, end)), origin);
      start = end;
      return part;
    });
    return TrackedText.concat(parts);
  }

  /** The same text with other origins. */
  withOrigins(change: (origin: TextOrigin) => TextOrigin): TrackedText {
    return new TrackedText(
      this.text,
      this.runs.map(({ end, origin }) => ({ end, origin: change(origin) })),
    );
  }
}
