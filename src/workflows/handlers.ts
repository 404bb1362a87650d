import { ApplicationFailure } from '@temporalio/common';
import {
  currentUpdateInfo,
  defineQuery,
  defineSignal,
  defineUpdate,
  setDefaultSignalHandler,
  setHandler,
} from '@temporalio/workflow';
import { AutoTriggerError, messageOf } from '../contract/errors.ts';
import type { LoggedEvent } from '../contract/events.ts';
import { limits } from '../contract/limits.ts';
import {
  adminPermissionResponseSignal,
  answerResourceRequestUpdate,
  ledgerQuery,
  openEventsQuery,
  statusQuery,
  StopRequest,
  stopUpdate,
  userInputResponseSignal,
  type AnswerResult,
  type LifecycleResult,
} from '../contract/messages.ts';
import type { LedgerRow, TriggerStatus } from '../contract/status.ts';
import { describeIssue } from '../contract/trigger.ts';
import type { Trigger } from './trigger.ts';

/**
 * Binds what may be sent to a trigger. Handlers change state and return; the story does the work.
 *
 * Call it before the first await: an update that finds no handler by then is rejected.
 */
export function bindHandlers(trigger: Trigger): void {
  const { messages } = trigger.carried;
  const answerBySignal = (name: string, kind: 'permission' | 'input') =>
    setHandler(
      defineSignal<[unknown]>(name),
      (input) => {
        messages.signals += 1;
        // a signal handler that throws would fail the workflow or hold it for ever
        try {
          trigger.requests.accept(trigger.requests.match(kind, input), new Date(Date.now()).toISOString());
        } catch (error) {
          trigger.noteIgnored(`signal ${name}`, messageOf(error));
        }
      },
      { description: kind === 'permission' ? 'Answers an admin_permission_request' : 'Answers a request_user_input' },
    );
  answerBySignal(adminPermissionResponseSignal, 'permission');
  answerBySignal(userInputResponseSignal, 'input');
  setDefaultSignalHandler((name) => {
    messages.signals += 1;
    trigger.noteIgnored(`signal ${name.slice(0, 100)}`, 'no signal of this name is known');
  });

  bindUpdate<AnswerResult>(trigger, answerResourceRequestUpdate, 'Answers an open request, and says whether it fits', {
    check: (input) => void trigger.requests.match('either', input),
    apply: (input) => {
      const fitting = trigger.requests.match('either', input);
      trigger.requests.accept(fitting, new Date(Date.now()).toISOString());
      return { request_id: fitting.request.request_id, accepted: true };
    },
  });
  bindUpdate<LifecycleResult>(trigger, stopUpdate, 'No more sessions; with now, the running one ends at once', {
    check: (input) => void parseStop(input),
    apply: (input) => {
      const { reason = null, by = null, now = false } = parseStop(input);
      trigger.stop(reason, by);
      if (now) trigger.stopNow(Date.now());
      return { state: trigger.openState, next_fire_at: null };
    },
  });

  setHandler(defineQuery<TriggerStatus>(statusQuery), () => trigger.status(), { description: 'The trigger in full' });
  setHandler(defineQuery<LedgerRow[]>(ledgerQuery), () => trigger.ledger.rows((number) => trigger.sessionId(number)), {
    description: 'What became of each fire',
  });
  setHandler(defineQuery<LoggedEvent[]>(openEventsQuery), () => trigger.outbox.openEvents(), {
    description: 'Events that the history does not hold yet',
  });
}

interface UpdateBehaviour<Result> {
  /** Throws where the update is to be refused; changes nothing. */
  check: (input: unknown) => void;
  apply: (input: unknown) => Result;
}

/** An update whose repetition, by the same update id, is the success that it was: also in a later run. */
function bindUpdate<Result>(
  trigger: Trigger,
  name: string,
  description: string,
  { check, apply }: UpdateBehaviour<Result>,
): void {
  const { carried } = trigger;
  const known = () => carried.recent_updates.find(([id]) => id === updateKey(name));
  setHandler(
    defineUpdate<Result, [unknown]>(name),
    (input) => {
      const repeated = known();
      if (repeated !== undefined) return repeated[1] as Result;
      const result = inFailureForm(() => apply(input));
      carried.messages.updates += 1;
      carried.recent_updates = [...carried.recent_updates, [updateKey(name), result] as [string, unknown]].slice(
        -limits.recentMessagesKept,
      );
      return result;
    },
    {
      description,
      validator: (input) => {
        if (known() === undefined) inFailureForm(() => check(input));
      },
    },
  );
}

// ids of other people's may be long; what is kept of them is bounded, by a tail that differs
function updateKey(name: string): string {
  const id = currentUpdateInfo()?.id ?? '';
  return `${name}:${id.length <= 64 ? id : `${id.length}:${id.slice(0, 16)}…${id.slice(-46)}`}`;
}

/** Runs a handler so that a refusal reaches the caller with its type, and never holds the workflow task. */
function inFailureForm<Result>(handle: () => Result): Result {
  try {
    return handle();
  } catch (error) {
    if (!AutoTriggerError.is(error)) throw error;
    throw ApplicationFailure.nonRetryable(error.message, error.code);
  }
}

function parseStop(input: unknown): StopRequest {
  const parsed = StopRequest.safeParse(input ?? {});
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map((issue) => describeIssue(issue, input));
  throw new AutoTriggerError('InvalidRequest', problems.join('; '));
}
