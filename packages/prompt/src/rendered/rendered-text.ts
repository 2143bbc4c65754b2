import { madeHere } from './made-here.ts';
import type { Segment } from './segment.ts';

/** Text that remembers where each piece of it came from. Frozen; may be put in for a variable of another template. */
export interface RenderedText {
  readonly kind: 'text';
  readonly text: string;
  /** Pieces in order; their texts joined are `text`. */
  readonly segments: readonly Segment[];
}

/**
 * Text from its pieces; empty ones are left out.
 *
 * @example
 * ```ts
 * import { renderedText } from '@fm/prompt';
 *
 * const { text, segments } = renderedText([
 *   { text: 'Hello ', source: { kind: 'template', template: 'greeting' } },
 *   { text: 'Ada', source: { kind: 'value', template: 'greeting', variable: 'name', trusted: false } },
 * ]);
 * text; // => 'Hello Ada'
 * segments.length; // => 2
 * ```
 */
export function renderedText(segments: readonly Segment[]): RenderedText {
  const kept = segments.filter(({ text }) => text !== '');
  return madeHere({
    kind: 'text',
    text: kept.map(({ text }) => text).join(''),
    segments: Object.freeze(kept.map((segment) => Object.freeze(segment))),
  });
}

/**
 * Several texts with a separator between them: what loops in templates are.
 *
 * @param separator - trusted, as a template is; default: ''
 * @example
 * ```ts
 * import { joinText, prompt } from '@fm/prompt';
 *
 * const line = prompt('- {{item}}');
 * joinText(['milk', 'bread'].map((item) => line({ item })), '\n').text; // => '- milk\n- bread'
 * ```
 */
export function joinText(texts: readonly RenderedText[], separator = ''): RenderedText {
  const between: Segment = { text: separator, source: { kind: 'template', template: 'joinText' } };
  return renderedText(texts.flatMap(({ segments }, i) => (i === 0 ? segments : [between, ...segments])));
}
