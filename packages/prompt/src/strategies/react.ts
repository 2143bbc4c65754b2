import { ArgumentError, type ChatMessage, type ChatModel, type ChatUsage } from '@fm/core';
import { callTool } from '../agent/call-tool.ts';
import { fenced, fenceInstructions, randomFence } from '../agent/fence.ts';
import type { Tool } from '../agent/tool.ts';
import { parseToolInput } from '../providers/parse-tool-input.ts';
import { fingerprintOf } from '../rendered/fingerprint.ts';
import { toMessages } from '../rendered/rendered-prompt.ts';
import { system, user } from '../template/message-templates.ts';
import { prompt } from '../template/prompt.ts';
import { ask, statedAnswer, type StrategySettings, sumUsage } from './ask.ts';

/** Options of {@link react}. */
export interface ReactOptions extends StrategySettings {
  readonly tools: readonly Tool[];
  /** Most answers of the model. @default 8 */
  readonly steps?: number;
  /** Longest observation, in UTF-16 code units. @default 20_000 */
  readonly observationLength?: number;
  /** Makes the random numbers around observations; for tests. @default 128 random bits */
  readonly fence?: () => string;
}

/** Where thinking and acting led. */
export interface ReactAnswer {
  /** `undefined` when the model did not come to one. */
  readonly answer: string | undefined;
  /** `repeated-action`: the same tool was to be called with the same input again. */
  readonly reason: 'answered' | 'steps' | 'repeated-action';
  readonly messages: readonly ChatMessage[];
  readonly usage: ChatUsage;
}

const begin = prompt(
  [
    system(
      'Solve the task by thinking and by using tools:\n{{tools}}\n\n' +
        'Write either\nThought: what you think\nAction: name of one tool\nInput: its input as JSON on one line\n' +
        'and wait for the observation, or\nThought: what you think\nAnswer: the answer\n\n{{fences}}',
    ),
    user('{{question}}'),
  ],
  { name: 'react' },
);

/**
 * Lets any model use tools by writing what it wants to do: for models that have no tool calls of their own. (For those
 * that do, see `agent`, which also asks for approval.)
 *
 * @throws {ArgumentError} when a tool needs approval or `steps` is no positive integer
 * @see https://arxiv.org/abs/2210.03629
 * @example
 * ```ts
 * import { react, scriptedModel, tool } from '@fm/prompt';
 * import { z } from 'zod';
 *
 * const add = tool({
 *   name: 'add',
 *   description: 'Adds two numbers.',
 *   input: z.object({ a: z.number(), b: z.number() }),
 *   run: ({ a, b }) => a + b,
 * });
 * const model = scriptedModel([
 *   'Thought: I add them.\nAction: add\nInput: {"a": 2, "b": 3}',
 *   'Thought: That is it.\nAnswer: 5',
 * ]);
 * const { answer, reason, messages } = await react(model, 'What is 2 + 3?', { tools: [add] });
 * answer; // => '5'
 * reason; // => 'answered'
 * messages.map(({ role }) => role); // => ['system', 'user', 'assistant', 'user', 'assistant']
 * ```
 */
export async function react(
  model: ChatModel,
  question: string,
  { tools, steps = 8, observationLength = 20_000, fence = randomFence, ...settings }: ReactOptions,
): Promise<ReactAnswer> {
  checkOptions(tools, steps);
  const signal = settings.signal ?? new AbortController().signal;
  const list = tools.map(
    ({ name, description = '', inputSchema }) =>
      `- ${name}: ${description} Input: ${JSON.stringify(inputSchema)}`,
  );
  const messages = [...toMessages(begin({ question, tools: list.join('\n'), fences: fenceInstructions }))];
  const usages: ChatUsage[] = [];
  const actions = new Set<string>();
  const end = (reason: ReactAnswer['reason'], answer?: string): ReactAnswer => ({
    answer,
    reason,
    messages,
    usage: sumUsage(usages),
  });
  for (let step = 0; step < steps; step++) {
    const { text, usage } = await ask(model, messages, { ...settings, stop: ['\nObservation:'] });
    usages.push(usage);
    messages.push({ role: 'assistant', content: text });
    const action = readAction(text);
    if (action === undefined) {
      const answer = statedAnswer(text);
      if (answer !== undefined) return end('answered', answer);
      messages.push({ role: 'user', content: 'Write an Action with its Input, or an Answer.' });
      continue;
    }
    const key = fingerprintOf(action);
    if (actions.has(key)) return end('repeated-action');
    actions.add(key);
    const tool = tools.find(({ name }) => name === action.name);
    const call = { id: `${step}`, ...action };
    const { output } =
      tool === undefined
        ? { output: `There is no such tool. There are: ${tools.map(({ name }) => name).join(', ')}` }
        : await callTool(tool, call, { signal, maxLength: observationLength });
    messages.push({ role: 'user', content: `Observation:\n${fenced(output, action.name, fence).text}` });
  }
  return end('steps');
}

function checkOptions(tools: readonly Tool[], steps: number): void {
  const careful = tools.find(({ needsApproval }) => needsApproval);
  if (careful !== undefined) {
    throw new ArgumentError(`react: the tool ${careful.name} needs approval`, {
      hint: 'Use agent, which asks for it.',
    });
  }
  if (!Number.isInteger(steps) || steps < 1)
    throw new ArgumentError('react: steps is out of range', {
      expected: 'an integer ≥ 1',
      received: `${steps}`,
    });
}

/** The first action of a text: what follows it the model has made up. */
function readAction(text: string): { readonly name: string; readonly input: unknown } | undefined {
  const action = /^[ \t*]*action:[ \t*]*([\w-]+)[ \t*]*\r?\n[ \t*]*input:[ \t*]*(.*)$/im.exec(text);
  return action === null
    ? undefined
    : { name: action[1] as string, input: parseToolInput(action[2] as string) };
}
