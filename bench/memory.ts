/**
 * `npm run bench:memory`: what a worker and its Chromium hold after 50 sessions and after more than 500, and what is left when
 * the worker has ended. See README.md here.
 */
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createBuiltinPlanner } from '../src/agent/builtin/planner.ts';
import { startSite } from '../src/dev/sample-blog.ts';
import { median, say, startEnvironment, type Environment } from './environment.ts';

/** Half a browser's life after a new one began, each: what is compared is of one age. */
const marks = [50, 150, 250, 350, 450, 550];
const atOnce = 4;
const growthMax = 1.1;
const megabyte = 1_048_576;

interface Process {
  id: number;
  parent: number;
  name: string;
}

interface Measure {
  sessions: number;
  /** The worker's process: all that it holds, and of that what its JavaScript needs; in bytes. */
  worker: number;
  heap: number;
  /** Shared pages are divided among those that share them. */
  chromium: number;
  processes: number;
}

async function runningProcesses(): Promise<Process[]> {
  const ids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const read = ids.map(async (id): Promise<Process | undefined> => {
    const stat = await readFile(`/proc/${id}/stat`, 'utf8').catch(() => undefined); // it has ended
    const [, name = '', state, parent] = /\((.*)\) (\w) (\d+)/s.exec(stat ?? '') ?? [];
    return state === undefined || state === 'Z' ? undefined : { id: Number(id), parent: Number(parent), name };
  });
  return (await Promise.all(read)).filter((process) => process !== undefined);
}

/** All that this process started, directly or not, but for the Temporal server. */
async function started(): Promise<Process[]> {
  const all = await runningProcesses();
  const below = (parent: number): Process[] =>
    all.filter((one) => one.parent === parent).flatMap((one) => [one, ...below(one.id)]);
  return below(process.pid).filter(({ name }) => !name.startsWith('temporal'));
}

async function proportionalBytes({ id }: Process): Promise<number> {
  const rollup = await readFile(`/proc/${id}/smaps_rollup`, 'utf8').catch(() => ''); // it has ended
  return Number(/^Pss:\s+(\d+)/m.exec(rollup)?.[1] ?? 0) * 1_024;
}

/** The median of some measures at rest, each after a collection. */
async function measure(sessions: number): Promise<Measure> {
  const measures: Measure[] = [];
  for (let times = 0; times < 5; times += 1) {
    globalThis.gc?.();
    await new Promise((resolve) => setTimeout(resolve, 500));
    const processes = await started();
    const bytes = await Promise.all(processes.map(proportionalBytes));
    const { rss, heapUsed } = process.memoryUsage();
    const chromium = bytes.reduce((sum, one) => sum + one, 0);
    measures.push({ sessions, worker: rss, heap: heapUsed, chromium, processes: processes.length });
  }
  const middle = (of: (measure: Measure) => number) => median(measures.map(of));
  return {
    sessions,
    worker: middle(({ worker }) => worker),
    heap: middle(({ heap }) => heap),
    chromium: middle(({ chromium }) => chromium),
    processes: middle(({ processes }) => processes),
  };
}

async function runSessions(environment: Environment, count: number, goal: string): Promise<void> {
  let left = count;
  const runner = async () => {
    while (left > 0) {
      left -= 1;
      const { status } = await environment.run({ goal });
      if (status.last?.outcome !== 'answered')
        throw new Error(`a session ended ${status.last?.outcome}: ${status.last?.answer}`);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, runner));
}

/** The temporary folders of this process's browsers, by what each says of its owner, with their profiles. */
async function ownFolders(): Promise<string[]> {
  const names = (await readdir(tmpdir())).filter((name) => name.startsWith('auto-trigger-browser-'));
  const folders = names.map(async (name) => {
    const path = join(tmpdir(), name);
    const read = (file: string) => readFile(join(path, file), 'utf8').catch(() => ''); // it has gone
    const isOwn = (await read('owner.json')).includes(`"processId":${process.pid},`);
    return isOwn ? [path, await read('profile')] : [];
  });
  return (await Promise.all(folders)).flat().filter((path) => path !== '');
}

async function bench(): Promise<boolean> {
  const folders = new Set<string>();
  const environment = await startEnvironment();
  environment.plan(createBuiltinPlanner());
  const blog = await startSite('A blog', 'for the bench', [
    { slug: 'one', title: 'The first post', published_at: '2026-10-01T09:00:00Z', text: ['What it is about.'] },
    { slug: 'two', title: 'The second post', published_at: '2026-10-02T09:00:00Z', text: ['And what else.'] },
  ]);
  const measures: Measure[] = [];
  try {
    console.log('sessions | worker | its heap | Chromium | its processes');
    for (const mark of marks) {
      const done = measures.at(-1)?.sessions ?? 0;
      await runSessions(environment, mark - done, `Go through ${blog.url} and let me know the latest update`);
      const now = await measure(mark);
      measures.push(now);
      for (const folder of await ownFolders()) folders.add(folder);
      const sizes = [now.worker, now.heap, now.chromium].map((bytes) => `${(bytes / megabyte).toFixed(0)} MB`);
      console.log([mark, ...sizes, now.processes].join(' | '));
    }
  } finally {
    await blog.close();
    await environment.close();
  }
  const growth = (of: (measure: Measure) => number) => {
    const [first, last] = [measures.at(0), measures.at(-1)];
    return first === undefined || last === undefined ? Infinity : of(last) / of(first);
  };
  const grown = { worker: growth(({ worker }) => worker), both: growth(({ worker, chromium }) => worker + chromium) };
  const processes = await started();
  const left = [...folders].filter((folder) => existsSync(folder));
  console.log(
    `\nThe worker after ${marks.at(-1)} sessions holds ${(grown.worker * 100).toFixed(0)} % of what it held after ${marks[0]}, with its Chromium ${(grown.both * 100).toFixed(0)} %.`,
  );
  console.log(`Left when it has ended: ${processes.length} processes, ${left.length} of ${folders.size} folders.`);
  return grown.worker <= growthMax && grown.both <= growthMax && processes.length === 0 && left.length === 0;
}

if (!(await bench())) process.exitCode = 1;
say('done');
