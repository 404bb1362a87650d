import { currentUpdateInfo, defineQuery, defineSignal, defineUpdate, setHandler } from '@temporalio/workflow';
import { messageOf } from '../contract/errors.ts';
import { parseInput, type Query, type Signal, type Update } from '../contract/message-definition.ts';
import type { Inbox } from './inbox.ts';
import { inFailureForm, refuse } from './refusals.ts';

/**
 * Binds a signal. `take` is given its input as it was read, and which of its name in this run it is, from 1. What does not fit is noted: a handler that throws would fail the
 * workflow, or hold it for ever.
 */
export function bindSignal<Input>(
  signal: Signal<Input>,
  inbox: Inbox,
  take: (input: Input, position: number) => unknown,
): void {
  const ignore = (error: unknown) => inbox.noteIgnored(`signal ${signal.name}`, messageOf(error));
  setHandler(
    defineSignal<[unknown]>(signal.name),
    (given) => {
      const position = inbox.countSignal(signal.name);
      try {
        const taken = take(parseInput(signal, given), position);
        return taken instanceof Promise ? taken.then(() => undefined, ignore) : undefined;
      } catch (error) {
        return ignore(error);
      }
    },
    { description: signal.description },
  );
}

interface UpdateBehaviour<Input, Result> {
  /** Throws where the update is to be refused; changes nothing. Left out where all that fits is taken. */
  check?: (input: Input) => void;
  apply: (input: Input) => Result | Promise<Result>;
  /** Where given, a repetition by the same update id is the success that it was: also in a later run. */
  inbox?: Inbox;
}

/** Binds an update. `check` and `apply` are given its input as it was read; what they throw is a refusal. */
export function bindUpdate<Input, Result>(
  update: Update<Input, Result>,
  { check, apply, inbox }: UpdateBehaviour<Input, Result>,
): void {
  setHandler(
    defineUpdate<Result, [unknown]>(update.name),
    async (given) => {
      const key = updateKey(update.name);
      const repeated = inbox?.taken(key);
      if (repeated !== undefined) return repeated.result as Result;
      const result = await inFailureForm(async () => apply(parseInput(update, given)));
      inbox?.takeUpdate(key, result);
      return result;
    },
    {
      description: update.description,
      validator(given) {
        if (inbox?.taken(updateKey(update.name)) !== undefined) return;
        refuse(() => {
          const input = parseInput(update, given);
          check?.(input);
        });
      },
    },
  );
}

export function bindQuery<Result>(query: Query<Result>, answer: () => Result): void {
  setHandler(defineQuery<Result>(query.name), answer, { description: query.description });
}

// ids of other people's may be long; what is kept of them is bounded, by a tail that differs
function updateKey(name: string): string {
  const id = currentUpdateInfo()?.id ?? '';
  return `${name}:${id.length <= 64 ? id : `${id.length}:${id.slice(0, 16)}…${id.slice(-46)}`}`;
}
