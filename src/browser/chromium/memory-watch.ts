import { readFile } from 'node:fs/promises';
import type { CDPSession } from 'playwright-core';

const everyMs = 1_000;
const pageBytes = 4_096;
/** What the process of one site's pages may hold. */
const rendererMaxBytes = 1_500_000_000;

/**
 * Ends a page's process that fills the memory, as a crash of that page alone. Where the system does not tell what a
 * process holds (`/proc`), nothing is watched.
 *
 * @returns what stops it.
 */
export function watchMemory(protocol: CDPSession): () => void {
  const timer = setInterval(() => void endHungry(protocol).catch(() => undefined), everyMs).unref(); // the browser is gone
  return () => clearInterval(timer);
}

async function endHungry(protocol: CDPSession): Promise<void> {
  const { processInfo } = await protocol.send('SystemInfo.getProcessInfo');
  for (const { type, id } of processInfo)
    if (type === 'renderer' && (await bytesOf(id)) > rendererMaxBytes) process.kill(id, 'SIGKILL');
}

async function bytesOf(processId: number): Promise<number> {
  const figures = await readFile(`/proc/${processId}/statm`, 'utf8').catch(() => '');
  return Number(figures.split(' ')[1] ?? 0) * pageBytes;
}
