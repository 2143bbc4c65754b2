import type { ChatResult } from '@fm/core';

const finishReasons: readonly unknown[] = [
  'stop',
  'length',
  'tool-calls',
  'content-filter',
  'other',
] satisfies readonly ChatResult['finishReason'][];

/** Whether a value from a store is a finished answer. */
export function isChatResult(value: unknown): value is ChatResult {
  if (!isRecord(value) || !isRecord(value['usage'])) return false;
  const { text, reasoning, toolCalls, finishReason, usage, warnings = [] } = value;
  return (
    typeof text === 'string' &&
    typeof reasoning === 'string' &&
    finishReasons.includes(finishReason) &&
    isCount(usage['inputTokens']) &&
    isCount(usage['outputTokens']) &&
    Array.isArray(warnings) &&
    warnings.every((warning) => typeof warning === 'string') &&
    Array.isArray(toolCalls) &&
    toolCalls.every(
      (call) => isRecord(call) && typeof call['id'] === 'string' && typeof call['name'] === 'string',
    )
  );
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isCount(value: unknown): boolean {
  return value === undefined || (typeof value === 'number' && value >= 0);
}
