import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { styleText } from 'node:util';

import type { HostTensor } from '@fm/core';
import { languageModel } from '@fm/lm';

import type { TrainedOptions } from './pretrain.ts';

const prompt = 'The whale ';

/** Lets the untrained and the trained model continue a prompt, as a stream, and writes both to a file. */
export async function writeSamples({ text, backend, folder, training }: TrainedOptions): Promise<void> {
  const write = async (parameters: Readonly<Record<string, HostTensor>>): Promise<string> => {
    await using lm = languageModel({ model: training.model, tokenizer: text.tokenizer, parameters, backend });
    process.stdout.write(styleText('bold', `  ${prompt}`));
    let written = prompt;
    // The model looks back a fixed number of characters; to write on, it is given its own last words again.
    for (let seed = 0; written.length < 400; seed++) {
      const recent = written.slice(-lm.contextLength / 2);
      for await (const piece of lm.generate(recent, { temperature: 0.8, topK: 40, seed })) {
        process.stdout.write(piece.text.replaceAll('\n', '\n  '));
        written += piece.text;
      }
    }
    process.stdout.write('\n\n');
    return written;
  };
  const before = await write(training.first);
  const after = await write(training.parameters);
  await writeFile(
    join(folder, 'samples.txt'),
    `Before training\n\n${before}\n\nAfter training\n\n${after}\n`,
  );
}
