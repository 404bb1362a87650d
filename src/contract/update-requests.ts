import { z } from 'zod';
import { Json, jsonBytes } from './json.ts';
import { limits } from './limits.ts';
import { type PlanChanges, Reschedule } from './reschedule.ts';
import type { TriggerState } from './status.ts';

const Reason = z.string().max(limits.reasonMaxCharacters).optional().describe('why');
const By = z.string().max(limits.answeredByMaxCharacters).optional().describe('who asks for it');

/** What pauses a trigger, or has it go on; nothing is the same as `{}`. */
export const PauseRequest = z.strictObject({ reason: Reason, by: By });
export type PauseRequest = z.infer<typeof PauseRequest>;

/** What starts an extra session; nothing is the same as `{}`. */
export const RunNowRequest = z.strictObject({
  queue: z.boolean().optional().describe('after the session that runs, where one does'),
  by: By,
});
export type RunNowRequest = z.infer<typeof RunNowRequest>;

/** What of a trigger is to be different from now on; what is left out stays. */
export const RescheduleRequest = z
  .strictObject({ ...Reschedule.shape, reason: Reason, by: By })
  .refine((change) => Object.keys(Reschedule.shape).some((field) => Object.hasOwn(change, field)), {
    error: `must change something: ${Object.keys(Reschedule.shape).join(', ')}`,
  });
export type RescheduleRequest = z.infer<typeof RescheduleRequest>;

/** What stops a trigger; nothing is the same as `{}`. */
export const StopRequest = z.strictObject({ reason: Reason, by: By, now: z.boolean().optional() });
export type StopRequest = z.infer<typeof StopRequest>;

const MemoryKey = z.string().min(1).max(limits.memoryKeyMaxCharacters);

/** What a person wants remembered, in place of what was there under the key. */
export const SetMemoryRequest = z.strictObject({
  key: MemoryKey,
  value: Json.refine((value) => jsonBytes(value) <= limits.memoryValueMaxBytes, {
    error: `must have at most ${limits.memoryValueMaxBytes} bytes`,
  }),
  by: By,
});
export type SetMemoryRequest = z.infer<typeof SetMemoryRequest>;

export const ForgetMemoryRequest = z.strictObject({ key: MemoryKey, by: By });
export type ForgetMemoryRequest = z.infer<typeof ForgetMemoryRequest>;

export const RevokeGrantRequest = z.strictObject({ grant_id: z.string().min(1).max(64), by: By });
export type RevokeGrantRequest = z.infer<typeof RevokeGrantRequest>;

/** What a test event is asked for with; nothing is the same as `{}`. */
export const PingRequest = z.strictObject({ by: By });
export type PingRequest = z.infer<typeof PingRequest>;

const Sequence = z.int().min(1);

/** Which events are sent again: those that were given up, those from a number on, or both; or a single one. */
export const EventSelection = z
  .strictObject({
    failed: z.boolean().optional(),
    from: Sequence.optional(),
    only: Sequence.optional(),
  })
  .refine(({ failed, from, only }) => only === undefined || (failed === undefined && from === undefined), {
    error: 'only goes without failed and from',
  })
  .refine(({ failed, from, only }) => failed === true || from !== undefined || only !== undefined, {
    error: 'must say which events: failed, from or only',
  });
export type EventSelection = z.infer<typeof EventSelection>;

/** What `redeliver` returns: the events that are due again, with the attempts before, and how many more were meant. */
export interface RedeliverResult {
  events: { sequence: number; attempts: number }[];
  left: number;
}

/** What lifecycle updates return. */
export interface LifecycleResult {
  state: TriggerState;
  /** When the next session is due; null while the trigger is paused, or being stopped. */
  next_fire_at: string | null;
  /** True also where `state` says something else first: a session of a paused trigger may still wait for a person. */
  paused: boolean;
  /** The number of the session that runs. */
  running_session: number | null;
  open_requests: number;
}

/** What `run_now` returns: the session that was asked for. */
export interface RunNowResult extends LifecycleResult {
  /** When it is due: at once, or as soon as those before it are over. */
  next_fire_at: string;
  /** The number that it will have, if all that waits now begins before it, and nothing else does. */
  session_number: number;
}

/** What `reschedule` returns: what is different now. */
export interface RescheduleResult extends LifecycleResult {
  changes: PlanChanges;
}

/** What an accepted answer returns. */
export interface AnswerResult {
  request_id: string;
  accepted: true;
}
