import { languageModel } from '@fm/lm';
import { batch, classify, contextual, generateObject, joinText, prompt } from '@fm/prompt';

import { fact } from '../narration.ts';
import type { TrainedOptions } from './pretrain.ts';

const scene = prompt('{{name}} went {{where}}');
/** The novel has neither braces nor straight quotes, so its characters can spell JSON of numbers and lists only. */
const schema = {
  type: 'array',
  items: { type: 'integer', minimum: 1, maximum: 135 },
  minItems: 2,
  maxItems: 4,
} as const;

/** Prompts the model that was just trained: fills a template, weighs words with and without calibration, asks for JSON. */
export async function promptModel({ text, backend, training }: TrainedOptions): Promise<void> {
  const { tokenizer } = text;
  const { model, parameters } = training;
  await using lm = languageModel({ model, tokenizer, parameters, backend, name: 'moby-dick' });

  const opening = joinText(
    [scene({ name: 'Ahab', where: 'on deck' }), scene({ name: 'He', where: 'to ' })],
    '. ',
  );
  const { text: written } = await lm.generate(opening.text, { maxTokens: 60, temperature: 0 }).result;
  fact('template, filled', JSON.stringify(opening.text));
  fact('values that were put in', opening.segments.filter(({ source }) => source.kind === 'value').length);
  fact('continued', JSON.stringify(written));

  // Which word comes next? Frequent words win anyway; calibration divides by how probable they are after nothing in particular.
  const inputs = ['the captain of the', 'harpoons for the', 'blue and salt, the'];
  const question = {
    model: lm,
    inputs,
    labels: ['ship', 'whale', 'sea'],
    prompt: (input: string): string => input,
  };
  const calibrations = {
    'no calibration': undefined,
    'contextual calibration': contextual(['the', 'and the']),
    'batch calibration': batch(),
  };
  for (const [name, calibration] of Object.entries(calibrations)) {
    const found = await classify({ ...question, ...(calibration && { calibration }) });
    fact(
      name,
      found
        .map(({ label, probabilities }) => `${label} ${(100 * (probabilities[label] ?? 0)).toFixed(0)} %`)
        .join(', '),
    );
  }
  fact('after', inputs.map((input) => `"${input}"`).join(', '));

  const { value } = await generateObject({
    model: lm,
    prompt: 'See chapters ',
    schema,
    maxTokens: 60,
    seed: 1,
  });
  fact('constrained to a schema', JSON.stringify(value));
}
