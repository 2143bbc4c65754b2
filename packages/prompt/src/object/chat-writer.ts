import type { ChatMessage, JsonSchema } from '@fm/core';
import type { FailedAttempt } from './object-error.ts';
import type { ObjectSchema } from './object-schema.ts';
import type { ChatObjectRequest, ObjectWriter } from './stream-object.ts';

/** Lets a chat model answer; after an answer that was not valid, it sees that answer and what is wrong with it. */
export function chatWriter(
  { model, messages, maxTokens, temperature, topK, topP, seed }: ChatObjectRequest<ObjectSchema>,
  responseSchema: JsonSchema,
): ObjectWriter {
  const settings = Object.fromEntries(
    Object.entries({ maxTokens, temperature, topK, topP, seed }).filter(([, value]) => value !== undefined),
  );
  return async function* (failed, signal) {
    let text = '';
    const conversation = [...messages, ...failed.flatMap(correction)];
    for await (const piece of model.generate({
      ...settings,
      messages: conversation,
      responseSchema,
      signal,
    })) {
      if (piece.type !== 'text') continue;
      text += piece.text;
      yield piece.text;
    }
    return text;
  };
}

function correction({ text, issues }: FailedAttempt): readonly ChatMessage[] {
  const list = issues
    .map(({ path, message }) => `- ${path.join('.') || 'the answer'}: ${message}`)
    .join('\n');
  return [
    { role: 'assistant', content: text },
    {
      role: 'user',
      content: `Your answer does not fit the schema:\n${list}\nAnswer again, with the corrected JSON and nothing else.`,
    },
  ];
}
