import { Schedule } from '../../contract/schedule.ts';
import type { TriggerStatus } from '../../contract/status.ts';
import { parseCreateRequest } from '../../contract/plan-request.ts';
import type { TemporalConnection } from './connection.ts';
import { readStartedRequest } from './started-request.ts';

/**
 * The status with the fires that are still to come. A workflow answers as of its last step, and while a session runs or
 * waits for a human there may be none for hours: what passed since does not run any more.
 */
export async function withFiresToCome(temporal: TemporalConnection, status: TriggerStatus): Promise<TriggerStatus> {
  const { state, next_fires } = status;
  const now = Date.now();
  const isBusy = state === 'running' || state === 'waiting_for_human';
  const hasPassed = (fire: string) => Date.parse(fire) <= now;
  if (!isBusy || !next_fires.some(hasPassed)) return status;
  const schedule = await readSchedule(temporal, status);
  if (schedule === undefined) return { ...status, next_fires: next_fires.filter((fire) => !hasPassed(fire)) };
  const fires: string[] = [];
  let fire = schedule.firstAfter(0, now);
  while (fire !== undefined && fires.length < next_fires.length) {
    fires.push(new Date(fire.at_ms).toISOString());
    fire = schedule.fire(fire.index + 1);
  }
  return { ...status, next_fires: fires };
}

/** The grid as the status has it, with what of it only the request tells. */
async function readSchedule(
  temporal: TemporalConnection,
  { tracking_id, interval, start_at, end_at }: TriggerStatus,
): Promise<Schedule | undefined> {
  const run = await readStartedRequest(temporal, { workflowId: tracking_id, runId: '' });
  const startMs = Date.parse(start_at);
  try {
    const { schedule } = parseCreateRequest(run?.request, startMs).plan;
    const times = {
      interval_ms: interval === null ? null : Math.round(interval * 60_000),
      start_at_ms: startMs,
      end_at_ms: end_at === null ? null : Date.parse(end_at),
    };
    return new Schedule({ ...schedule, ...times }, tracking_id);
  } catch {
    return undefined;
  }
}
