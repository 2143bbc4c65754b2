import { renderedText, type RenderedText } from '../rendered/rendered-text.ts';
import type { Segment } from '../rendered/segment.ts';
import type { Cut } from './prompt-part.ts';

/** Cuts one text to lengths. */
export type Shorten<Content> = (keep: number) => Content | undefined;

/**
 * Cuts a text to at most so many UTF-16 code units of its own, never inside a character as people see it; the marker comes
 * on top. `undefined` when nothing would be left.
 */
export function cutText(
  rendered: RenderedText,
  { cut, marker }: { readonly cut: Cut; readonly marker: string },
): Shorten<RenderedText> {
  const { text } = rendered;
  const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' }).segment(text);
  const boundaryBefore = (at: number): number => graphemes.containing(at)?.index ?? text.length;
  const boundaryBehind = (at: number): number => {
    const grapheme = graphemes.containing(at);
    if (grapheme === undefined || grapheme.index === at) return at;
    return grapheme.index + grapheme.segment.length;
  };
  const between: Segment = { text: marker, source: { kind: 'template', template: 'truncatable' } };
  return (keep) => {
    const behind = cut === 'start' ? 0 : cut === 'end' ? keep : Math.ceil(keep / 2);
    const head = slice(rendered, 0, boundaryBefore(behind));
    const tail = slice(rendered, boundaryBehind(text.length - (keep - behind)), text.length);
    return head.length + tail.length === 0 ? undefined : renderedText([...head, between, ...tail]);
  };
}

/** The pieces of a stretch of text, each with its source. */
function slice({ segments }: RenderedText, from: number, to: number): readonly Segment[] {
  const pieces: Segment[] = [];
  let start = 0;
  for (const { text, source } of segments) {
    const piece = text.slice(Math.max(0, from - start), Math.max(0, to - start));
    if (piece !== '') pieces.push({ text: piece, source });
    start += text.length;
  }
  return pieces;
}
