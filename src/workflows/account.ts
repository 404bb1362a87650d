import { ApplicationFailure } from '@temporalio/common';
import {
  allHandlersFinished,
  CancellationScope,
  condition,
  currentUpdateInfo,
  makeContinueAsNewFunc,
  setDefaultSignalHandler,
  upsertMemo,
  workflowInfo,
} from '@temporalio/workflow';
import type {
  Account,
  AccountSettings,
  RecordUsage,
  ReserveSessions,
  SessionReservations,
} from '../contract/account.ts';
import {
  forgetSessionsUpdate,
  recordUsageUpdate,
  reserveSessionsUpdate,
  setAccountUpdate,
} from '../contract/account-messages.ts';
import { badField } from '../contract/parse.ts';
import { nothingSpent, type Periods, spendingAt } from '../contract/spending.ts';
import { accountConfigMemoKey, accountMemoKey, accountOfWorkflow } from '../contract/temporal-names.ts';
import { calendar } from './activities.ts';
import { bindUpdate } from './bind-message.ts';
import { nowMs } from './now.ts';
import { type CarriedAccount, newAccount, Quota, takeOverAccount } from './quota.ts';

/** About 1,800 events: a worker that does not have the workflow in memory reads them all before it answers. */
const updatesPerRun = 300;
const updatesPerEarlierRun = 500;
const dayMs = 86_400_000;

/**
 * The quota of one account: counts the sessions of its days, and grants no more than the limit. Its clock is the
 * server's; when its days end, activities tell it.
 *
 * What can be known of it stands in its memo, so that it is read without a worker. It lives on through continue-as-new,
 * and cancelling it does nothing: that would be a day without a count.
 */
export async function account(input: string, carried?: CarriedAccount): Promise<never> {
  const entity = openAccount(carried);
  entity.bindHandlers();
  await CancellationScope.nonCancellable(async () => {
    await condition(() => entity.isRunFull || workflowInfo().continueAsNewSuggested);
    await condition(allHandlersFinished);
  });
  // what was upserted does not go over by itself
  const goOn = makeContinueAsNewFunc<typeof account>({ memo: entity.memo() });
  return goOn(input, entity.quota.state);
}

class AccountEntity {
  readonly quota: Quota;
  #updates = 0;
  /** A run that version 0.1.0 began, and which replays here. */
  #isEarlier = false;
  /** True where the history of this run is to be left behind. */
  #isForgetting = false;
  #beginning: Promise<void> | undefined;

  constructor(quota: Quota) {
    this.quota = quota;
  }

  get isRunFull(): boolean {
    return this.#isForgetting || this.#updates >= (this.#isEarlier ? updatesPerEarlierRun : updatesPerRun);
  }

  /** Call it before the first await: an update that finds no handler by then is rejected. */
  bindHandlers(): void {
    bindUpdate(reserveSessionsUpdate, { apply: (request) => this.#reserve(request) });
    bindUpdate(setAccountUpdate, { apply: (settings) => this.#set(settings, currentUpdateInfo()?.id ?? '') });
    bindUpdate(recordUsageUpdate, { apply: (usage) => this.#recordUsage(usage) });
    bindUpdate(forgetSessionsUpdate, {
      apply: ({ prefixes }) => {
        this.#isForgetting = true;
        return { forgotten: this.quota.forget(prefixes) };
      },
    });
    setDefaultSignalHandler(() => undefined); // unhandled, they would be kept
  }

  async #reserve({ session_ids, resets_at }: ReserveSessions): Promise<SessionReservations> {
    this.#updates += 1;
    if (resets_at !== undefined && this.quota.state.time_zone === 'UTC') this.#beginToldDay(Date.parse(resets_at));
    else await this.#untilDayIsOn();
    const now = nowMs();
    const granted = this.quota.reserve(session_ids, now);
    upsertMemo({ [accountMemoKey]: this.quota.record(now) });
    return { granted, figures: this.quota.figures(now) };
  }

  async #set(settings: AccountSettings, updateId: string): Promise<Account> {
    const { state } = this.quota;
    this.#updates += 1;
    if (this.quota.isRepeated(updateId)) await this.#untilDayIsOn();
    else {
      const timeZone = settings.time_zone ?? state.time_zone;
      const endMs = await dayEnd(timeZone);
      if (endMs === null && settings.time_zone !== undefined)
        throw badField('time_zone', `time_zone (${timeZone}) is not known to this account's worker`, {
          value: timeZone,
        });
      const now = nowMs();
      this.quota.change(settings, now, endMs ?? now + dayMs);
      this.quota.remember(updateId);
      upsertMemo(this.memo());
    }
    const now = nowMs();
    const spent = spendingAt(state.spending?.spent ?? nothingSpent, now);
    return { ...this.quota.figures(now), config: state.config, spent };
  }

  async #recordUsage({ session_id, ...used }: RecordUsage): Promise<Periods> {
    this.#updates += 1;
    const { time_zone } = this.quota.state;
    const { endsOfPeriods } = calendar(`When the day and the month end in ${time_zone}`);
    const periods = await CancellationScope.nonCancellable(() => endsOfPeriods({ time_zone, at_ms: nowMs() }));
    this.quota.spend(session_id, used, periods);
    upsertMemo({ [accountMemoKey]: this.quota.record(nowMs()) });
    return periods;
  }

  /** What is read without a worker. */
  memo(): Record<string, unknown> {
    return { [accountMemoKey]: this.quota.record(nowMs()), [accountConfigMemoKey]: this.quota.state.config };
  }

  /** Begins a new day where the one before is over. */
  async #untilDayIsOn(): Promise<void> {
    while (this.quota.isDayOver(nowMs()))
      await (this.#beginning ??= this.#beginDay().finally(() => {
        this.#beginning = undefined;
      }));
  }

  async #beginDay(): Promise<void> {
    const { time_zone } = this.quota.state;
    const endMs = (await dayEnd(time_zone)) ?? nowMs() + dayMs; // set where it was known, and unknown to this worker
    const now = nowMs();
    if (this.quota.isDayOver(now) && time_zone === this.quota.state.time_zone) this.quota.beginDay(now, endMs);
  }

  /** Workers of version 0.1.0 told the day, and so do the histories that they made. */
  #beginToldDay(endMs: number): void {
    const { day } = this.quota.state;
    this.#isEarlier = true;
    if (day === null || endMs > day.end_ms) this.quota.beginDay(nowMs(), endMs);
  }
}

/** When the present day ends in a time zone; null where the worker does not know it. Cancelling does not reach it. */
async function dayEnd(timeZone: string): Promise<number | null> {
  const { startOfNextDay } = calendar(`When the day ends in ${timeZone}`);
  return CancellationScope.nonCancellable(() => startOfNextDay({ time_zone: timeZone, at_ms: nowMs() }));
}

function openAccount(carried: CarriedAccount | undefined): AccountEntity {
  const { workflowId, continuedFromExecutionRunId } = workflowInfo();
  const email = accountOfWorkflow(workflowId);
  // what is carried comes from the run before and from nobody else
  if (email === undefined || (carried !== undefined && continuedFromExecutionRunId === undefined))
    throw ApplicationFailure.nonRetryable(
      'account takes the e-mail address alone, and its workflow id is account: and that address',
      'InvalidRequest',
    );
  return new AccountEntity(new Quota(carried === undefined ? newAccount(email) : takeOverAccount(email, carried)));
}
