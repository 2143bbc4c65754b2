import type { RenderedPrompt } from './rendered-prompt.ts';
import type { RenderedText } from './rendered-text.ts';

/**
 * A prompt as text for people: the text itself, or each message under its role. Stable, so it suits snapshots.
 *
 * @example
 * ```ts
 * import { prompt, system, toTranscript, user } from '@fm/prompt';
 *
 * toTranscript(prompt([system('Be brief.'), user('{{question}}')])({ question: 'Why?' }));
 * // => '[system]\nBe brief.\n\n[user]\nWhy?\n'
 * ```
 */
export function toTranscript(rendered: RenderedPrompt | RenderedText): string {
  if (rendered.kind === 'text') return rendered.text;
  return rendered.messages
    .map((message) => {
      const parts = message.content.map((part) =>
        'kind' in part ? part.text : `<${part.type} ${part.mediaType}>`,
      );
      const calls =
        message.role === 'assistant'
          ? (message.toolCalls ?? []).map(({ name, input }) => `→ ${name}(${JSON.stringify(input)})`)
          : [];
      const role = message.role === 'tool' ? `tool ${message.toolName}` : message.role;
      return `[${role}]\n${[...parts, ...calls].join('\n')}\n`;
    })
    .join('\n');
}
