import { messageOf } from '../contract/errors.ts';
import { limits } from '../contract/limits.ts';
import { searchAttributes } from '../contract/temporal-names.ts';
import type { ClientContext } from './context.ts';
import type { TemporalConnection } from './server/connection.ts';
import { listTriggers } from './many/list.ts';
import { mapBounded } from './server/map-bounded.ts';
import { readTrouble } from './server/stuck.ts';
import { readRetention } from './server/retention.ts';
import { surveySearchAttributes } from './server/search-attributes.ts';
import { lastPolls } from './server/workers.ts';

/** One thing that `doctor` looked at. */
export interface ServerCheck {
  name: string;
  ok: boolean;
  found: string;
  /** What to do about it; null where nothing is to be done. */
  mend: string | null;
}

const hourMs = 3_600_000;
const clockToleranceMs = 5_000;
const stuckShown = 10;

/** Looks at the server, the namespace and what runs there. Each check stands for itself; without a server there is one. */
export async function inspectServer(context: ClientContext): Promise<ServerCheck[]> {
  const { temporal } = context;
  const server = await check(
    'server',
    () => checkServer(temporal),
    'start one with "auto-trigger dev", or set TEMPORAL_ADDRESS',
  );
  if (!server.ok) return [server];
  return [
    server,
    ...(await checkNamespace(temporal)),
    await check('search attributes', () => checkSearchAttributes(temporal), 'register them as an operator'),
    ...(await checkWorkers(context)),
    await check('stuck workflows', () => checkStuck(context), 'mend the namespace first'),
  ];
}

/** A check whose own failure is what was found. */
export async function check(
  name: string,
  look: () => Promise<Omit<ServerCheck, 'name'>>,
  mend: string,
): Promise<ServerCheck> {
  try {
    return { name, ...(await look()) };
  } catch (error) {
    return { name, ok: false, found: messageOf(error), mend };
  }
}

async function checkServer(temporal: TemporalConnection): Promise<Omit<ServerCheck, 'name'>> {
  const { serverVersion } = await temporal.call(() => temporal.service.getSystemInfo({}));
  return { ok: true, found: `version ${serverVersion} at ${temporal.settings.address}`, mend: null };
}

async function checkNamespace(temporal: TemporalConnection): Promise<ServerCheck[]> {
  const { namespace } = temporal;
  try {
    const retentionMs = await readRetention(temporal);
    // shorter, and the log of an event could be gone before the event is given up
    const ok = retentionMs >= limits.eventMaxAgeMs;
    return [
      { name: 'namespace', ok: true, found: namespace, mend: null },
      {
        name: 'retention',
        ok,
        found: `closed runs are kept for ${Math.round(retentionMs / hourMs)} hours`,
        mend: ok ? null : `temporal operator namespace update --namespace ${namespace} --retention 30d`,
      },
    ];
  } catch (error) {
    const mend = `temporal operator namespace create --namespace ${namespace} --retention 30d, or set TEMPORAL_NAMESPACE`;
    return [{ name: 'namespace', ok: false, found: messageOf(error), mend }];
  }
}

async function checkSearchAttributes(temporal: TemporalConnection): Promise<Omit<ServerCheck, 'name'>> {
  const { usable, missing, mistyped } = await surveySearchAttributes(temporal);
  const found = [
    usable.length > 0 ? `registered: ${usable.join(', ')}` : '',
    missing.length > 0 ? `missing: ${missing.join(', ')}` : '',
    ...mistyped.map(({ name, type }) => `${name} is ${type} instead of ${searchAttributes[name]}`),
  ].filter((part) => part !== '');
  const commands = missing.map(
    (name) => `temporal operator search-attribute create --name ${name} --type ${searchAttributes[name]}`,
  );
  const removals = mistyped.map(
    ({ name }) => `temporal operator search-attribute remove --name ${name}, then create it`,
  );
  const mends = [...commands, ...removals];
  return { ok: mends.length === 0, found: found.join('; '), mend: mends.length === 0 ? null : mends.join('; ') };
}

/** Who polls the queue; and whether this machine's clock lies behind the server's, as far as the polls show it. */
async function checkWorkers({ temporal, taskQueue }: ClientContext): Promise<ServerCheck[]> {
  const mend = 'start one with "auto-trigger worker"';
  let polls: { identity: string; atMs: number }[] = [];
  const worker = await check(
    'worker',
    async () => {
      polls = await lastPolls(temporal, taskQueue);
      const names = polls.map(({ identity }) => identity).join(', ');
      return polls.length > 0
        ? { ok: true, found: `${names} on task queue ${taskQueue}`, mend: null }
        : { ok: false, found: `nobody polls task queue ${taskQueue}`, mend };
    },
    mend,
  );
  if (polls.length === 0) return [worker];
  const aheadMs = Math.max(...polls.map(({ atMs }) => atMs)) - Date.now();
  const ok = aheadMs < clockToleranceMs;
  const clock: ServerCheck = {
    name: 'clock',
    ok,
    found: ok ? 'no difference seen' : `at least ${Math.round(aheadMs / 1_000)} s behind the server`,
    mend: ok ? null : 'set the clock of this machine by NTP',
  };
  return [worker, clock];
}

async function checkStuck(context: ClientContext): Promise<Omit<ServerCheck, 'name'>> {
  const { triggers, next_page } = await listTriggers(context, { stuck: true, limit: stuckShown });
  if (triggers.length === 0) return { ok: true, found: 'none', mend: null };
  const troubles = await mapBounded(triggers, stuckShown, async ({ tracking_id }) => {
    const trouble = await readTrouble(context.temporal, await context.temporal.describeTrigger(tracking_id));
    return { what: `${tracking_id}: ${trouble?.cause ?? 'goes on again'}`, mend: trouble?.what_to_do ?? [] };
  });
  const found = troubles.map(({ what }) => what).join('; ');
  const mends = [...new Set(troubles.flatMap(({ mend }) => mend))];
  return { ok: false, found: next_page === null ? found : `${found}; and more`, mend: mends.join('; ') || null };
}

/** True where the server itself was found wanting. */
export function isServerMissing(checks: ServerCheck[]): boolean {
  return checks.some(({ name, ok }) => name === 'server' && !ok);
}
