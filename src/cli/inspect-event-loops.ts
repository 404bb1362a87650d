import type { ServerCheck } from '../client/inspection.ts';
import { type EventLoopFigures, eventLoopDelayMaxMs } from '../contract/event-loop-figures.ts';
import { readWorkerFigures } from '../worker-figures.ts';

/** For how long the event loops of this machine's workers were held up, as they told last. Never BAD: it passes. */
export async function inspectEventLoops(stateFolder: string): Promise<Omit<ServerCheck, 'name'>> {
  const workers = await readWorkerFigures(stateFolder);
  if (workers.length === 0)
    return { ok: true, found: 'no worker of this user runs on this machine; others tell in their logs', mend: null };
  const isLate = workers.some(({ largest_ms }) => largest_ms > eventLoopDelayMaxMs);
  const mend = isLate ? 'give these workers more of a processor, or fewer sessions' : null;
  return { ok: true, found: workers.map(inOneLine).join('; '), mend };
}

function inOneLine({ identity, seconds, largest_ms, p99_ms, seconds_over }: EventLoopFigures): string {
  if (seconds === 0) return `${identity} began less than a minute ago`;
  const over = seconds_over === 0 ? '' : `, over ${eventLoopDelayMaxMs} ms in ${seconds_over} of them`;
  return `${identity} was held up for at most ${largest_ms} ms (99 % below ${p99_ms} ms) within ${seconds} s${over}`;
}
