import { nowMs } from './now.ts';
import type { Trigger } from './trigger.ts';

/** What a trigger waits for between sessions; undefined where nothing is left to run. */
export function waitFor(trigger: Trigger): { until_ms: number; summary: string } | undefined {
  const next = trigger.agenda.nextStart(nowMs());
  const { paused, sessions } = trigger.carried;
  if (next === undefined) return undefined;
  const { end_at_ms } = trigger.plan.schedule;
  if (paused !== null && trigger.agenda.waiting() === undefined && end_at_ms !== null)
    return { until_ms: end_at_ms, summary: `Paused since ${paused.since}: wait for resume, until end_at` };
  const due = new Date(next.at_ms).toISOString();
  return { until_ms: next.at_ms, summary: `Wait for session ${sessions.started + 1}, due ${due}` };
}
