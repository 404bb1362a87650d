import { availableParallelism, loadavg } from 'node:os';

/** What was measured: whether a page or the machine is to blame, nothing tells for sure. */
export function stuckMessage(waitedMs: number, largestDelayMs: number): string {
  const load = (loadavg()[0] ?? 0).toFixed(1);
  return `opening an empty page took more than ${waitedMs / 1_000} s, so the browser was ended; a page in it may have held it up, or the machine is too busy: its load was ${load} on ${availableParallelism()} processors, and this process's event loop was held up for at most ${largestDelayMs} ms`;
}
