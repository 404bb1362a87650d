import { z } from 'zod';
import { HttpAddress } from './address.ts';
import { AgentConfig } from './agent.ts';
import { type EventChoice, notifyChoices } from './event-choice.ts';
import { eventNames, triggerEventNames } from './events.ts';
import { limits } from './limits.ts';

// ISO 8601 lets the seconds be left out; zod's `precision: -1` is just that form
export const Instant = z.union([z.iso.datetime({ offset: true }), z.iso.datetime({ offset: true, precision: -1 })], {
  error: 'must be an ISO 8601 time with an offset, like 2027-01-29T00:00:00Z',
});

export const AutoTriggerOptions = z.strictObject({
  interval: z
    .number()
    .max(limits.intervalMaxMinutes)
    .refine((minutes) => minutes * 60 >= limits.intervalMinSeconds, {
      error: 'must be at least 1 second (0.0167 minutes)',
    })
    .describe('minutes from one session to the next; fractions allowed, at least 1 second'),
  end_at: Instant.describe('no session starts at or after this time (ISO 8601 with an offset)'),
  start_now: z.boolean().default(false).describe('the first session starts at once'),
  start_at: Instant.optional().describe("the first session's time (ISO 8601 with an offset), instead of start_now"),
  web_hook_url: HttpAddress.optional().describe('where events are sent'),
  on_overlap: z
    .enum(['skip', 'buffer_one'])
    .default('skip')
    .describe('what becomes of a fire that is due while a session runs: none, or it runs right after that session'),
  catch_up: z
    .enum(['latest', 'none'])
    .default('latest')
    .describe('after an outage: run the newest missed fire once, or wait for the next'),
  jitter: z
    .number()
    .min(0)
    .max(limits.jitterMaxSeconds)
    .default(0)
    .describe('seconds over which fires are spread, always the same for one trigger and fire'),
  max_sessions: z.int().min(1).max(limits.maxSessionsMax).optional().describe('stop after so many sessions'),
  pause_after_failures: z
    .int()
    .min(0)
    .max(limits.pauseAfterFailuresMax)
    .default(limits.pauseAfterFailuresDefault)
    .describe('failed or blocked sessions in a row after which the trigger pauses itself; 0: never'),
  events: z
    .array(z.enum(eventNames))
    .min(1)
    .optional()
    .describe(`the events that are sent; where left out all but ${triggerEventNames.join(', ')}`),
  notify: z
    .enum(notifyChoices)
    .default('every_session')
    .describe('changes: only questions, errors, and the end of a session that found something new are sent'),
});
export type AutoTriggerOptions = z.input<typeof AutoTriggerOptions>;

/** What `create` takes, and the single argument of the workflow `autoTrigger`. */
export const CreateRequest = z.strictObject({
  goal: z
    .string()
    .max(limits.goalMaxCharacters)
    .refine((goal) => goal.trim() !== '', { error: 'must not be empty' })
    .describe('what the agent is to do'),
  email: z
    .string()
    .max(limits.emailMaxCharacters)
    .refine((email) => email.length > limits.emailMaxCharacters || /^[^\s@]+@[^\s@]+$/.test(email), {
      error: 'must be an e-mail address',
    })
    .describe('the account that it runs for'),
  label: z
    .string()
    .max(limits.labelMaxCharacters)
    .refine((label) => label.trim() !== '', { error: 'must not be empty' })
    .optional()
    .describe('by which you know it again: every event has it'),
  web_hook_url: HttpAddress.optional().describe('where events are sent, for a single session'),
  config: AgentConfig.prefault({}).describe("the agent's configuration"),
  withAutoTrigger: AutoTriggerOptions.optional(),
  idempotency_key: z
    .string()
    .min(1)
    .max(limits.idempotencyKeyMaxCharacters)
    .optional()
    .describe('the same key and request again: the same trigger, not a second one'),
  dry_run: z.boolean().default(false).describe('check and preview only; starts nothing'),
});
/** A request with every default in place; what else has to be right about it is told by `planRequest`. */
export type FullRequest = Omit<z.output<typeof CreateRequest>, 'dry_run'>;
/** As a caller writes it: e-mail from the environment, defaults left out. */
export type CreateRequest = Omit<z.input<typeof CreateRequest>, 'email' | 'dry_run'> & {
  email?: string;
  dry_run?: false;
};
/** As `CreateRequest`; it is checked and previewed, and starts nothing. */
export type PreviewRequest = Omit<CreateRequest, 'dry_run'> & { dry_run: true };

/** A request that was found good, with every default and every time settled. Instants in milliseconds since the epoch. */
export interface TriggerPlan {
  goal: string;
  email: string;
  label: string | null;
  config: AgentConfig;
  web_hook_url: string | null;
  choice: EventChoice;
  schedule: SchedulePlan;
  /** Failures in a row; null: never. */
  pause_after_failures: number | null;
}

export interface SchedulePlan {
  /** Null: a single session. */
  interval_ms: number | null;
  start_at_ms: number;
  /** Exclusive; null for a single session. */
  end_at_ms: number | null;
  on_overlap: 'skip' | 'buffer_one';
  catch_up: 'latest' | 'none';
  jitter_ms: number;
  max_sessions: number | null;
}
