import { ArgumentError, type ChatFormat, type Tokenizer } from '@fm/core';
import { literalSpans } from '../render/literal-spans.ts';
import { toMessages } from '../rendered/rendered-prompt.ts';
import { joinText, renderedText } from '../rendered/rendered-text.ts';
import type { Example } from '../task/example.ts';
import type { Task } from '../task/task.ts';

/** Tokens to learn from. */
export interface TrainingRecord {
  readonly ids: Uint32Array;
  /** 1 for tokens of the answer, which are learned; 0 for what only leads to them. */
  readonly learned: Uint8Array;
  /** Index of its example. */
  readonly example: number;
}

/** Records and what became of the examples. */
export interface TrainingRecords {
  readonly records: readonly TrainingRecord[];
  readonly report: {
    /** Tokens of all records. */
    readonly tokens: number;
    /** Those that are learned. */
    readonly learned: number;
    /** Examples that are too long and were left out. */
    readonly dropped: readonly { readonly example: number; readonly tokens: number }[];
    /** Examples of which a token holds the end of the question and the beginning of the answer; it is learned. */
    readonly straddling: readonly number[];
  };
}

/** Options of {@link trainingRecords}: give a tokenizer for the text form, or a chat format for the conversation. */
export type TrainingRecordOptions<Input, Output> = (
  | {
      readonly tokenizer: Pick<Tokenizer, 'encode' | 'endOfText'>;
      readonly format?: undefined;
    }
  | { readonly format: ChatFormat; readonly tokenizer?: undefined }
) & {
  /** Shown before every example, as in a prompt; they are not learned. @default none */
  readonly examples?: readonly Example<Input, Output>[];
  /** Longest record; longer ones are left out, as half an answer teaches to stop anywhere. @default unlimited */
  readonly maxTokens?: number;
};

/**
 * What a prompt shows becomes what a model learns: each example as tokens of the prompt with its answer, where only the
 * answer and what ends it are learned. The text form ends with the tokenizer's end-of-text token, or with the task's
 * separator where there is none; prompt and answer are tokenized as one text. What a conversation ends with is the
 * template's. User text never becomes control tokens.
 *
 * @throws {ArgumentError} when the chat format marks nothing as the assistant's
 * @example
 * ```ts
 * import { byteTokenizer } from '@fm/lm/tokenizer';
 * import { task, trainingRecords } from '@fm/prompt';
 *
 * const tokenizer = byteTokenizer();
 * const capital = task({ name: 'capital', input: '{{country}}', outputPrefix: '=' });
 * const examples = [capital.example({ country: 'Peru' }, 'Lima')];
 * const { records, report } = trainingRecords(capital, examples, { tokenizer });
 * records.map(({ ids }) => tokenizer.decode(ids)); // => ['Peru\n= Lima\n\n']
 * records.map(({ ids, learned }) => tokenizer.decode(ids.filter((_, i) => learned[i] === 1))); // => [' Lima\n\n']
 * report.learned; // => 7
 * ```
 */
export function trainingRecords<Input, Output>(
  task: Task<Input, Output>,
  examples: readonly Example<Input, Output>[],
  options: TrainingRecordOptions<Input, Output>,
): TrainingRecords {
  const { maxTokens = Number.POSITIVE_INFINITY, examples: shown = [] } = options;
  const records: TrainingRecord[] = [];
  const dropped: { readonly example: number; readonly tokens: number }[] = [];
  const straddling: number[] = [];
  for (const [example, each] of examples.entries()) {
    const found =
      options.format === undefined
        ? textRecord(task, each, { shown, tokenizer: options.tokenizer })
        : chatRecord(task, each, { shown, format: options.format });
    if (found.ids.length > maxTokens) {
      dropped.push({ example, tokens: found.ids.length });
      continue;
    }
    if (found.straddles) straddling.push(example);
    records.push({ ids: found.ids, learned: found.learned, example });
  }
  const tokens = records.reduce((sum, { ids }) => sum + ids.length, 0);
  const learned = records.reduce((sum, record) => sum + record.learned.reduce((n, bit) => n + bit, 0), 0);
  return { records, report: { tokens, learned, dropped, straddling } };
}

interface FoundRecord {
  readonly ids: Uint32Array;
  readonly learned: Uint8Array;
  readonly straddles: boolean;
}

function textRecord<Input, Output>(
  task: Task<Input, Output>,
  { input, output }: Example<Input, Output>,
  {
    shown,
    tokenizer,
  }: {
    readonly shown: readonly Example<Input, Output>[];
    readonly tokenizer: Pick<Tokenizer, 'encode' | 'endOfText'>;
  },
): FoundRecord {
  const { endOfText } = tokenizer;
  const prompt = task.text(input, { examples: shown });
  const own = { kind: 'template', template: task.name } as const;
  const answer = renderedText([
    { text: ' ', source: own },
    {
      text: task.outputText(output),
      source: { kind: 'value', template: task.name, variable: 'output', trusted: false },
    },
    { text: endOfText === undefined ? task.layout.separator : '', source: own },
  ]);
  const whole = joinText([prompt, answer]);
  const { ids, offsets } = tokenizer.encode(whole.text, {
    allowSpecial: 'all',
    literalSpans: literalSpans(whole),
    addSpecialTokens: false,
  });
  const start = prompt.text.length;
  const ended = endOfText === undefined ? ids : Uint32Array.of(...ids, endOfText);
  const learned = new Uint8Array(ended.length).fill(1);
  let straddles = false;
  for (let i = 0; i < ids.length; i++) {
    const [from, to] = [offsets[2 * i] as number, offsets[2 * i + 1] as number];
    if (to <= start) learned[i] = 0;
    else if (from < start) straddles = true;
  }
  return { ids: ended, learned, straddles };
}

function chatRecord<Input, Output>(
  task: Task<Input, Output>,
  { input, output }: Example<Input, Output>,
  { shown, format }: { readonly shown: readonly Example<Input, Output>[]; readonly format: ChatFormat },
): FoundRecord {
  const messages = toMessages(task.chat(input, { examples: shown }));
  const { ids, assistantMask } = format.render([
    ...messages,
    { role: 'assistant', content: task.outputText(output) },
  ]);
  // The last run is the answer; those before it are the examples that are shown.
  const end = assistantMask.lastIndexOf(1);
  if (end < 0) {
    throw new ArgumentError(`${task.name}: the chat format marks nothing as the assistant's`, {
      expected: 'a template of which the messages can be told apart',
      hint: 'Use the text form: give a tokenizer.',
    });
  }
  const start = assistantMask.lastIndexOf(0, end) + 1;
  return { ids, learned: assistantMask.map((_, i) => (i >= start && i <= end ? 1 : 0)), straddles: false };
}
