import type { LifecycleResult } from '../contract/update-requests.ts';
import { cell, instant, printJson, printLine } from './print.ts';

/** What became of a trigger, for a person or for a program. */
export function printLifecycle(id: string, result: LifecycleResult, { json }: { json?: true }): void {
  if (json) return printJson(result);
  const next = result.next_fire_at === null ? '' : `; its next session is due at ${instant(result.next_fire_at)}`;
  printLine(`${cell(id)} is ${cell(result.state)}${next}.`);
}
