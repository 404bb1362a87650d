import { z } from 'zod';
import { AgentConfig } from './agent.ts';
import { jsonBytes } from './json.ts';
import { limits } from './limits.ts';
import type { Spending } from './spending.ts';

/** An account's configuration beneath that of its requests: what is given, without the defaults. */
export type AccountConfig = z.input<typeof AgentConfig>;

const AccountConfig = z.custom<AccountConfig>().superRefine((config, context) => {
  const parsed = AgentConfig.safeParse(config);
  for (const issue of parsed.error?.issues ?? []) context.addIssue({ ...issue });
  if (!parsed.success) return;
  if (jsonBytes(config) > limits.accountConfigMaxBytes)
    context.addIssue(`must have at most ${limits.accountConfigMaxBytes} bytes as JSON`);
  const { base_url } = parsed.data;
  if (base_url !== undefined && hasCredentials(base_url))
    context.addIssue({ code: 'custom', path: ['base_url'], message: 'must not carry a user name or password' });
});

function hasCredentials(address: string): boolean {
  const { username, password } = new URL(address);
  return username !== '' || password !== '';
}

/** What `account set` changes; what is left out stays. */
export const AccountSettings = z
  .strictObject({
    max_session_per_day: z
      .int()
      .min(0)
      .max(limits.sessionsPerDayMax)
      .optional()
      .describe('sessions that may start in a day; 0: none'),
    time_zone: z
      .string()
      .max(limits.timeZoneMaxCharacters)
      .regex(/^[A-Za-z][A-Za-z0-9_+/-]*$/, { error: 'must be a name like Europe/Berlin or UTC' })
      .optional()
      .describe('the IANA time zone whose days are counted, like Europe/Berlin'),
    config: AccountConfig.optional().describe(
      "the agent's configuration beneath that of each request, in place of the one before",
    ),
  })
  .refine((settings) => Object.values(settings).some((value) => value !== undefined), {
    error: 'must change something: max_session_per_day, time_zone or config',
  });
export type AccountSettings = z.infer<typeof AccountSettings>;

/** What an account has and has used, at one moment. */
export interface AccountFigures {
  email: string;
  max_session_per_day: number;
  /** Sessions that count against the limit now. */
  today_sessions: number;
  sessions_left: number;
  /** The IANA time zone whose days are counted. */
  time_zone: string;
  /** When what is counted begins to count no more: the end of the day. */
  resets_at: string;
}

export interface Account extends AccountFigures {
  config: AccountConfig;
  /** What its sessions used of models. */
  spent: Spending;
}

/** What an account's workflow keeps in its memo, so that it can be read without a worker. */
export interface AccountRecord {
  email: string;
  max_session_per_day: number;
  time_zone: string;
  /** Sessions that were started, and until when they count. */
  counted: { sessions: number; until: string }[];
  /** Left out where nothing was used so far. */
  spent?: Spending;
}

/**
 * An account's figures at a moment. `dayEnd`: when the next day begins in its time zone, for where nothing is counted.
 * Both in milliseconds since the epoch.
 */
export function figuresAt(record: AccountRecord, now: number, dayEnd: number): AccountFigures {
  const { email, max_session_per_day, time_zone, counted } = record;
  const counting = counted.filter(({ sessions, until }) => sessions > 0 && Date.parse(until) > now);
  const today_sessions = counting.reduce((sum, { sessions }) => sum + sessions, 0);
  const resetsAt = counting.length > 0 ? Math.min(...counting.map(({ until }) => Date.parse(until))) : dayEnd;
  return {
    email,
    max_session_per_day,
    today_sessions,
    sessions_left: Math.max(0, max_session_per_day - today_sessions),
    time_zone,
    resets_at: new Date(resetsAt).toISOString(),
  };
}

/** Asks an account for sessions of its present day. */
export const ReserveSessions = z.object({
  session_ids: z.array(z.string().min(1).max(limits.requestIdMaxCharacters)).min(1).max(limits.sessionsPerReservation),
  /** When the day ends: from workers whose days were all of UTC. */
  resets_at: z.iso.datetime().optional(),
});
export type ReserveSessions = z.infer<typeof ReserveSessions>;
export interface SessionReservations {
  /** In the order of the session ids. */
  granted: boolean[];
  figures: AccountFigures;
}

/** What a session used of a model, for the sums of its account. */
export const RecordUsage = z.object({
  session_id: z.string().min(1).max(limits.requestIdMaxCharacters),
  input_tokens: z.int().nonnegative(),
  output_tokens: z.int().nonnegative(),
  cost_usd: z.number().nonnegative(),
});
export type RecordUsage = z.infer<typeof RecordUsage>;

/** Which sessions' ids an account is to know no more: those of one trigger's runs, by what theirs begin with. */
export const ForgetSessions = z.strictObject({
  prefixes: z.array(z.string().min(5).max(limits.requestIdMaxCharacters)).min(1).max(limits.sessionsPerReservation),
});
export type ForgetSessions = z.infer<typeof ForgetSessions>;
