import { FormatError } from '@fm/core';
import { fingerprintOf } from '../rendered/fingerprint.ts';
import type { Example } from '../task/example.ts';

/** What an optimizer may change in a prompt. */
export interface PromptSettings<Input, Output> {
  readonly instruction: string;
  /** Solved cases shown before the question, in this order. */
  readonly demonstrations: readonly Example<Input, Output>[];
}

/** The outcome of an optimization as plain JSON: everything needed to build the same prompt again. */
export interface PromptArtifact<Input = unknown, Output = unknown> extends PromptSettings<Input, Output> {
  readonly format: 'fm-prompt';
  readonly version: 1;
  /** SHA-256 of instruction and demonstrations, in hexadecimal. */
  readonly fingerprint: string;
  readonly search: SearchRecord;
}

/** How an artifact was found. */
export interface SearchRecord {
  readonly method: 'bootstrap few-shot' | 'random search' | 'order search' | 'instruction search';
  readonly seed: number;
  /** Runs of the program. */
  readonly calls: number;
  /** Every candidate that was scored, in order; empty where none are. */
  readonly trials: readonly Trial[];
}

/** A scored candidate. */
export interface Trial {
  /** SHA-256 of the candidate's settings. */
  readonly fingerprint: string;
  /** Mean score on the validation examples. */
  readonly score: number;
}

/**
 * An artifact of settings and the record of their search.
 *
 * @example
 * ```ts
 * import { promptArtifact } from '@fm/prompt';
 *
 * const { format, fingerprint } = promptArtifact(
 *   { instruction: 'Add.', demonstrations: [{ input: '1 + 1', output: '2' }] },
 *   { method: 'random search', seed: 0, calls: 0, trials: [] },
 * );
 * format; // => 'fm-prompt'
 * fingerprint.length; // => 64
 * ```
 */
export function promptArtifact<Input, Output>(
  { instruction, demonstrations }: PromptSettings<Input, Output>,
  search: SearchRecord,
): PromptArtifact<Input, Output> {
  const settings = { instruction, demonstrations };
  return { format: 'fm-prompt', version: 1, ...settings, fingerprint: fingerprintOf(settings), search };
}

/**
 * An artifact from its JSON text. The fingerprint is checked, so that what was changed by hand or in transit is seen.
 *
 * @throws {FormatError} when this is no artifact, or not the one that was written
 * @example
 * ```ts
 * import { promptArtifact, readPromptArtifact } from '@fm/prompt';
 *
 * const search = { method: 'order search' as const, seed: 0, calls: 0, trials: [] };
 * const artifact = promptArtifact({ instruction: 'Add.', demonstrations: [{ input: '1+1', output: '2' }] }, search);
 * readPromptArtifact(JSON.stringify(artifact)).fingerprint === artifact.fingerprint; // => true
 * ```
 */
export function readPromptArtifact<Input = unknown, Output = unknown>(
  json: string,
): PromptArtifact<Input, Output> {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch (cause) {
    throw new FormatError('This prompt is no JSON', { cause });
  }
  if (!isArtifact(value)) {
    throw new FormatError('This is no prompt that an optimizer wrote', {
      expected: "{ format: 'fm-prompt', version: 1, instruction, demonstrations, fingerprint, search }",
      received: JSON.stringify(value).slice(0, 100),
    });
  }
  const { instruction, demonstrations, fingerprint } = value;
  const found = fingerprintOf({ instruction, demonstrations });
  if (found !== fingerprint) {
    throw new FormatError('This prompt was changed after it was written', {
      expected: `the fingerprint ${fingerprint}`,
      received: found,
      hint: 'Make a new one with promptArtifact when the change is wanted.',
    });
  }
  return value as PromptArtifact<Input, Output>;
}

function isArtifact(value: unknown): value is PromptArtifact {
  if (!isRecord(value) || value['format'] !== 'fm-prompt' || value['version'] !== 1) return false;
  const { instruction, demonstrations, fingerprint, search } = value;
  return (
    typeof instruction === 'string' &&
    typeof fingerprint === 'string' &&
    Array.isArray(demonstrations) &&
    demonstrations.every((example) => isRecord(example) && 'input' in example && 'output' in example) &&
    isRecord(search) &&
    typeof search['method'] === 'string' &&
    typeof search['seed'] === 'number' &&
    typeof search['calls'] === 'number' &&
    Array.isArray(search['trials']) &&
    search['trials'].every(
      (trial) => isRecord(trial) && typeof trial['fingerprint'] === 'string' && isScore(trial['score']),
    )
  );
}

/** JSON writes `NaN` as `null`. */
function isScore(value: unknown): boolean {
  return typeof value === 'number' || value === null;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
