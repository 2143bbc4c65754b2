import { ArgumentError, type ChatModel, type ChatUsage } from '@fm/core';
import { toMessages } from '../rendered/rendered-prompt.ts';
import { system, user } from '../template/message-templates.ts';
import { prompt } from '../template/prompt.ts';
import { ask, type StrategySettings, sumUsage } from './ask.ts';

/** Options of {@link reflection}. */
export interface ReflectionOptions extends StrategySettings {
  /** Most rounds of criticism. @default 2 */
  readonly rounds?: number;
  /** Finds faults. @default the model that writes */
  readonly critic?: ChatModel;
  /** What to look for. @default 'mistakes, gaps and anything that is not what the task asks' */
  readonly criteria?: string;
}

/** A draft that was criticised and written again. */
export interface ReflectedAnswer {
  /** The last draft. */
  readonly answer: string;
  readonly drafts: readonly string[];
  readonly critiques: readonly string[];
  /** `accepted`: the critic found nothing more. */
  readonly reason: 'accepted' | 'rounds';
  readonly usage: ChatUsage;
}

const criticise = prompt(
  [
    system(
      'You check drafts. Look for {{criteria}}. List each fault on a line of its own. ' +
        'If there is none, write only: NO FAULTS',
    ),
    user('Task:\n{{task}}\n\nDraft:\n{{draft}}'),
  ],
  { name: 'criticise' },
);

const revise = prompt(
  [
    system('Write the draft again without its faults. Write only the new draft.'),
    user('Task:\n{{task}}\n\nDraft:\n{{draft}}\n\nFaults:\n{{critique}}'),
  ],
  { name: 'revise' },
);

/**
 * Lets a model write, criticise and write again, until there is nothing to criticise or the rounds are over.
 *
 * @throws {ArgumentError} when `rounds` is no integer ≥ 0
 * @see https://arxiv.org/abs/2303.17651
 * @example
 * ```ts
 * import { reflection, scriptedModel } from '@fm/prompt';
 *
 * const model = scriptedModel(['Rain is wet', 'The full stop is missing.', 'Rain is wet.', 'NO FAULTS']);
 * const { answer, critiques, reason } = await reflection(model, 'Write a sentence about rain.');
 * answer; // => 'Rain is wet.'
 * critiques; // => ['The full stop is missing.', 'NO FAULTS']
 * reason; // => 'accepted'
 * ```
 */
export async function reflection(
  model: ChatModel,
  task: string,
  options: ReflectionOptions = {},
): Promise<ReflectedAnswer> {
  const { rounds = 2, critic = model, ...rest } = options;
  const { criteria = 'mistakes, gaps and anything that is not what the task asks', ...settings } = rest;
  if (!Number.isInteger(rounds) || rounds < 0)
    throw new ArgumentError('reflection: rounds is out of range', {
      expected: 'an integer ≥ 0',
      received: `${rounds}`,
    });
  const first = await ask(model, [{ role: 'user', content: task }], settings);
  const usages = [first.usage];
  const drafts = [first.text];
  const critiques: string[] = [];
  let draft = first.text;
  let isAccepted = false;
  while (critiques.length < rounds && !isAccepted) {
    const { text: critique, usage } = await ask(
      critic,
      toMessages(criticise({ criteria, task, draft })),
      settings,
    );
    usages.push(usage);
    critiques.push(critique);
    isAccepted = /^\W*no faults\W*$/i.test(critique);
    if (isAccepted) break;
    const next = await ask(model, toMessages(revise({ task, draft, critique })), settings);
    usages.push(next.usage);
    drafts.push(next.text);
    draft = next.text;
  }
  return {
    answer: draft,
    drafts,
    critiques,
    reason: isAccepted ? 'accepted' : 'rounds',
    usage: sumUsage(usages),
  };
}
