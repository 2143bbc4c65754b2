/**
 * Examples that check themselves: in a block with `// => value` comments, the expression before the comment must equal
 * the value. A statement's comment may go on for several lines, each starting with `// =>`. Typed arrays are written as
 * the console prints them: `Float32Array [1, 2]`. Numbers with a fraction are compared to four digits.
 */
import ts from 'typescript';

/** An example as it is printed. */
export interface Snippet {
  /** `packages/core/src/ops/add.ts:17` */
  readonly place: string;
  readonly code: string;
}

/** The value that the comments between a statement and the next one claim, as source text. */
function claimAfter(gap: string): string | undefined {
  const lines = [...gap.matchAll(/^[ \t]*\/\/ => ?(.*)$/gm)].map((match) => match[1]);
  if (lines.length === 0) return undefined;
  return lines.join('\n').replaceAll(/\b(\w+Array)(?:\(\d+\))? (\[[^\]]*\])/g, '$1.from($2)');
}

/** The expression whose value a comment after the statement speaks of. */
function subjectOf(statement: ts.Statement, source: ts.SourceFile): string | undefined {
  if (ts.isExpressionStatement(statement)) return statement.expression.getText(source);
  const declared = ts.isVariableStatement(statement) && statement.declarationList.declarations[0]?.name;
  return declared && ts.isIdentifier(declared) ? declared.text : undefined;
}

/** A statement together with the text between it and the next one, at any depth of blocks. */
function* statementsOf(node: ts.Node, code: string): Generator<{ statement: ts.Statement; gap: string }> {
  if (ts.isSourceFile(node) || ts.isBlock(node)) {
    const last = ts.isBlock(node) ? node.end : code.length;
    for (const [index, statement] of node.statements.entries()) {
      const next = node.statements[index + 1]?.getStart() ?? last;
      yield { statement, gap: code.slice(statement.end, next) };
    }
  }
  const children: ts.Node[] = [];
  ts.forEachChild(node, (child) => void children.push(child));
  for (const child of children) yield* statementsOf(child, code);
}

/** How many values the comments claim; lines that only go on do not count. */
function claimsIn(code: string): number {
  const lines = code.split('\n').map((line) => line.indexOf('// =>') >= 0 && line);
  return lines.filter((line, i) => line && !(line.trimStart().startsWith('// =>') && lines[i - 1])).length;
}

/**
 * The example as a program that fails where a claim does not hold, or is never reached; {@link claimModule} lies beside
 * it as `claim.ts`.
 */
export function executable({ place, code }: Snippet): string {
  const source = ts.createSourceFile('snippet.ts', code, ts.ScriptTarget.ESNext, true);
  const edits: { from: number; to: number; text: string }[] = [];
  for (const { statement, gap } of statementsOf(source, code)) {
    const claim = claimAfter(gap);
    if (claim === undefined) continue;
    const subject = subjectOf(statement, source);
    if (subject === undefined) throw new Error(`${place}: no expression before "// => ${claim}"`);
    const name = JSON.stringify(`${place}, claim ${edits.length + 1}: ${subject}`);
    const from = ts.isExpressionStatement(statement) ? statement.getStart() : statement.end;
    edits.push({ from, to: statement.end, text: ` claim(${subject}, ${claim}, ${name});` });
  }
  if (edits.length !== claimsIn(code)) throw new Error(`${place}: a "// =>" follows no statement`);
  const checked = edits
    .toSorted((a, b) => b.from - a.from)
    .reduce((text, edit) => text.slice(0, edit.from) + edit.text + text.slice(edit.to), code);
  if (edits.length === 0) return `${checked}\nexport {};\n`;
  return `import { allReached, claim } from './claim.ts';\n${checked}\nallReached(${JSON.stringify(place)}, ${edits.length});\n`;
}

/** What the programs compare values with. */
export const claimModule = `import assert from 'node:assert/strict';
const reached = new Set<string>();
function rounded(value: unknown): unknown {
  if (typeof value === 'number') return Number.isInteger(value) ? value : Number(value.toPrecision(4));
  if (Array.isArray(value)) return value.map(rounded);
  if (value instanceof Float32Array || value instanceof Float64Array) {
    return { [value.constructor.name]: [...value].map(rounded) };
  }
  return value;
}
export function claim(actual: unknown, expected: unknown, name: string): void {
  reached.add(name);
  assert.deepEqual(rounded(actual), rounded(expected), name);
}
export function allReached(place: string, count: number): void {
  const found = [...reached].filter((name) => name.startsWith(place + ', claim '));
  assert.equal(found.length, count, place + ': only ' + found.length + ' of ' + count + ' claims were reached');
}
`;
