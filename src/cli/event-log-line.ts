import type { LoggedEvent } from '../contract/events.ts';
import { eventLine } from '../dev/event-lines.ts';
import { cell, colors } from './print.ts';

/** An event of the log on one line, with what became of it. */
export function eventLogLine(event: LoggedEvent): string {
  const tries = event.attempts.length > 1 ? `, ${event.attempts.length} tries` : '';
  const error = event.state === 'not_sent' ? null : (event.reason ?? event.attempts.at(-1)?.error);
  const became = `${event.state}${tries}${error ? `: ${cell(error)}` : ''}`;
  const line = eventLine(event as Parameters<typeof eventLine>[0], { color: colors.isColorSupported });
  return `${String(event.sequence ?? '–').padStart(4)} ${line} ${colors.dim(`[${became}]`)}`;
}
