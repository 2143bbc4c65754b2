import { joinText, renderedText, type RenderedText } from '../rendered/rendered-text.ts';
import type { ShownExample, TaskLayout } from './task-layout.ts';

/** Instruction and examples, up to where the question begins. */
export function contextText(
  { instruction, separator, ...layout }: TaskLayout,
  examples: readonly ShownExample[],
  template: string,
): RenderedText {
  const own = ownText(template);
  const blocks = examples.map(({ input, output }) =>
    joinText([questionText({ ...layout, instruction, separator }, input, template), own(' '), output]),
  );
  const before = instruction === '' ? blocks : [own(instruction), ...blocks];
  return joinText(before.flatMap((block) => [block, own(separator)]));
}

/** The question, up to where the answer begins; its space belongs to the answer. */
export function questionText(
  { inputPrefix, outputPrefix }: TaskLayout,
  input: RenderedText,
  template: string,
): RenderedText {
  const own = ownText(template);
  return joinText([own(inputPrefix), input, own(`\n${outputPrefix}`)]);
}

function ownText(template: string): (text: string) => RenderedText {
  return (text) => renderedText([{ text, source: { kind: 'template', template } }]);
}
