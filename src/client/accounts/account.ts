import { setTimeout as pause } from 'node:timers/promises';
import { WorkflowNotFoundError } from '@temporalio/client';
import { z } from 'zod';
import { type Account, type AccountRecord, type AccountSettings, figuresAt } from '../../contract/account.ts';
import { AutoTriggerError } from '../../contract/errors.ts';
import { limits } from '../../contract/limits.ts';
import { setAccountUpdate } from '../../contract/account-messages.ts';
import {
  accountConfigMemoKey,
  accountMemoKey,
  accountOfWorkflow,
  accountWorkflowId,
} from '../../contract/temporal-names.ts';
import { parseInput } from '../../contract/message-definition.ts';
import { badField, parseWith } from '../../contract/parse.ts';
import { isTimeZone, startOfNextDay, timeZoneName } from '../../contract/time-zone.ts';
import { CreateRequest } from '../../contract/trigger.ts';
import { updateAccount } from '../server/account-update.ts';
import type { TemporalConnection } from '../server/connection.ts';
import { readSpending } from '../server/spending.ts';
import type { ClientContext } from '../context.ts';
import { lastPolls } from '../server/workers.ts';

const setTimeoutMs = 30_000;
/** A worker that has just started is asked for twice, this far apart. */
const secondLookMs = 500;
const dayMs = 86_400_000;

/** An account, by its e-mail address: its quota, its time zone and the configuration of its triggers. */
export class AccountHandle {
  readonly #context: ClientContext;
  readonly #email: string | undefined;

  constructor(context: ClientContext, email: string | undefined) {
    this.#context = context;
    this.#email = email ?? context.email;
  }

  /**
   * What the account has, and has used of its day at this moment; the defaults where it was never set and has run
   * nothing. Needs no worker.
   *
   * @throws {AutoTriggerError} InvalidRequest for an e-mail address that is none; TemporalUnreachable.
   */
  async show(): Promise<Account> {
    return readAccount(this.#context.temporal, this.#parsedEmail());
  }

  /**
   * Changes the limit, the time zone or the configuration; what is left out stays. Takes effect at once, and resolves to
   * the account as it is then.
   *
   * @throws {AutoTriggerError} InvalidRequest, naming every bad field; NoWorker; TemporalUnreachable.
   */
  async set(settings: AccountSettings): Promise<Account> {
    return changeAccount(this.#context, this.#parsedEmail(), settings);
  }

  #parsedEmail(): string {
    return parseWith(EmailOnly, { email: this.#email }).email;
  }
}

const EmailOnly = z.object({ email: CreateRequest.shape.email });

/** An account as it is at this moment. An address that has no account yet has the defaults. */
export async function readAccount(temporal: TemporalConnection, email: string): Promise<Account> {
  const memo = (await describeAccount(temporal, email))?.memo ?? {};
  const record = recordOf(memo[accountMemoKey]) ?? {
    email: accountOfWorkflow(accountWorkflowId(email)) ?? email,
    max_session_per_day: limits.sessionsPerDayDefault,
    time_zone: 'UTC',
    counted: [],
  };
  const now = Date.now();
  // a zone that this runtime does not know has its days from the account's worker alone
  const dayEnd = startOfNextDay(record.time_zone, now) ?? now + dayMs;
  const config = memo[accountConfigMemoKey] ?? {};
  return { ...figuresAt(record, now, dayEnd), config, spent: readSpending(record.spent) };
}

/** What version 0.1.0 kept in the memo had the figures of a day. */
function recordOf(memo: unknown): AccountRecord | undefined {
  if (typeof memo !== 'object' || memo === null) return undefined;
  if ('counted' in memo) return memo as AccountRecord;
  const { email, max_session_per_day, time_zone, today_sessions, resets_at } = memo as Account;
  return { email, max_session_per_day, time_zone, counted: [{ sessions: today_sessions, until: resets_at }] };
}

async function changeAccount(
  { temporal, taskQueue }: ClientContext,
  email: string,
  given: AccountSettings,
): Promise<Account> {
  const settings = parseSettings(given);
  const queue = (await describeAccount(temporal, email))?.taskQueue ?? taskQueue;
  // asked beforehand, so that a change that nobody makes now is not made later, when nobody expects it
  if (!(await isPolled(temporal, queue)))
    throw new AutoTriggerError(
      'NoWorker',
      `no worker polls task queue ${queue}, so the account ${email} cannot be changed; start one with "auto-trigger worker"`,
      { details: { email, task_queue: queue } },
    );
  return updateAccount(temporal, {
    email,
    taskQueue: queue,
    update: setAccountUpdate,
    argument: settings,
    timeoutMs: setTimeoutMs,
  });
}

function parseSettings(given: unknown): AccountSettings {
  const settings = parseInput(setAccountUpdate, given);
  const { time_zone } = settings;
  if (time_zone === undefined) return settings;
  if (!isTimeZone(time_zone))
    throw badField(
      'time_zone',
      `time_zone (${time_zone}) is no time zone; give a name of the IANA database, like Europe/Berlin, Asia/Kolkata or UTC`,
      { value: time_zone },
    );
  return { ...settings, time_zone: timeZoneName(time_zone) };
}

async function isPolled(temporal: TemporalConnection, taskQueue: string): Promise<boolean> {
  if ((await lastPolls(temporal, taskQueue)).length > 0) return true;
  await pause(secondLookMs);
  return (await lastPolls(temporal, taskQueue)).length > 0;
}

/** Undefined where nothing counts for the account: it has run nothing yet, or its workflow was ended. */
async function describeAccount(temporal: TemporalConnection, email: string) {
  try {
    const entity = temporal.client.workflow.getHandle(accountWorkflowId(email));
    const description = await temporal.call(() => entity.describe());
    return description.status.name === 'RUNNING' ? description : undefined;
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return undefined;
    throw error;
  }
}
