import { styleText } from 'node:util';

import { ngramCrossEntropy } from '@fm/lm';

import type { PreparedText } from './prepare-text.ts';

/** Prints the model's loss between those of models that count characters, pairs and triples. */
export function compareWithFloors({ tokenizer, training, validation }: PreparedText, loss: number): void {
  const rows = [
    { name: 'guessing', loss: Math.log(tokenizer.vocabularySize) },
    { name: 'counting characters', loss: ngramCrossEntropy({ training, validation }, 1) },
    { name: 'counting pairs', loss: ngramCrossEntropy({ training, validation }, 2) },
    { name: 'counting triples', loss: ngramCrossEntropy({ training, validation }, 3) },
    { name: 'the small GPT', loss },
  ];
  for (const row of rows) {
    const bar = '█'.repeat(Math.round(row.loss * 10));
    const line = `  ${row.name.padEnd(20)} ${row.loss.toFixed(3)} nats  ${bar}`;
    console.log(row.name === 'the small GPT' ? styleText('green', line) : line);
  }
  const bits = loss / Math.LN2;
  console.log(
    `\n  That is ${bits.toFixed(2)} bits per character: on average it hesitates between ${Math.exp(loss).toFixed(1)} of them.`,
  );
}
