import { FormatError } from '@fm/core';
import { describe, expect, it } from 'vitest';
import { scriptedModel } from '../providers/scripted-model.ts';
import { task } from '../task/task.ts';
import { bootstrapFewShot } from './bootstrap-few-shot.ts';
import { instructionSearch } from './instruction-search.ts';
import { orderSearch } from './order-search.ts';
import { type PromptSettings, promptArtifact, readPromptArtifact } from './prompt-artifact.ts';
import { proposeInstructions } from './propose-instructions.ts';
import { randomSearch } from './random-search.ts';
import { splitExamples } from './split-examples.ts';

type Settings = PromptSettings<string, string>;

const examples = Array.from({ length: 12 }, (_, i) => ({
  input: `${i}`,
  output: i % 2 === 0 ? 'even' : 'odd',
}));
const { training, validation } = splitExamples(examples);
const right = (input: string): string => (Number(input) % 2 === 0 ? 'even' : 'odd');

/** Right on the share of inputs that the settings are worth. */
const worth =
  (value: (settings: Settings) => number) =>
  (settings: Settings) =>
  (input: string): string =>
    validation.findIndex((example) => example.input === input) < value(settings) * validation.length
      ? right(input)
      : 'neither';

describe('splitting examples', () => {
  it('gives every example to one part, by the seed', () => {
    expect([...training, ...validation].toSorted((a, b) => Number(a.input) - Number(b.input))).toEqual(
      examples,
    );
    expect([training.length, validation.length]).toEqual([6, 6]);
    expect(splitExamples(examples, { seed: 1 })).not.toEqual({ training, validation });
    expect(splitExamples(examples)).toEqual({ training, validation });
    expect(() => splitExamples(examples, { validation: 1 })).toThrow(/empty/);
    expect(() => splitExamples([1])).toThrow(/empty/);
  });
});

describe('bootstrap few-shot', () => {
  it('keeps the solutions that pass, and pays for no more than it needs', async () => {
    const asked: string[] = [];
    const options = {
      instruction: 'Even or odd?',
      training,
      teacher: (input: string) => {
        asked.push(input);
        if (input === training[0]?.input) throw new Error('boom');
        return { thoughts: `${input} ends so.`, answer: Number(input) > 8 ? 'odd' : right(input) };
      },
      accept: ({ answer }: { answer: string }, { output }: { output: string }) => answer === output,
      demonstrations: 3,
    };
    const { demonstrations, search } = await bootstrapFewShot(options);
    expect(demonstrations.length).toBe(3);
    for (const { input, output } of demonstrations)
      expect(output).toEqual({ thoughts: `${input} ends so.`, answer: right(input) });
    expect(search).toMatchObject({ method: 'bootstrap few-shot', calls: asked.length, trials: [] });
    const few = await bootstrapFewShot({ ...options, demonstrations: 6, calls: 2 });
    expect(few.search.calls).toBe(2);
    expect(few.demonstrations.length).toBeLessThanOrEqual(2);
    await expect(bootstrapFewShot({ ...options, demonstrations: 0 })).rejects.toThrow(/demonstrations/);
  });
});

describe('random search', () => {
  const build = worth(
    ({ demonstrations }) => demonstrations.filter(({ output }) => output === 'odd').length / 3,
  );

  it('finds the best of what it tried, within its budget', async () => {
    const options = { instruction: '', training, demonstrations: 3, validation, build, calls: 60, seed: 3 };
    const artifact = await randomSearch(options);
    const { calls, trials } = artifact.search;
    expect(calls).toBe(trials.length * validation.length);
    expect(calls).toBeLessThanOrEqual(60);
    expect(trials[0]?.score).toBe(0);
    const best = Math.max(...trials.map(({ score }) => score));
    expect(best).toBeGreaterThan(0.5);
    expect(trials.find(({ score }) => score === best)?.fingerprint).toBe(artifact.fingerprint);
    expect(await randomSearch(options)).toEqual(artifact);
    expect(await randomSearch({ ...options, seed: 4 })).not.toEqual(artifact);
  });

  it('shows no validation example and begins no candidate it cannot pay for', async () => {
    const options = { instruction: '', training, demonstrations: 2, validation, build, calls: 60 };
    await expect(randomSearch({ ...options, training: validation })).rejects.toThrow(/validation examples/);
    await expect(randomSearch({ ...options, calls: 5 })).rejects.toThrow(/budget/);
    await expect(randomSearch({ ...options, demonstrations: 7 })).rejects.toThrow(/drawn/);
    expect((await randomSearch({ ...options, calls: 11 })).search.calls).toBe(6);
  });
});

describe('order search', () => {
  it('tries every order of a few demonstrations', async () => {
    const demonstrations = training.slice(0, 3);
    const artifact = await orderSearch({
      instruction: '',
      demonstrations,
      validation,
      build: worth(({ demonstrations: [first, second] }) =>
        first === demonstrations[2] && second === demonstrations[0] ? 1 : 0.5,
      ),
      calls: 100,
    });
    expect(artifact.demonstrations).toEqual([demonstrations[2], demonstrations[0], demonstrations[1]]);
    expect(artifact.search.trials.map(({ score }) => score)).toEqual([0.5, 0.5, 0.5, 0.5, 1, 0.5]);
  });
});

describe('instruction search', () => {
  const build = worth(({ instruction }) => instruction.length / 10);

  it('tries a list once, and takes the first of equals', async () => {
    const instructions = ['Go.', 'Think!', 'Go.', 'Thinks'];
    const artifact = await instructionSearch({ instructions, validation, build, calls: 100 });
    expect(artifact.instruction).toBe('Think!');
    expect(artifact.search).toMatchObject({ calls: 18, method: 'instruction search' });
    await expect(instructionSearch({ instructions: [], validation, build, calls: 9 })).rejects.toThrow(
      /candidates/,
    );
  });

  it('tries what a model proposes, asking no more often than the budget lasts', async () => {
    const model = scriptedModel([' Look at the end. ', '', 'Never asked for.']);
    const instructions = proposeInstructions({
      model,
      instruction: 'Go.',
      examples: training.slice(0, 1),
      seed: 5,
    });
    const artifact = await instructionSearch({ instructions, validation, build, calls: 12 });
    expect(artifact.instruction).toBe('Look at the end.');
    expect(model.requests.map(({ seed }) => seed)).toEqual([5]);
    expect(model.requests[0]?.messages).toMatchInlineSnapshot(`
      [
        {
          "content": "You write instructions for a language model. Answer with one instruction and nothing else.",
          "role": "system",
        },
        {
          "content": "The present instruction:
      Go.

      Solved cases, one JSON object a line:
      {"input":"0","output":"even"}

      Write a better instruction that leads to these outputs.",
          "role": "user",
        },
      ]
    `);
  });
});

describe('artifacts', () => {
  const entailment = task({ name: 'parity', instruction: '', labels: ['even', 'odd'] });
  const artifact = promptArtifact(
    { instruction: 'Even or odd?', demonstrations: training.slice(0, 2) },
    { method: 'random search', seed: 1, calls: 6, trials: [{ fingerprint: 'x', score: 0.5 }] },
  );

  it('reproduce the prompt after they were saved', () => {
    const loaded = readPromptArtifact<string, 'even' | 'odd'>(JSON.stringify(artifact));
    expect(loaded).toEqual(artifact);
    const render = ({ demonstrations }: Settings): string =>
      entailment.chat('7', { examples: demonstrations as never }).fingerprint;
    expect(render(loaded)).toBe(render(artifact));
  });

  it('that are damaged or foreign are refused', () => {
    const text = JSON.stringify(artifact);
    for (const wrong of [
      'x',
      'null',
      '[]',
      '{}',
      text.replace('"version":1', '"version":2'),
      text.replace('Even or odd?', 'Odd or even?'),
      text.replace('"input":', '"question":'),
      text.replace('"calls":6', '"calls":"6"'),
    ])
      expect(() => readPromptArtifact(wrong), wrong).toThrow(FormatError);
  });
});
