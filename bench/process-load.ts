import { readFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';

/** Of Linux, since long ago, on every machine that Node runs on. */
const ticksPerSecond = 100;
const windowMs = 400;
/** Processes that do so little are at rest: what polls and collects garbage is never quite still. */
const restingShare = 0.08;

/** Seconds of a processor that a process has used so far. Needs Linux (`/proc`). */
export async function cpuSecondsOf(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
  const [user = 0, system = 0] = stat
    .slice(stat.lastIndexOf(')') + 2)
    .split(' ')
    .slice(11, 13)
    .map(Number);
  return (user + system) / ticksPerSecond;
}

/** Resident memory of a process, in MB. Needs Linux (`/proc`). */
export async function memoryMbOf(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]) / 1_024;
}

/** Waits until each of these processes has next to nothing to do; gives when that began, in milliseconds since the epoch. */
export async function untilAtRest(pids: readonly number[]): Promise<number> {
  let restingSince = Date.now();
  for (let resting = 0; resting < 3;) {
    const before = await Promise.all(pids.map(cpuSecondsOf));
    const begin = Date.now();
    await pause(windowMs);
    const after = await Promise.all(pids.map(cpuSecondsOf));
    const seconds = (Date.now() - begin) / 1_000;
    const isResting = after.every((used, index) => (used - (before[index] ?? 0)) / seconds < restingShare);
    resting = isResting ? resting + 1 : 0;
    if (!isResting) restingSince = Date.now();
  }
  return restingSince;
}
