import { ArgumentError } from '@fm/core';
import { causalLanguageModeling, characterTokenizer, Gpt2, languageModel } from '@fm/lm';
import { byteTokenizer, chatFormat, chatTemplate } from '@fm/lm/tokenizer';
import { ortBackend } from '@fm/ort/node';
import { adamW, train } from '@fm/train';
import { describe, expect, it } from 'vitest';
import { classify } from '../classify/classify.ts';
import { task } from '../task/task.ts';
import { recordBatch, recordRows } from './record-batches.ts';
import { recordEvaluationData, recordTrainingData } from './record-data.ts';
import { trainingRecords } from './training-records.ts';

const parity = task({
  name: 'parity',
  input: '{{digits}}',
  labels: ['even', 'odd'],
  outputPrefix: 'is',
  separator: '\n',
});
const examples = ['00', '01', '10', '11', '12', '21', '22', '20'].map((digits) =>
  parity.example({ digits }, (Number(digits[0]) + Number(digits[1])) % 2 === 0 ? 'even' : 'odd'),
);
const learnedText = ({ ids, learned }: { readonly ids: Uint32Array; readonly learned: Uint8Array }): string =>
  byteTokenizer().decode(ids.filter((_, i) => learned[i] === 1));

describe('trainingRecords', () => {
  it('learns the answer and its end, in the text form', () => {
    const { records, report } = trainingRecords(parity, examples.slice(0, 2), { tokenizer: byteTokenizer() });
    expect(records.map(learnedText)).toEqual([' even\n', ' odd\n']);
    expect(report).toEqual({ tokens: 21, learned: 11, dropped: [], straddling: [] });
  });

  it('learns the last answer of a conversation', () => {
    const format = chatFormat(byteTokenizer(), {
      template: chatTemplate(
        "{% for m in messages %}<{{ m.role }}>{% if m.role == 'assistant' %}{% generation %}{{ m.content }};{% endgeneration %}{% else %}{{ m.content }}{% endif %}{% endfor %}",
      ),
    });
    const { records } = trainingRecords(parity, examples.slice(1, 2), {
      format,
      examples: examples.slice(0, 1),
    });
    expect(byteTokenizer().decode(records[0]?.ids ?? [])).toBe(
      '<user>00<assistant>even;<user>01<assistant>odd;',
    );
    expect(records.map(learnedText)).toEqual(['odd;']);
  });

  it('leaves out what is too long, and says so', () => {
    const { records, report } = trainingRecords(parity, examples.slice(0, 2), {
      tokenizer: byteTokenizer(),
      maxTokens: 10,
    });
    expect(records.map(({ example }) => example)).toEqual([1]);
    expect(report.dropped).toEqual([{ example: 0, tokens: 11 }]);
  });
});

describe('rows of records', () => {
  const record = (example: number, ...ids: number[]) => ({
    ids: Uint32Array.from(ids),
    learned: Uint8Array.from(ids, (_, i) => (i >= ids.length - 2 ? 1 : 0)),
    example,
  });

  it('packs records, none of which predicts the next', () => {
    const rows = recordRows([record(0, 1, 2), record(1, 3, 4, 5), record(2, 6, 7)], {
      contextLength: 4,
      packing: true,
    });
    expect(rows.map((row) => row.map(({ example }) => example))).toEqual([[1, 0], [2]]);
    const { inputIds, labels, lossMask } = recordBatch(rows, { contextLength: 4, batchSize: 2 });
    expect(Array.from(inputIds.data, Number)).toEqual([3, 4, 5, 1, 6, 7, 0, 0]);
    expect(Array.from(labels.data, Number)).toEqual([4, 5, -100, 2, 7, -100, -100, -100]);
    expect([...lossMask.data]).toEqual([1, 1, 0, 1, 1, 0, 0, 0]);
  });

  it('refuses a record that does not fit', () => {
    expect(() => recordRows([record(0, 1, 2, 3)], { contextLength: 1, packing: false })).toThrow(
      ArgumentError,
    );
  });

  it('goes on from a cursor with the batch that would have come', async () => {
    const data = recordTrainingData([record(0, 1, 2), record(1, 3, 4), record(2, 5, 6)], {
      contextLength: 2,
      batchSize: 2,
    });
    const seen: unknown[] = [];
    for await (const { batch, cursor } of data.batches()) {
      seen.push([...batch.inputIds.data]);
      if (seen.length === 1) {
        for await (const next of data.batches(cursor)) {
          seen.push([...next.batch.inputIds.data]);
          break;
        }
      }
      if (seen.length === 3) break;
    }
    expect(seen[2]).toEqual(seen[1]);
  });

  it('evaluates every record once', async () => {
    const data = recordEvaluationData([record(0, 1, 2), record(1, 3, 4), record(2, 5, 6)], {
      contextLength: 2,
      batchSize: 2,
    });
    let learned = 0;
    for await (const { batch } of data.batches())
      learned += batch.lossMask.data.reduce((sum, bit) => sum + bit, 0);
    expect(learned).toBe(3);
  });
});

describe('a model that learns from the records of a task', () => {
  it('solves the task when it is prompted by it', async () => {
    await using backend = await ortBackend();
    const tokenizer = characterTokenizer('012 evnodis\n');
    const { records } = trainingRecords(parity, examples, { tokenizer });
    const model = new Gpt2({
      vocab_size: tokenizer.vocabularySize,
      n_positions: 12,
      n_embd: 32,
      n_layer: 2,
      n_head: 2,
      embd_pdrop: 0,
      attn_pdrop: 0,
      resid_pdrop: 0,
    });
    const { parameters } = await train({
      model,
      objective: causalLanguageModeling(),
      optimizer: adamW({ learningRate: 5e-3 }),
      data: recordTrainingData(records, { contextLength: 12, batchSize: 8 }),
      steps: 120,
      backend,
    }).result;
    await using lm = languageModel({ model, tokenizer, parameters, backend });
    const found = await classify({ model: lm, task: parity, inputs: examples.map(({ input }) => input) });
    expect(found.map(({ label }) => label)).toEqual(examples.map(({ output }) => output));
    const { text } = await lm.generate(parity.text({ digits: '01' }).text, {
      temperature: 0,
      stop: ['\n'],
      maxTokens: 6,
    }).result;
    expect(parity.parse(text)).toBe('odd');
    // Nothing was learned of questions: their tokens stay about as improbable as at first.
    const { logProbs } = await lm.score('00\n');
    expect(logProbs[1]).toBeLessThan(-1);
  });
});
