import { nothingSpent } from '../contract/spending.ts';
import type { TriggerStatus } from '../contract/status.ts';
import { nowMs } from './now.ts';
import type { Trigger } from './trigger.ts';

const firesShown = 5;

/** The trigger in full, as the query `status` answers and `show` prints it. */
export function statusOf(trigger: Trigger): TriggerStatus {
  const { identity, carried, plan, outbox } = trigger;
  const { interval_ms, start_at_ms, end_at_ms } = plan.schedule;
  return {
    tracking_id: identity.tracking_id,
    email: plan.email,
    goal: plan.goal,
    label: plan.label,
    state: carried.state,
    state_since: carried.state_since,
    reason: carried.stopping?.reason ?? carried.paused?.reason ?? null,
    paused: carried.paused,
    changes: carried.changes,
    interval: interval_ms === null ? null : interval_ms / 60_000,
    start_at: new Date(start_at_ms).toISOString(),
    end_at: end_at_ms === null ? null : new Date(end_at_ms).toISOString(),
    next_fires: trigger.agenda.nextFires(firesShown, nowMs()),
    session: trigger.session,
    last: carried.last,
    requests: carried.requests.open,
    grants: carried.grants,
    closed_requests: carried.requests.closed,
    sessions: carried.sessions,
    fires: carried.ledger.counts,
    consecutive_failures: carried.consecutive_failures,
    spent: carried.spent ?? nothingSpent,
    deliveries: outbox.counts(),
    web_hook_url: plan.web_hook_url,
    messages: carried.messages,
    limits_reached: carried.limits_reached,
  };
}
