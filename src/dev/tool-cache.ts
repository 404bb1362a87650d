import { glob, mkdtemp, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { readSettings } from '../config.ts';
import { withLock } from './file-lock.ts';
import type { ToolCheck, Source } from './obtain.ts';
import type { Progress } from './progress.ts';

/** A tool in the cache folder, under `<cache>/<name>/`. */
export interface CachedTool {
  name: string;
  /** Where the executable is within the tool's folder: a path, or a pattern whose first match it is. */
  executable: string;
  check: ToolCheck;
}

const leftoverAgeMs = 3_600_000;

/** What an earlier run put into the cache. */
export function fromCache(tool: CachedTool): Source {
  return {
    name: 'cache',
    attempt: () => working(tool, join(readSettings().cacheFolder, tool.name)),
  };
}

/**
 * Puts a tool into the cache: `make` fills a temporary folder, which is renamed into place once the check passes.
 *
 * What is half done is never found, and of two processes at once the second waits and takes what the first made.
 */
export async function makeInCache(
  tool: CachedTool,
  progress: Progress,
  make: (folder: string) => Promise<void>,
): Promise<string> {
  const { cacheFolder } = readSettings();
  const folder = join(cacheFolder, tool.name);
  return withLock(`${folder}.lock`, progress, async () => {
    const present = await working(tool, folder).catch(() => undefined);
    if (present !== undefined) return present;
    await removeLeftovers(cacheFolder, tool.name);
    const draft = await mkdtemp(`${folder}.partial-`);
    try {
      await make(draft);
      await working(tool, draft);
      await rm(folder, { recursive: true, force: true });
      await rename(draft, folder);
    } finally {
      await rm(draft, { recursive: true, force: true });
    }
    return working(tool, folder);
  });
}

/** The path of a tool in its folder, checked. */
async function working({ executable, check }: CachedTool, folder: string): Promise<string> {
  for await (const match of glob(executable, { cwd: folder })) {
    const path = join(folder, match);
    await check(path);
    return path;
  }
  throw new Error(`nothing in ${folder}`);
}

/** A killed process leaves its temporary folder behind; those of processes that still work are younger. */
async function removeLeftovers(cacheFolder: string, name: string): Promise<void> {
  for (const entry of await readdir(cacheFolder)) {
    if (!entry.startsWith(`${name}.partial-`)) continue;
    const folder = join(cacheFolder, entry);
    const age = Date.now() - (await stat(folder)).mtimeMs;
    if (age > leftoverAgeMs) await rm(folder, { recursive: true, force: true });
  }
}
