import type { Command } from 'commander';
import type { TriggerStatus } from '../../contract/status.ts';
import { addCommand, type CommonFlags, withClient } from '../command.ts';
import { cell, instant, printFields, printJson } from '../print.ts';

export function addShowCommand(program: Command): void {
  addCommand(program, 'show', 'one trigger in full')
    .argument('<id>', 'its tracking id')
    .action(async (id: string, flags: CommonFlags) => {
      await withClient(flags, async (client) => {
        const status = await client.session().get(id).status();
        if (flags.json) printJson(status);
        else printFields(fieldsOf(status));
      });
    });
}

function fieldsOf(status: TriggerStatus): [string, string | undefined][] {
  const { session, last, deliveries, sessions, messages } = status;
  return [
    ['trigger', cell(status.tracking_id)],
    ['goal', cell(status.goal)],
    ['account', cell(status.email)],
    ['state', `${status.state} since ${instant(status.state_since)}`],
    ['reason', optional(status.reason)],
    ['interval', status.interval === null ? 'a single session' : `${status.interval} min`],
    ['starts', instant(status.start_at)],
    ['ends', status.end_at === null ? undefined : instant(status.end_at)],
    ['next sessions', status.next_fires.length > 0 ? status.next_fires.map(instant).join(', ') : undefined],
    [
      'session',
      session === null
        ? undefined
        : cell(`${session.session_number}, step ${session.step}: ${session.doing} (since ${session.started_at})`),
    ],
    ...status.requests.map((request): [string, string] => [
      'asks',
      cell(
        `${request.message} (${request.resource_type}, expires ${request.expires_at}): ${request.how_to_answer.command}`,
      ),
    ]),
    ['last session', last === null ? undefined : cell(`${last.session_number} ${last.outcome}: ${last.answer}`)],
    ['last error', last?.error ? cell(`${last.error.code}: ${last.error.message}`) : undefined],
    ['sessions', counts(sessions)],
    ['fires', counts(status.fires)],
    ['failures', status.consecutive_failures > 0 ? `${status.consecutive_failures} in a row` : undefined],
    ['webhook', optional(status.web_hook_url)],
    [
      'deliveries',
      counts({ waiting: deliveries.waiting, delivered: deliveries.delivered, given_up: deliveries.given_up }),
    ],
    ['deliveries ended', optional(deliveries.ended && `${deliveries.ended.at}: ${deliveries.ended.reason}`)],
    ['delivery error', optional(deliveries.last_error)],
    ['next delivery', deliveries.next_attempt_at === null ? undefined : instant(deliveries.next_attempt_at)],
    ['messages', counts({ signals: messages.signals, updates: messages.updates, ignored: messages.ignored })],
    ...messages.notices.map(({ at, what, why }): [string, string] => ['ignored', cell(`${at} ${what}: ${why}`)]),
    ...status.limits_reached.map((limit): [string, string] => ['limit', cell(limit)]),
  ];
}

function optional(value: string | null): string | undefined {
  return value === null ? undefined : cell(value);
}

/** What was counted, without what never happened. */
function counts(figures: Record<string, number>): string {
  const happened = Object.entries(figures).filter(([, count]) => count > 0);
  return happened.length === 0 ? 'none' : happened.map(([name, count]) => `${count} ${name}`).join(', ');
}
