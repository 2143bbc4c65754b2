import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { readCorpus } from './data/corpora.ts';
import { cacheFolder } from './data/package-cache.ts';
import { printRows } from './print-rows.ts';
import type { TrainingResult } from './training-program.ts';

const program = fileURLToPath(new URL('./training-program.ts', import.meta.url));
const kinds = ['bpe', 'wordpiece', 'unigram'] as const;

/**
 * Trains on the English corpus with the Rust library, on one thread and with its defaults, and with ours.
 *
 * @returns whether the merges of BPE are the same, in order; the Rust library's WordPiece depends on the order of a hash
 * table, and its Unigram on rounding, so that only their tokens are compared
 */
export async function measureTraining(): Promise<boolean> {
  const text = readCorpus('english');
  const file = join(cacheFolder, 'english.txt');
  writeFileSync(file, text);
  console.log(
    `\ntraining on English, ${(Buffer.byteLength(text) / 1e6).toFixed(2)} MB, defaults of the Rust library`,
  );
  const rows = [
    ['model', 'fm s', 'fm cpu s', 'fm MB', 'rust s', 'rust cpu s', 'rust MB', 'fm faster', 'vocabulary'],
  ];
  let ok = true;
  for (const kind of kinds) {
    // In turns: whatever else the machine does hits both.
    const runs = [
      run('fm', kind, file),
      run('rust', kind, file),
      run('fm', kind, file),
      run('rust', kind, file),
    ];
    const [fm, rust] = [faster(runs[0], runs[2]), faster(runs[1], runs[3])];
    if (fm === undefined || rust === undefined) {
      ok = false;
      rows.push([kind, ...Array.from({ length: 7 }, () => 'fails'), '']);
      continue;
    }
    const known = new Set(rust.vocabulary);
    const same = fm.vocabulary.filter((token, i) =>
      kind === 'bpe' ? token === rust.vocabulary[i] : known.has(token),
    ).length;
    if (kind === 'bpe') ok &&= same === rust.vocabulary.length && same === fm.vocabulary.length;
    rows.push([
      kind,
      ...[fm, rust].flatMap(({ wallSeconds, cpuSeconds, peakBytes }) => [
        wallSeconds.toFixed(2),
        cpuSeconds.toFixed(2),
        (peakBytes / 1e6).toFixed(0),
      ]),
      `${(rust.cpuSeconds / fm.cpuSeconds).toFixed(2)}×`,
      `${same} of ${rust.vocabulary.length} the same`,
    ]);
  }
  printRows(rows);
  return ok;
}

function run(library: 'fm' | 'rust', kind: string, file: string): TrainingResult | undefined {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--conditions=@fm/source', program, library, kind, file],
    {
      encoding: 'utf8',
      maxBuffer: 1 << 28,
      env: { ...process.env, RAYON_NUM_THREADS: '1', TOKENIZERS_PARALLELISM: 'false' },
    },
  );
  if (status === 0) return JSON.parse(stdout.slice(stdout.indexOf('{'))) as TrainingResult;
  console.log(`  ${library} ${kind} fails: ${stderr.trim().split('\n').slice(-6).join(' | ')}`);
  return undefined;
}

function faster(a: TrainingResult | undefined, b: TrainingResult | undefined): TrainingResult | undefined {
  return a && b ? (a.cpuSeconds < b.cpuSeconds ? a : b) : (a ?? b);
}
