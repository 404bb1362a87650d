import { setDefaultSignalHandler, workflowInfo } from '@temporalio/workflow';
import { hasPattern, type AnswerSchema } from '../contract/answer-schema.ts';
import {
  adminPermissionResponseSignal,
  answerResourceRequestUpdate,
  forgetMemoryUpdate,
  ledgerQuery,
  memoryQuery,
  openEventsQuery,
  pingUpdate,
  redeliverUpdate,
  revokeGrantUpdate,
  setMemoryUpdate,
  statusQuery,
  userInputResponseSignal,
} from '../contract/messages.ts';
import type { ResourceAnswer, ResourceRequest, UserInputResponse } from '../contract/resource-request.ts';
import { runMark } from '../contract/session-id.ts';
import type { AnswerResult } from '../contract/update-requests.ts';
import { aboutTrigger } from './about-trigger.ts';
import { answerCheck } from './activities.ts';
import { bindQuery, bindSignal, bindUpdate } from './bind-message.ts';
import { deliveriesOf } from './delivery.ts';
import { pingReceiver, receiverOf, redeliver } from './delivery-updates.ts';
import { tooLate, unfitting } from './human-requests.ts';
import { bindLifecycle } from './lifecycle-handlers.ts';
import { forgetAsTold, rememberAsTold } from './memory-updates.ts';
import { nowIso, nowMs } from './now.ts';
import type { Trigger } from './trigger.ts';
import { statusOf } from './trigger-status.ts';

/**
 * Binds what may be sent to a trigger. Handlers change state and return; the story does the work.
 *
 * Call it before the first await: an update that finds no handler by then is rejected.
 */
export function bindHandlers(trigger: Trigger): void {
  bindAnswers(trigger);
  bindLifecycle(trigger);
  bindKnowledge(trigger);
  bindDeliveries(trigger);
  bindQuery(memoryQuery, () => trigger.memory.items);
  bindQuery(statusQuery, () => statusOf(trigger));
  bindQuery(ledgerQuery, () => trigger.ledger.rows(runMark(workflowInfo().firstExecutionRunId)));
  bindQuery(openEventsQuery, () => trigger.outbox.openEvents());
}

function bindAnswers(trigger: Trigger): void {
  const { inbox } = trigger;
  const take = (given: ResourceAnswer, position: number) => answerBySignal(trigger, given, position);
  bindSignal(adminPermissionResponseSignal, inbox, take);
  bindSignal(userInputResponseSignal, inbox, take);
  setDefaultSignalHandler((name) => {
    inbox.countSignal(name.slice(0, 100));
    inbox.noteIgnored(`signal ${name.slice(0, 100)}`, 'no signal of this name is known');
  });
  bindUpdate(answerResourceRequestUpdate, {
    inbox,
    check: (given) => refuseLate(trigger, given),
    apply(given) {
      refuseLate(trigger, given);
      return answer(trigger, given);
    },
  });
}

/** What it remembers, and what it may do without asking. */
function bindKnowledge(trigger: Trigger): void {
  const { inbox, memory, grants } = trigger;
  bindUpdate(setMemoryUpdate, { inbox, apply: (request) => rememberAsTold(trigger, request) });
  bindUpdate(forgetMemoryUpdate, {
    inbox,
    check: ({ key }) => void memory.find(key),
    apply: (request) => forgetAsTold(trigger, request),
  });
  bindUpdate(revokeGrantUpdate, {
    inbox,
    check: ({ grant_id }) => void grants.find(grant_id),
    apply: ({ grant_id }) => grants.revoke(grant_id),
  });
}

function bindDeliveries(trigger: Trigger): void {
  const { inbox } = trigger;
  const deliveries = deliveriesOf(trigger);
  const check = () => void receiverOf(deliveries);
  bindUpdate(redeliverUpdate, { inbox, check, apply: (selection) => redeliver(deliveries, selection) });
  bindUpdate(pingUpdate, { inbox, check, apply: () => pingReceiver(deliveries, aboutTrigger(trigger.plan)) });
}

/** An update is taken when a worker sees it: its sender waits for that, and is told. */
function refuseLate({ requests }: Trigger, given: ResourceAnswer): void {
  const { request } = requests.match(given, nowMs());
  if (requests.isOverdue(request, nowMs())) throw tooLate(request);
}

/** A signal counts by when it was sent: without a worker, it may be seen long after that. */
function answerBySignal(trigger: Trigger, given: ResourceAnswer, position: number): unknown {
  const { requests } = trigger;
  const { request } = requests.match(given, nowMs());
  if (!requests.isOverdue(request, nowMs())) return answer(trigger, given);
  return requests.hold(request.request_id, () => lateAnswer(trigger, request, given, position));
}

async function lateAnswer(
  trigger: Trigger,
  request: ResourceRequest,
  given: ResourceAnswer,
  position: number,
): Promise<void> {
  const { request_id, expires_at } = request;
  const isInTime = await trigger.lateAnswers.isInTime(request, position);
  if (isInTime) await answer(trigger, { ...given, request_id });
  const { session, ledger } = trigger;
  const what = isInTime
    ? `${request_id} was answered before its time ended at ${expires_at}, and no worker saw that until ${nowIso()}`
    : `an answer to ${request_id} was sent after its time had ended at ${expires_at}, and did not count`;
  if (session !== null) ledger.note(session.session_number, what);
  if (!isInTime) throw tooLate(request);
}

/**
 * Takes an answer to an open request, the first valid one: at once, so that answers count in the order in which they
 * come; but for one to a question with a pattern.
 */
function answer(trigger: Trigger, given: ResourceAnswer): AnswerResult | Promise<AnswerResult> {
  const { requests } = trigger;
  const fitting = requests.match(given, nowMs());
  const { request_id, schema } = fitting.request;
  if (schema !== null && 'value' in given && hasPattern(schema))
    return requests.hold(request_id, () => answerAfterCheck(trigger, { ...given, request_id }, schema));
  requests.accept(fitting, nowIso());
  return { request_id, accepted: true };
}

/**
 * A pattern is checked by an activity, as it may backtrack for ever; meanwhile another answer may win, or the request
 * may close.
 */
async function answerAfterCheck(
  { requests }: Trigger,
  given: UserInputResponse & { request_id: string },
  schema: AnswerSchema,
): Promise<AnswerResult> {
  const { request_id, value } = given;
  const { problem } = await answerCheck(`Check the answer to ${request_id}`).checkAnswer({ schema, value });
  if (problem !== null) throw unfitting(request_id, problem);
  requests.accept(requests.match(given, nowMs()), nowIso());
  return { request_id, accepted: true };
}
