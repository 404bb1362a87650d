import type { Command } from 'commander';
import { type Account, AccountSettings } from '../../contract/account.ts';
import { addCommand, type CommonFlags, withClient } from '../command.ts';
import { parseJson, parseNumber } from '../create-flags.ts';
import { printFields } from '../fields.ts';
import { given } from '../given.ts';
import { spentFields } from '../spent-fields.ts';
import { cell, grouped, printJson, timeUntil } from '../print.ts';

interface AccountFlags extends CommonFlags {
  email?: string;
}

interface SetFlags extends AccountFlags {
  maxSessionPerDay?: number;
  timeZone?: string;
  config?: NonNullable<AccountSettings['config']>;
}

export function addAccountCommand(program: Command): void {
  const account = program.command('account').description('how many sessions an account may start in a day, and has');

  addAccountFlags(addCommand(account, 'show', 'the limit, and what is used of it today')).action(
    async ({ email, ...flags }: AccountFlags) => {
      await withClient(flags, async (client) => printAccount(await client.account(email).show(), flags));
    },
  );

  const { max_session_per_day, time_zone, config } = AccountSettings.shape;
  addAccountFlags(addCommand(account, 'set', 'change it; what is left out stays'))
    .option('--max-session-per-day <count>', max_session_per_day.description ?? '', parseNumber)
    .option('--time-zone <name>', time_zone.description ?? '')
    .option('--config <json>', `${config.description}, as JSON`, parseJson)
    .action(async ({ email, maxSessionPerDay, timeZone, config: wanted, ...flags }: SetFlags) => {
      const settings = given({ max_session_per_day: maxSessionPerDay, time_zone: timeZone, config: wanted });
      await withClient(flags, async (client) => printAccount(await client.account(email).set(settings), flags));
    });
}

function addAccountFlags(command: Command): Command {
  return command.option('--email <address>', 'the account (AUTO_TRIGGER_EMAIL)');
}

function printAccount(account: Account, { json }: CommonFlags): void {
  if (json) return printJson(account);
  const { max_session_per_day: limit, today_sessions: used, sessions_left: left, config } = account;
  printFields([
    ['account', cell(account.email)],
    [
      'sessions',
      `${grouped(used)} of ${grouped(limit)} used today, ${left > 0 ? `${grouped(left)} left` : 'none left'}`,
    ],
    ['begin anew', `${localTime(account)}, ${timeUntil(account.resets_at)} from now`],
    ['time zone', cell(account.time_zone)],
    ...spentFields(account.spent),
    ['config', Object.keys(config).length === 0 ? undefined : cell(JSON.stringify(config))],
  ]);
}

/** When the day ends, as a clock in the account's time zone shows it: `Sat 30 Jan 2027, 00:00`. */
function localTime({ resets_at, time_zone: timeZone }: Account): string {
  try {
    return new Intl.DateTimeFormat('en-GB', {
      timeZone,
      weekday: 'short',
      day: 'numeric',
      month: 'short',
      year: 'numeric',
      hour: '2-digit',
      minute: '2-digit',
    }).format(Date.parse(resets_at));
  } catch {
    return resets_at; // a zone that this runtime does not know
  }
}
