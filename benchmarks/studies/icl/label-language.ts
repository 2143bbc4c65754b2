import { foldInHost, hostKey, type Tokenizer, uniformHost } from '@fm/core';
import { characterTokenizer } from '@fm/lm';
import {
  type Example,
  type LabelTask,
  task,
  type TextValues,
  type TrainingRecord,
  trainingRecords,
} from '@fm/prompt';

/** Two kinds of letters; which of the two labels a kind has differs from document to document. */
export const kinds = ['abcd', 'efgh'] as const;
/** A letter of no kind, whose label means nothing. */
export const contentFree = '?';
/** Share of labels that are wrong: why more examples say more than one. */
const noise = 0.1;
/** Share of documents in which the first kind is `x`; the corpus as a whole prefers that. */
const firstIsX = 0.6;

/** What is asked about: a letter. */
export type Input = TextValues<'{{letter}}'>;
export type Label = 'x' | 'y';

/** What is asked: the label of a letter, from the letters before it. */
export const letterTask: LabelTask<Input, Label> = task({
  name: 'letters',
  input: '{{letter}}',
  labels: ['x', 'y'],
  outputPrefix: '=',
  separator: ';',
});

/** A letter with its label. */
export type LabelExample = Example<Input, Label>;

export const tokenizer: Tokenizer = characterTokenizer(`${kinds.join('')}${contentFree}xy= ;\n`);

/** The label of a kind of letters in a document, without noise. */
export function labelOf(kind: number, mapping: number): Label {
  return (kind + mapping) % 2 === 0 ? 'x' : 'y';
}

/** Examples of one document: letters of any kind, with labels that are right nine times out of ten. */
export function drawExamples(
  count: number,
  seed: readonly [number, number],
  mapping: number,
): readonly LabelExample[] {
  const draws = uniformHost(foldInHost(hostKey(seed[0]), seed[1]), 4 * count);
  return Array.from({ length: count }, (_, i) => {
    const [kindDraw, letterDraw, noiseDraw, freeDraw] = draws.subarray(4 * i, 4 * i + 4) as unknown as [
      number,
      number,
      number,
      number,
    ];
    const kind = kindDraw < 0.5 ? 0 : 1;
    const letter = kinds[kind][Math.floor(letterDraw * kinds[kind].length)] as string;
    if (freeDraw < 0.03) return letterTask.example({ letter: contentFree }, noiseDraw < 0.5 ? 'x' : 'y');
    return letterTask.example({ letter }, labelOf(kind, mapping + (noiseDraw < noise ? 1 : 0)));
  });
}

/** Documents of nine examples, of which every label is learned. */
export function documents(count: number, seed: number): readonly TrainingRecord[] {
  const mappings = uniformHost(foldInHost(hostKey(seed), 0), count);
  return Array.from({ length: count }, (_, example) => {
    const shown = drawExamples(9, [seed, example + 1], (mappings[example] as number) < firstIsX ? 0 : 1);
    const { records } = trainingRecords(letterTask, shown, { tokenizer });
    const ids = records.flatMap((record) => [...record.ids]);
    const learned = records.flatMap((record) => [...record.learned]);
    return { ids: Uint32Array.from(ids), learned: Uint8Array.from(learned), example };
  });
}
