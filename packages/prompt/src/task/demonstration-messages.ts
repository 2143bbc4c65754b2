import { type RenderedMessage, renderedPrompt, type RenderedPrompt } from '../rendered/rendered-prompt.ts';
import { joinText, renderedText, type RenderedText } from '../rendered/rendered-text.ts';
import type { ShownExample, TaskLayout } from './task-layout.ts';

/** A conversation in which a task was solved for each example, and is to be solved for the question. */
export function demonstrationMessages({
  name,
  layout: { instruction, separator },
  examples,
  question,
  instructionIn,
}: {
  readonly name: string;
  readonly layout: TaskLayout;
  readonly examples: readonly ShownExample[];
  readonly question: RenderedText;
  readonly instructionIn: 'system' | 'user';
}): RenderedPrompt {
  const own = (text: string): RenderedText =>
    renderedText([{ text, source: { kind: 'template', template: name } }]);
  const turns = examples.flatMap(({ input, output }): readonly RenderedMessage[] => [
    { role: 'user', content: [input] },
    { role: 'assistant', content: [output] },
  ]);
  const messages: readonly RenderedMessage[] = [...turns, { role: 'user', content: [question] }];
  if (instruction === '') return renderedPrompt(messages);
  if (instructionIn === 'system') {
    return renderedPrompt([{ role: 'system', content: [own(instruction)] }, ...messages]);
  }
  const first = examples[0]?.input ?? question;
  const opening: RenderedMessage = {
    role: 'user',
    content: [joinText([own(instruction), own(separator), first])],
  };
  return renderedPrompt([opening, ...messages.slice(1)]);
}
