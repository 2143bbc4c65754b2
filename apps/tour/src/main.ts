/**
 * The guided tour: a small GPT learns to write like Melville, in a few minutes on two cores.
 *
 *     npm start                                   install, build, and take the tour
 *     node apps/tour/src/main.ts --steps 200      a shorter walk, after a build
 */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { ortBackend } from '@fm/ort/node';

import { compareWithFloors } from './chapters/compare-with-floors.ts';
import { prepareText } from './chapters/prepare-text.ts';
import { pretrain } from './chapters/pretrain.ts';
import { resumeExactly } from './chapters/resume-exactly.ts';
import { saveModel } from './chapters/save-model.ts';
import { writeSamples } from './chapters/write-samples.ts';
import { heading, listFiles } from './narration.ts';

const { values } = parseArgs({
  options: {
    steps: { type: 'string', default: '2000' },
    out: { type: 'string', default: join(import.meta.dirname, '../../../runs/tour') },
  },
});
const steps = Number(values.steps);
const folder = join(values.out, new Date().toISOString().slice(0, 19).replaceAll(':', '-'));
await mkdir(folder, { recursive: true });

await using backend = await ortBackend();

heading('The text', 'A novel from an npm package becomes numbers: one id for each character.');
const text = prepareText();

heading(
  'Pre-training',
  'Self-supervision: at every place in the text the model predicts the next character.',
);
const options = { text, backend, folder, steps };
const trained = { ...options, training: await pretrain(options) };

heading('Has it learned?', 'Validation loss beside models that only count characters. Lower is better.');
compareWithFloors(text, trained.training.validationLoss);

heading('Writing', 'The same prompt, before training and after.');
await writeSamples(trained);

heading('Saving', 'The weights for Python, and the model as one ONNX file for any runtime.');
await saveModel(trained);

heading('Resuming', 'Training goes on from an earlier checkpoint, and ends with the same bits.');
await resumeExactly(trained);

heading('Everything is here', folder);
await listFiles(folder);
