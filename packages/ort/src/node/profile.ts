import { FormatError } from '@fm/core';

/** Time that one kind of operator took over a whole profile. */
export interface OperatorTime {
  /** ONNX operator type, for example `FusedMatMul`. */
  readonly operator: string;
  /** Execution provider that ran it, for example `CPUExecutionProvider`. */
  readonly provider: string;
  /** Number of kernel calls. */
  readonly calls: number;
  /** Total time in milliseconds. */
  readonly milliseconds: number;
  /** Part of all kernel time, in [0, 1]. */
  readonly share: number;
}

interface ProfileEvent {
  readonly cat?: string;
  readonly name?: string;
  readonly dur?: number;
  readonly args?: { readonly op_name?: string; readonly provider?: string };
}

/**
 * Kernel times of a profile by operator, longest first.
 *
 * @param json - contents of the file that `executable.endProfile()` names
 * @throws {FormatError} when it is not a profile of ONNX Runtime
 * @example
 * ```ts
 * import { readFile } from 'node:fs/promises';
 * import { hostTensor, matmul, trace } from '@fm/core';
 * import { ortBackend, parseProfile } from '@fm/ort/node';
 *
 * await using backend = await ortBackend({ profile: 'matmul' });
 * const program = trace(({ x }) => ({ y: matmul(x, x) }), { x: { dtype: 'f32', shape: [64, 64] } });
 * await using executable = await backend.compile(program);
 * await executable.run({ x: hostTensor('f32', new Float32Array(64 * 64), [64, 64]) });
 * const [slowest] = parseProfile(await readFile(await executable.endProfile(), 'utf8'));
 * [slowest?.operator, slowest?.calls]; // => ['MatMul', 1]
 * ```
 */
export function parseProfile(json: string): readonly OperatorTime[] {
  const rows = new Map<string, { operator: string; provider: string; calls: number; milliseconds: number }>();
  let total = 0;
  for (const { cat, name, dur = 0, args } of parseEvents(json)) {
    if (cat !== 'Node' || !name?.endsWith('_kernel_time')) continue;
    const { op_name: operator = 'unknown', provider = 'unknown' } = args ?? {};
    const key = `${operator} ${provider}`;
    const row = rows.get(key) ?? { operator, provider, calls: 0, milliseconds: 0 };
    rows.set(key, row);
    row.calls += 1;
    row.milliseconds += dur / 1000;
    total += dur / 1000;
  }
  return [...rows.values()]
    .map((row) => ({ ...row, share: total === 0 ? 0 : row.milliseconds / total }))
    .sort((a, b) => b.milliseconds - a.milliseconds);
}

function parseEvents(json: string): readonly ProfileEvent[] {
  try {
    const events: unknown = JSON.parse(json);
    if (Array.isArray(events)) return events;
  } catch (cause) {
    throw new FormatError('The profile is not JSON', {
      hint: 'Call endProfile() before reading the file.',
      cause,
    });
  }
  throw new FormatError('The profile is not a list of events');
}
