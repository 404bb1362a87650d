import { randomBytes } from 'node:crypto';
import { link, mkdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { isAlive } from '../browser/chromium/is-alive.ts';
import type { Progress } from './progress.ts';

const refreshMs = 5_000;
const staleAfterMs = 30_000;
const pollMs = 250;

/**
 * Runs work while this process holds the lock file; others wait, and see that they do.
 *
 * The file names its holder's process id and is touched every five seconds: a lock whose holder is gone,
 * or which was not touched for 30 seconds, is taken over.
 */
export async function withLock<Result>(path: string, progress: Progress, work: () => Promise<Result>): Promise<Result> {
  const draft = `${path}.${process.pid}-${randomBytes(4).toString('hex')}`;
  await mkdir(dirname(path), { recursive: true });
  await writeFile(draft, String(process.pid));
  try {
    if (!(await take(draft, path))) await wait(draft, path, progress);
  } finally {
    await rm(draft, { force: true });
  }
  const release = keep(path);
  try {
    return await work();
  } finally {
    await release();
  }
}

/** Takes a lock file until it is given back by `release`; where another process has it, that process's id. */
export async function takeLock(path: string): Promise<{ release: () => Promise<void> } | { holder: number }> {
  const draft = `${path}.${process.pid}-${randomBytes(4).toString('hex')}`;
  await writeFile(draft, String(process.pid));
  try {
    while (!(await take(draft, path))) {
      if (!(await isStale(path))) return { holder: await readHolder(path) };
      await rm(path, { force: true });
    }
  } finally {
    await rm(draft, { force: true });
  }
  return { release: keep(path) };
}

/** Shows that this process still holds the lock, until the returned function gives it back. */
function keep(path: string): () => Promise<void> {
  const refresh = setInterval(() => {
    const now = new Date();
    utimes(path, now, now).catch(() => undefined); // taken over by another: the work goes on all the same
  }, refreshMs).unref();
  let released: Promise<void> | undefined;
  const release = async () => {
    clearInterval(refresh);
    if ((await readHolder(path)) === process.pid) await rm(path, { force: true });
  };
  return () => (released ??= release()); // this process may have it again meanwhile
}

async function wait(draft: string, path: string, progress: Progress): Promise<void> {
  progress(`process ${await readHolder(path)} is at the same; waiting for it`);
  while (!(await take(draft, path))) {
    if (await isStale(path)) await rm(path, { force: true });
    else await pause(pollMs);
  }
}

/** A link is made whole or not at all, so the lock never lacks its holder's id. */
async function take(draft: string, path: string): Promise<boolean> {
  try {
    await link(draft, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
  const now = new Date();
  await utimes(path, now, now);
  return true;
}

async function isStale(path: string): Promise<boolean> {
  try {
    const age = Date.now() - (await stat(path)).mtimeMs;
    const holder = await readHolder(path);
    return age > staleAfterMs || (holder > 0 && !isAlive(holder));
  } catch {
    return false; // given back meanwhile
  }
}

async function readHolder(path: string): Promise<number> {
  return Number(await readFile(path, 'utf8').catch(() => '0'));
}
