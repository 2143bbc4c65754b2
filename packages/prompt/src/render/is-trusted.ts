import type { Segment } from '../rendered/segment.ts';

/** Whether control tokens count in a piece of text: in what a template's author wrote, and in what the caller vouches for. */
export function isTrusted({ source }: Segment): boolean {
  return source.kind === 'template' || source.trusted;
}
