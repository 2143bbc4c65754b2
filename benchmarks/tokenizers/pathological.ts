import { documentsOf } from './data/corpora.ts';
import { tiktokenEncodings } from './data/models.ts';
import { EngineProcess } from './engine-process.ts';
import { engines } from './engines/load-engine.ts';
import { printRows } from './print-rows.ts';

/** Time an engine gets for one text. */
const patienceSeconds = 8;

/** Texts on which a merge loop or a regular expression can take the square of their length. */
export function pathologicalTexts(length: number): readonly (readonly [name: string, text: string])[] {
  let state = 7;
  const letter = (): string => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return String.fromCharCode(97 + Math.floor((state / 2 ** 32) * 26));
  };
  return [
    ['a', 'a'.repeat(length)],
    ['spaces', ' '.repeat(length)],
    ['newlines', '\n'.repeat(length)],
    ['=', '='.repeat(length)],
    ['letters', Array.from({ length }, letter).join('')],
    ['한', '한'.repeat(Math.floor(length / 3))],
  ];
}

/** Time for long texts without a boundary, against the time of the same length of English. */
export async function measurePathological(names: readonly string[]): Promise<void> {
  const [model] = tiktokenEncodings;
  if (model === undefined) return;
  const sizes = [100_000, 1_000_000];
  console.log(
    `\nmilliseconds for one text without boundaries, ${model.name}; –: more than ${patienceSeconds} s`,
  );
  const columns = sizes.flatMap((size) => pathologicalTexts(size).map(([name]) => `${name} ${size / 1e6}M`));
  const rows = [['engine', 'English 1M', ...columns]];
  for (const { name, label } of engines) {
    if (names.length > 0 && !names.includes(name)) continue;
    const [english = ''] = [documentsOf('english', 1e6).join('')];
    const times: string[] = [await timeOf(name, model, english)];
    for (const size of sizes) {
      for (const [kind, text] of pathologicalTexts(size)) {
        // What took too long at a tenth of the size is not tried again.
        const before = times[columns.indexOf(`${kind} ${size / 1e7}M`) + 1];
        times.push(before === '–' ? '–' : await timeOf(name, model, text));
      }
    }
    rows.push([label, ...times]);
  }
  printRows(rows);
}

async function timeOf(
  name: string,
  model: (typeof tiktokenEncodings)[number],
  text: string,
): Promise<string> {
  await using process = new EngineProcess(name);
  try {
    await process.ask({ cmd: 'load', model }, 'loaded');
    await process.ask({ cmd: 'documents', documents: [text] }, 'ok');
    const { rates } = await process.ask({ cmd: 'encode', seconds: 0 }, 'rate', patienceSeconds);
    return (Buffer.byteLength(text) / rates.wall / 1000).toFixed(0);
  } catch (error) {
    return error instanceof Error && error.message.startsWith('no answer') ? '–' : 'fails';
  }
}
