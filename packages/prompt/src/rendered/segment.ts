/** A piece of rendered text and where it came from. */
export interface Segment {
  readonly text: string;
  readonly source: SegmentSource;
}

/** Where a piece of text came from. */
export type SegmentSource = TemplateSource | ValueSource;

/** Text that the author of a template wrote. */
export interface TemplateSource {
  readonly kind: 'template';
  /** Name of the template. */
  readonly template: string;
}

/** Text that was put in for a variable. */
export interface ValueSource {
  readonly kind: 'value';
  /** Name of the template. */
  readonly template: string;
  /** Name of the variable. */
  readonly variable: string;
  /** Whether the caller vouches for it; what users and tools write is untrusted. */
  readonly trusted: boolean;
}
