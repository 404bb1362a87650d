import type { TriggerHandle } from '../client/trigger-handle.ts';
import { eventLine } from '../dev/event-lines.ts';
import { isFailure } from '../contract/session.ts';
import type { TriggerStatus } from '../contract/status.ts';
import { colors, printJsonLine, printLine, printNote } from './print.ts';

/**
 * Prints a trigger's events as they happen, until it has ended. A trigger that failed makes the command fail, and so does
 * a single session that failed or was blocked.
 */
export async function followTrigger(trigger: TriggerHandle, { json }: { json?: true | undefined }): Promise<void> {
  for await (const event of trigger.events({ onNotice: printNote })) {
    if (json) printJsonLine(event);
    else printLine(eventLine(event as Parameters<typeof eventLine>[0], { color: colors.isColorSupported }));
  }
  const status = await trigger.status();
  if (!json) printLine(ending(status));
  if (hasFailed(status)) process.exitCode = 1;
}

function ending({ state, reason, sessions }: TriggerStatus): string {
  const count = `${sessions.started} ${sessions.started === 1 ? 'session' : 'sessions'}`;
  return `The trigger has ended: ${state}${reason === null ? '' : ` (${reason})`}, after ${count}.`;
}

function hasFailed({ state, interval, last }: TriggerStatus): boolean {
  return state === 'failed' || (interval === null && last !== null && isFailure(last.outcome));
}
