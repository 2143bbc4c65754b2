import type { CorpusName } from './data/corpora.ts';
import { documentsOf } from './data/corpora.ts';
import type { TokenizerFile } from './data/models.ts';
import { EngineProcess } from './engine-process.ts';
import type { EngineAnswer, Rates } from './engines/engine.ts';
import { engines } from './engines/load-engine.ts';
import { printRows } from './print-rows.ts';

/** How long and on how much. */
export interface ThroughputOptions {
  /** Names of engines; all where empty. */
  readonly engines: readonly string[];
  readonly megabytes: number;
  /** Of each engine's turn. */
  readonly seconds: number;
  readonly rounds: number;
}

interface Measured {
  readonly name: string;
  readonly label: string;
  readonly process: EngineProcess;
  readonly loadMs: number;
  cold: Rates;
  warm: Rates;
  decode: Rates;
  lossy: boolean;
  peakBytes: number;
  fingerprints: readonly number[];
  failure?: string;
}

/**
 * Measures every engine on one corpus: a fresh process each, one pass that nothing has warmed up, then turns.
 *
 * @returns whether our ids are the reference's
 */
export async function measureThroughput(
  model: TokenizerFile,
  corpus: CorpusName,
  options: ThroughputOptions,
): Promise<boolean> {
  const documents = documentsOf(corpus, options.megabytes * 1e6);
  const bytes = documents.reduce((sum, text) => sum + Buffer.byteLength(text), 0);
  console.log(`\n${model.name}, ${corpus}: ${documents.length} documents, ${(bytes / 1e6).toFixed(2)} MB`);
  await using stack = new AsyncDisposableStack();
  const all: Measured[] = [];
  for (const { name, label, tiktokenOnly } of engines) {
    if (options.engines.length > 0 && !options.engines.includes(name)) continue;
    if (tiktokenOnly && model.ranks === undefined) continue;
    const process = stack.use(new EngineProcess(name));
    try {
      const { ms } = await process.ask({ cmd: 'load', model }, 'loaded');
      await process.ask({ cmd: 'documents', documents }, 'ok');
      const cold = await process.ask({ cmd: 'encode', seconds: options.seconds, passes: 1 }, 'rate');
      all.push({ name, label, process, loadMs: ms, ...start(cold) });
    } catch (error) {
      console.log(`  ${label} fails: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  for (let round = 0; round < options.rounds; round++) {
    for (const engine of all) await turn(engine, options.seconds);
  }
  const referenceName = model.ranks === undefined ? 'tokenizers' : 'tiktoken';
  for (const engine of all) {
    // Ours and the reference see every document; the others as many as they get to.
    const patience = engine === all[0] || engine.name === referenceName ? 30 : 1;
    await engine.process.ask({ cmd: 'finish', seconds: patience }, 'ok');
    engine.fingerprints = (await engine.process.ask({ cmd: 'fingerprints' }, 'fingerprints')).fingerprints;
  }
  print(all);
  return await compareIds(all, referenceName, documents);
}

function start({
  rates,
  peakBytes,
}: Extract<EngineAnswer, { event: 'rate' }>): Omit<Measured, 'name' | 'label' | 'process' | 'loadMs'> {
  const none: Rates = { cpu: 0, wall: 0 };
  return { cold: rates, warm: none, decode: none, lossy: false, peakBytes, fingerprints: [] };
}

async function turn(engine: Measured, seconds: number): Promise<void> {
  const { process } = engine;
  const encoded = await process.ask({ cmd: 'encode', seconds }, 'rate');
  const decoded = await process.ask({ cmd: 'decode', seconds: seconds / 2 }, 'rate');
  engine.warm = better(engine.warm, encoded.rates);
  engine.decode = better(engine.decode, decoded.rates);
  engine.lossy ||= decoded.lossy;
  engine.peakBytes = Math.max(engine.peakBytes, decoded.peakBytes);
}

const better = (a: Rates, b: Rates): Rates => ({
  cpu: Math.max(a.cpu, b.cpu),
  wall: Math.max(a.wall, b.wall),
});

function print(all: readonly Measured[]): void {
  const [first] = all;
  if (first === undefined) return;
  const rate = (value: number): string => value.toFixed(value < 10 ? 2 : 1);
  const times = (own: number, other: number): string => `${(own / other).toFixed(1)}×`;
  printRows([
    [
      'engine',
      'load ms',
      'cold',
      'warm',
      'warm wall',
      'decode',
      'peak MB',
      `${first.name} cold`,
      'warm',
      'decode',
    ],
    ...all.map(({ label, loadMs, cold, warm, decode, lossy, peakBytes }) => [
      label,
      loadMs.toFixed(0),
      rate(cold.cpu),
      rate(warm.cpu),
      rate(warm.wall),
      rate(decode.cpu) + (lossy ? '*' : ''),
      (peakBytes / 1e6).toFixed(0),
      times(first.cold.cpu, cold.cpu),
      times(first.warm.cpu, warm.cpu),
      times(first.decode.cpu, decode.cpu),
    ]),
  ]);
  if (all.some(({ lossy }) => lossy)) console.log('  * what it decodes is not what it encoded');
}

async function compareIds(
  all: readonly Measured[],
  referenceName: string,
  documents: readonly string[],
): Promise<boolean> {
  const reference = all.find(({ name }) => name === referenceName);
  if (reference === undefined) return true;
  let ok = true;
  for (const engine of all) {
    if (engine === reference) continue;
    const compared = Math.min(engine.fingerprints.length, reference.fingerprints.length);
    const different = Array.from({ length: compared }, (_, i) => i).filter(
      (i) => engine.fingerprints[i] !== reference.fingerprints[i],
    );
    if (different.length === 0) {
      console.log(`  ids of ${engine.name} are ${referenceName}'s in all ${compared} documents compared`);
      continue;
    }
    ok &&= engine !== all[0];
    const where = await firstDifference(engine, reference, different[0] as number, documents);
    console.log(
      `  ids of ${engine.name} DIFFER from ${referenceName}'s in ${different.length} of ${compared}: ${where}`,
    );
  }
  return ok;
}

async function firstDifference(
  engine: Measured,
  reference: Measured,
  document: number,
  documents: readonly string[],
): Promise<string> {
  const [mine, theirs] = await Promise.all(
    [engine, reference].map(async ({ process }) => (await process.ask({ cmd: 'ids', document }, 'ids')).ids),
  );
  const at = mine?.findIndex((id, i) => id !== theirs?.[i]) ?? 0;
  const share = at / Math.max(1, theirs?.length ?? 1);
  const unit = Math.floor(share * (documents[document]?.length ?? 0));
  const list = (ids: readonly number[] | undefined): string => (ids ?? []).slice(at, at + 3).join(' ');
  return `document ${document}, token ${at} (near character ${unit}): ${list(mine)} instead of ${list(theirs)}`;
}
