import { documentsOf } from './data/corpora.ts';
import { tiktokenEncodings, type TokenizerFile } from './data/models.ts';
import { EngineProcess } from './engine-process.ts';
import { engines } from './engines/load-engine.ts';
import { printRows } from './print-rows.ts';

/** Time an engine gets for one text. */
const patienceSeconds = 3;

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

/** Time for long texts without a boundary, beside the time of as much English. */
export async function measurePathological(names: readonly string[]): Promise<void> {
  const [model] = tiktokenEncodings;
  if (model === undefined) return;
  console.log(
    `\nmilliseconds for one text, ${model.name}; –: more than ${patienceSeconds} s, or a tenth of it took that`,
  );
  const english = documentsOf('english', 1e6).join('').slice(0, 1_000_000);
  const small = pathologicalTexts(100_000);
  const large = pathologicalTexts(1_000_000);
  const rows = [['engine', 'English 1M', ...small.flatMap(([name]) => [`${name} 0.1M`, '1M'])]];
  for (const { name, label } of engines) {
    if (names.length > 0 && !names.includes(name)) continue;
    await using timer = new Timer(name, model);
    const times = [await timer.time(english)];
    for (const [i, [, text]] of small.entries()) {
      const short = await timer.time(text);
      times.push(short, short === '–' ? '–' : await timer.time(large[i]?.[1] ?? ''));
    }
    rows.push([label, ...times]);
  }
  printRows(rows);
}

/** Times texts in one process, and in a new one after a text that took too long. */
class Timer {
  readonly #name: string;
  readonly #model: TokenizerFile;
  #process: EngineProcess | undefined;

  constructor(name: string, model: TokenizerFile) {
    this.#name = name;
    this.#model = model;
  }

  async time(text: string): Promise<string> {
    try {
      if (this.#process === undefined) {
        this.#process = new EngineProcess(this.#name);
        await this.#process.ask({ cmd: 'load', model: this.#model }, 'loaded');
      }
      await this.#process.ask({ cmd: 'documents', documents: [text] }, 'ok');
      const { rates } = await this.#process.ask({ cmd: 'encode', seconds: 0 }, 'rate', patienceSeconds);
      return (Buffer.byteLength(text) / rates.wall / 1000).toFixed(0);
    } catch (error) {
      await this[Symbol.asyncDispose]();
      return error instanceof Error && error.message.startsWith('no answer') ? '–' : 'fails';
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const process = this.#process;
    this.#process = undefined;
    await process?.[Symbol.asyncDispose]();
  }
}
