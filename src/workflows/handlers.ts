import { defineQuery, defineSignal, setDefaultSignalHandler, setHandler } from '@temporalio/workflow';
import type { MemoryChange, MemoryItem } from '../contract/results.ts';
import { hasPattern, type AnswerSchema } from '../contract/answer-schema.ts';
import { messageOf } from '../contract/errors.ts';
import type { EventDelivery } from '../contract/activities.ts';
import type { OpenEvent } from '../contract/events.ts';
import {
  adminPermissionResponseSignal,
  answerResourceRequestUpdate,
  EventSelection,
  ForgetMemoryRequest,
  forgetMemoryUpdate,
  ledgerQuery,
  memoryQuery,
  openEventsQuery,
  PingRequest,
  pingUpdate,
  redeliverUpdate,
  RevokeGrantRequest,
  revokeGrantUpdate,
  SetMemoryRequest,
  setMemoryUpdate,
  statusQuery,
  userInputResponseSignal,
  type AnswerResult,
  type RedeliverResult,
} from '../contract/messages.ts';
import { parseWith } from '../contract/parse.ts';
import type { Grant, UserInputResponse } from '../contract/resource-request.ts';
import type { LedgerRow, TriggerStatus } from '../contract/status.ts';
import { answerCheck } from './activities.ts';
import { bindUpdate } from './bind-update.ts';
import { deliveriesOf } from './delivery.ts';
import { pingReceiver, receiverOf, redeliver } from './delivery-updates.ts';
import { findGrant } from './grants.ts';
import { unfitting } from './human-requests.ts';
import { bindLifecycle } from './lifecycle-handlers.ts';
import { nowIso } from './now.ts';
import type { Trigger } from './trigger.ts';
import { statusOf } from './trigger-status.ts';

/**
 * Binds what may be sent to a trigger. Handlers change state and return; the story does the work.
 *
 * Call it before the first await: an update that finds no handler by then is rejected.
 */
export function bindHandlers(trigger: Trigger): void {
  const { messages } = trigger.carried;
  const answerBySignal = (name: string, kind: AnswerKind) => {
    const ignore = (error: unknown) => trigger.noteIgnored(`signal ${name}`, messageOf(error));
    setHandler(
      defineSignal<[unknown]>(name),
      (input) => {
        messages.signals += 1;
        // a signal handler that throws would fail the workflow or hold it for ever
        try {
          const result = answer(trigger, kind, input);
          return result instanceof Promise ? result.then(() => undefined, ignore) : undefined;
        } catch (error) {
          return ignore(error);
        }
      },
      { description: kind === 'permission' ? 'Answers an admin_permission_request' : 'Answers a request_user_input' },
    );
  };
  answerBySignal(adminPermissionResponseSignal, 'permission');
  answerBySignal(userInputResponseSignal, 'input');
  setDefaultSignalHandler((name) => {
    messages.signals += 1;
    trigger.noteIgnored(`signal ${name.slice(0, 100)}`, 'no signal of this name is known');
  });

  bindUpdate<AnswerResult>(trigger, answerResourceRequestUpdate, 'Answers an open request, and says whether it fits', {
    check: (input) => void trigger.requests.match('either', input),
    apply: (input) => answer(trigger, 'either', input),
  });
  bindLifecycle(trigger);
  bindUpdate<MemoryChange>(trigger, setMemoryUpdate, 'Has something remembered', {
    check: (input) => void parseWith(SetMemoryRequest, input),
    apply: (input) => {
      const { key, value, by = null } = parseWith(SetMemoryRequest, input);
      return trigger.changeMemory({ key, value, change: 'updated' }, by);
    },
  });
  bindUpdate<MemoryChange>(trigger, forgetMemoryUpdate, 'Has something forgotten', {
    check: (input) => void trigger.remembered(parseWith(ForgetMemoryRequest, input).key),
    apply: (input) => {
      const { key, by = null } = parseWith(ForgetMemoryRequest, input);
      trigger.remembered(key);
      return trigger.changeMemory({ key, value: null, change: 'removed' }, by);
    },
  });
  bindUpdate<Grant>(trigger, revokeGrantUpdate, 'Takes a standing approval back', {
    check: (input) => void findGrant(trigger.carried.grants, parseWith(RevokeGrantRequest, input).grant_id),
    apply: (input) => {
      const grant = findGrant(trigger.carried.grants, parseWith(RevokeGrantRequest, input).grant_id);
      trigger.carried.grants = trigger.carried.grants.filter((each) => each !== grant);
      return grant;
    },
  });

  const deliveries = deliveriesOf(trigger);
  bindUpdate<RedeliverResult>(trigger, redeliverUpdate, 'Sends events again, under the ids that they have', {
    check(input) {
      parseWith(EventSelection, input);
      receiverOf(deliveries);
    },
    apply: (input) => redeliver(deliveries, parseWith(EventSelection, input)),
  });
  bindUpdate<EventDelivery>(trigger, pingUpdate, 'Sends a test event, and says what came back', {
    check(input) {
      parseWith(PingRequest, input ?? {});
      receiverOf(deliveries);
    },
    apply: () => pingReceiver(deliveries),
  });

  setHandler(defineQuery<MemoryItem[]>(memoryQuery), () => trigger.carried.memory, {
    description: 'What it remembers',
  });
  setHandler(defineQuery<TriggerStatus>(statusQuery), () => statusOf(trigger), { description: 'The trigger in full' });
  setHandler(defineQuery<LedgerRow[]>(ledgerQuery), () => trigger.ledger.rows((number) => trigger.sessionId(number)), {
    description: 'What became of each fire',
  });
  setHandler(defineQuery<OpenEvent[]>(openEventsQuery), () => trigger.outbox.openEvents(), {
    description: 'Events that the history does not hold yet',
  });
}

type AnswerKind = 'permission' | 'input' | 'either';

/**
 * Takes an answer to an open request, the first valid one: at once, so that answers count in the order in which they
 * come; but for one to a question with a pattern.
 */
function answer(trigger: Trigger, kind: AnswerKind, input: unknown): AnswerResult | Promise<AnswerResult> {
  const { requests } = trigger;
  const fitting = requests.match(kind, input);
  const { request, answer: given } = fitting;
  if (request.schema !== null && 'value' in given && hasPattern(request.schema))
    return answerAfterCheck(trigger, kind, { ...given, request_id: request.request_id }, request.schema);
  requests.accept(fitting, nowIso());
  return { request_id: request.request_id, accepted: true };
}

/**
 * A pattern is checked by an activity, as it may backtrack for ever; meanwhile another answer may win, or the request
 * may close.
 */
async function answerAfterCheck(
  { requests }: Trigger,
  kind: AnswerKind,
  given: UserInputResponse & { request_id: string },
  schema: AnswerSchema,
): Promise<AnswerResult> {
  const { request_id, value } = given;
  const { problem } = await answerCheck(`Check the answer to ${request_id}`).checkAnswer({ schema, value });
  if (problem !== null) throw unfitting(request_id, problem);
  requests.accept(requests.match(kind, given), nowIso());
  return { request_id, accepted: true };
}
