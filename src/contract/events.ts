import { z } from 'zod';
import { resourceTypes } from './resource-request.ts';
import { Json } from './json.ts';
import { outcomes } from './session.ts';

const instant = z.iso.datetime({ offset: true });

/** In the data of every event. */
const common = {
  sessionId: z.string().nullable(),
  tracking_id: z.string(),
  session_number: z.int().nullable(),
  sequence: z.int().min(0).describe('1, 2, 3 … over the whole life of the trigger, without a gap'),
  occurred_at: instant,
  goal: z.string().describe('the goal, cut after 300 characters; whole where a session begins'),
  email: z.string().describe('the account that it runs for'),
  label: z.string().nullable().describe('what `create` was given to know it by'),
  truncated: z.literal(true).optional(),
  test: z.literal(true).optional().describe('an event that `ping` sent; its sequence is 0'),
};

/** As somebody said; null where nobody did. */
const why = { reason: z.string().nullable(), by: z.string().nullable() };

const MemoryChangeShape = z.object({
  key: z.string(),
  value: Json,
  change: z.enum(['added', 'updated', 'removed']),
});
const EvidenceShape = z.object({ url: z.string(), quote: z.string() });
const UsageShape = z.object({
  steps: z.int(),
  duration_ms: z.number(),
  waited_ms: z.number(),
  input_tokens: z.int(),
  output_tokens: z.int(),
  cost_usd: z.number(),
});
const HowToAnswerShape = z.object({
  workflow_id: z.string(),
  signal: z.string(),
  update: z.string(),
  input: z.object({ request_id: z.string(), approved: z.boolean().optional(), value: Json.optional() }),
  command: z.string(),
});

/** The data of each event: the seven of sessions, and those of the trigger itself. */
export const eventData = {
  'trigger.session.started': z.object({
    ...common,
    goal: z.string(),
    scheduled_for: instant,
    sessions_left: z.int(),
    end_at: instant.nullable(),
  }),
  'trigger.browser.started': z.object({ ...common, browser: z.string(), version: z.string() }),
  'trigger.action.run': z.object({
    ...common,
    action_id: z.string(),
    step: z.int(),
    tool: z.string(),
    arguments: Json,
    summary: z.string(),
  }),
  'trigger.thoughts.and.memories': z.object({
    ...common,
    thoughts: z.string(),
    memories: z.array(MemoryChangeShape),
  }),
  'trigger.external.resource.requested': z.object({
    ...common,
    request_id: z.string(),
    resource_type: z.enum(resourceTypes),
    message: z.string(),
    details: Json,
    schema: z.record(z.string(), Json).optional(),
    expires_at: instant,
    how_to_answer: HowToAnswerShape,
  }),
  'trigger.complete': z.object({
    ...common,
    status: z.enum(outcomes),
    answer: z.string(),
    changed: z.boolean(),
    baseline: z.boolean(),
    result: Json,
    evidence: z.array(EvidenceShape),
    usage: UsageShape,
    next_session_at: instant.nullable(),
  }),
  'trigger.error': z.object({
    ...common,
    code: z.string(),
    message: z.string(),
    fatal: z.boolean(),
    status: z.enum(outcomes).optional(),
    usage: UsageShape.optional(),
    action_id: z.string().nullable(),
    next_session_at: instant.nullable(),
  }),
  'trigger.paused': z.object({ ...common, since: instant, ...why }),
  'trigger.resumed': z.object({ ...common, next_session_at: instant.nullable(), ...why }),
  'trigger.ended': z.object({ ...common, state: z.enum(['completed', 'stopped']), sessions: z.int(), ...why }),
} as const;

export type EventName = keyof typeof eventData;
export const eventNames = Object.keys(eventData) as EventName[];
/** About the trigger itself: they arise only where its choice of events asks for them. */
export const triggerEventNames = ['trigger.paused', 'trigger.resumed', 'trigger.ended'] as const;
export type EventData<Name extends EventName> = z.infer<(typeof eventData)[Name]>;
/** What an event says beside what all have. */
export type EventDetails<Name extends EventName> = Omit<EventData<Name>, keyof typeof common>;

/** The body of a delivery: `{event, data}`. */
export type WebhookEvent = { [Name in EventName]: { event: Name; data: EventData<Name> } }[EventName];

/** An event that waits for delivery, with the id that it keeps however often it is sent. */
export interface OutgoingEvent {
  webhook_id: string;
  sequence: number;
  body: WebhookEvent;
}

/** An event as the history keeps it. What a trigger's choice of events leaves out has no sequence. */
export interface RecordedEvent extends Omit<OutgoingEvent, 'sequence'> {
  sequence: number | null;
}

/** One try to deliver an event. `status` null: no HTTP answer came. `error` null: it was accepted. */
export interface DeliveryAttempt {
  at: string;
  status: number | null;
  error: string | null;
  ms: number;
}

/** An event with what became of it, as `events` lists it. */
export interface LoggedEvent {
  /** Null where the trigger's choice of events left it out. */
  sequence: number | null;
  webhook_id: string;
  event: EventName;
  data: WebhookEvent['data'];
  state: 'waiting' | 'delivered' | 'given_up' | 'not_sent';
  /** Why it was given up or not sent. */
  reason: string | null;
  attempts: DeliveryAttempt[];
}

/** What the workflow says of an event that its history does not settle. */
export interface OpenEvent extends LoggedEvent {
  /** Since when it waits, this time; null where it does not. */
  due_at: string | null;
}
