import { createTwoFilesPatch } from 'diff';
import type { RenderedPrompt } from './rendered-prompt.ts';
import type { RenderedText } from './rendered-text.ts';
import { toTranscript } from './to-transcript.ts';

/**
 * What changed from one prompt to another, as a unified diff of their transcripts; empty when nothing did.
 *
 * @example
 * ```ts
 * import { diffPrompts, prompt } from '@fm/prompt';
 *
 * const greet = prompt('Hello {{name}}.');
 * diffPrompts(greet({ name: 'Ada' }), greet({ name: 'Ada' })); // => ''
 * ```
 */
export function diffPrompts(
  before: RenderedPrompt | RenderedText,
  after: RenderedPrompt | RenderedText,
): string {
  const [a, b] = [toTranscript(before), toTranscript(after)];
  return a === b ? '' : createTwoFilesPatch('before', 'after', a, b, undefined, undefined, { context: 2 });
}
