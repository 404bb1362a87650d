import {
  type Account,
  AccountSettings,
  ForgetSessions,
  RecordUsage,
  ReserveSessions,
  type SessionReservations,
} from './account.ts';
import type { Update } from './message-definition.ts';
import type { Periods } from './spending.ts';

export const setAccountUpdate: Update<AccountSettings, Account> = {
  name: 'set_account',
  description: 'Changes the limit, the time zone or the configuration of the account',
  input: AccountSettings,
};

export const reserveSessionsUpdate: Update<ReserveSessions, SessionReservations> = {
  name: 'reserve_sessions',
  description: 'Counts sessions against the day; the same session id counts once',
  input: ReserveSessions,
};

export const recordUsageUpdate: Update<RecordUsage, Periods> = {
  name: 'record_usage',
  description: 'Adds what a session used of a model to the sums; the same session id counts once',
  input: RecordUsage,
};

export const forgetSessionsUpdate: Update<ForgetSessions, { forgotten: number }> = {
  name: 'forget_sessions',
  description: 'Forgets the ids of sessions, which count as before, and goes on in a new run',
  input: ForgetSessions,
};
