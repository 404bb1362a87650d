import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseSync, Visitor } from 'oxc-parser';

/** A pattern and where it is made. */
interface FoundPattern {
  pattern: RegExp;
  /** From the root of the project: `src/contract/moment.ts`. */
  file: string;
  line: number;
}

/** The patterns of a folder, and the places that make one and were not seen to. */
interface Collected {
  patterns: FoundPattern[];
  unseen: { file: string; line: number }[];
}

/** What of a call or a `new` is looked at. */
interface Construction {
  callee: { type: string; name?: unknown };
  start: number;
}

const root = fileURLToPath(new URL('../..', import.meta.url));

/**
 * All patterns of a folder: those that its files write down, and those that its modules make of words, which are caught
 * as they are made. So nothing of the folder may be imported before; `useAll` is called at the end, to have those made
 * that are made when they are needed.
 */
export async function collectPatterns(folder: string, useAll: () => Promise<void>): Promise<Collected> {
  const files = readdirSync(root + folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => `${folder}/${name}`);
  const written = files.map(patternsIn);
  const made: FoundPattern[] = [];
  const release = catchPatterns(folder, made);
  try {
    for (const { file, constructions } of written)
      if (constructions.length > 0) await import(pathToFileURL(root + file).href);
    await useAll();
  } finally {
    release();
  }
  const seen = new Set(made.map(({ file, line }) => `${file}:${line}`));
  const unseen = written.flatMap(({ file, constructions }) =>
    constructions.filter((line) => !seen.has(`${file}:${line}`)).map((line) => ({ file, line })),
  );
  const all = [...written.flatMap(({ literals }) => literals), ...made];
  const distinct = new Map(all.map((found) => [`${found.file} ${String(found.pattern)}`, found]));
  return { patterns: [...distinct.values()], unseen };
}

/** What a file writes down, and the lines in which it makes patterns. */
function patternsIn(file: string): { file: string; literals: FoundPattern[]; constructions: number[] } {
  const text = readFileSync(root + file, 'utf8');
  const lineOf = (start: number) => text.slice(0, start).split('\n').length;
  const literals: FoundPattern[] = [];
  const constructions: number[] = [];
  const construction = ({ callee, start }: Construction) => {
    if (callee.type === 'Identifier' && callee.name === 'RegExp') constructions.push(lineOf(start));
  };
  new Visitor({
    Literal(node) {
      if (!('regex' in node)) return;
      const { pattern, flags } = node.regex;
      literals.push({ pattern: new RegExp(pattern, flags), file, line: lineOf(node.start) });
    },
    NewExpression: construction,
    CallExpression: construction,
  }).visit(parseSync(file, text).program);
  return { file, literals, constructions };
}

/** Notes each pattern that a folder's code makes, until it is released. */
function catchPatterns(folder: string, made: FoundPattern[]): () => void {
  const native = globalThis.RegExp;
  const place = new RegExp(`(${folder}/[^:]+):(\\d+)`);
  const note = (pattern: RegExp) => {
    const line = new Error('here').stack?.split('\n').find((each) => each.includes(root + folder));
    const [, file, number] = place.exec(line ?? '') ?? [];
    if (file !== undefined) made.push({ pattern, file, line: Number(number) });
    return pattern;
  };
  globalThis.RegExp = new Proxy(native, {
    construct: (_, [source, flags]: [string, string?]) => note(new native(source, flags)),
    apply: (_, __, [source, flags]: [string, string?]) => note(new native(source, flags)),
  });
  return () => {
    globalThis.RegExp = native;
  };
}
