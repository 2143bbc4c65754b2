import { questionText } from '../task/demonstration-text.ts';
import { joinText, renderedText, type RenderedText } from '../rendered/rendered-text.ts';
import type { DemonstrationOptions, Task } from '../task/task.ts';
import { optional, type PromptPart, required } from './prompt-part.ts';

/** Options of {@link taskParts}. */
export interface TaskPartsOptions<Input, Output> extends DemonstrationOptions<Input, Output> {
  /** Which examples are left out last. @default 'first': those shown first; 'last' for those next to the question */
  readonly keep?: 'first' | 'last';
}

/**
 * The parts of a task's text form, for `fit` with `separator: task.layout.separator`: instruction (required, stable), each
 * example (optional), and question (required). If all fit, the prompt is that of `task.text`.
 *
 * @example
 * ```ts
 * import { byteTokenizer } from '@fm/lm/tokenizer';
 * import { fit, task, taskParts } from '@fm/prompt';
 *
 * const spell = task({ name: 'spell', instruction: 'Spell it.' });
 * const examples = [spell.example('cat', 'c-a-t'), spell.example('horse', 'h-o-r-s-e')];
 * const { report } = fit(taskParts(spell, 'dog', { examples }), {
 *   tokenizer: byteTokenizer(),
 *   maxTokens: 64,
 *   separator: spell.layout.separator,
 * });
 * report.dropped.map(({ part }) => part); // => ['example 2']
 * ```
 */
export function taskParts<Input, Output>(
  { name, layout, inputText, outputText }: Task<Input, Output>,
  input: Input,
  { examples = [], keep = 'first' }: TaskPartsOptions<Input, Output> = {},
): readonly PromptPart<RenderedText>[] {
  const own = (text: string): RenderedText =>
    renderedText([{ text, source: { kind: 'template', template: name } }]);
  const answer = (output: Output): RenderedText =>
    renderedText([
      {
        text: outputText(output),
        source: { kind: 'value', template: name, variable: 'output', trusted: false },
      },
    ]);
  const instruction = layout.instruction === '' ? [] : [own(layout.instruction)];
  return [
    ...instruction.map((text) => required('instruction', text, { stable: true })),
    ...examples.map((example, i) =>
      optional(
        `example ${i + 1}`,
        joinText([questionText(layout, inputText(example.input), name), own(' '), answer(example.output)]),
        { priority: keep === 'first' ? -i : i },
      ),
    ),
    required('question', questionText(layout, inputText(input), name)),
  ];
}
