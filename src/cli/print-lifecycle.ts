import type { LifecycleResult } from '../contract/update-requests.ts';
import { cell, instant, printJson, printLine } from './print.ts';

/** What became of a trigger, for a person or for a program. */
export function printLifecycle(id: string, result: LifecycleResult, { json }: { json?: true }): void {
  if (json) return printJson(result);
  const { state, paused, next_fire_at } = result;
  const next = next_fire_at === null ? '' : `; its next session is due at ${instant(next_fire_at)}`;
  printLine(`${cell(id)} is ${paused ? `paused${stillGoingOn(result)}` : cell(state)}${next}.`);
}

/** What a pause leaves as it is. */
function stillGoingOn({ open_requests, running_session }: LifecycleResult): string {
  if (open_requests > 0)
    return open_requests === 1 ? '; one question is still open' : `; ${open_requests} questions are still open`;
  return running_session === null ? '' : `; session ${running_session} is still running`;
}
