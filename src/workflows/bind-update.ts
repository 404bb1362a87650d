import { currentUpdateInfo, defineUpdate, setHandler } from '@temporalio/workflow';
import { limits } from '../contract/limits.ts';
import { inFailureForm, refuse } from './refusals.ts';
import type { Trigger } from './trigger.ts';

interface UpdateBehaviour<Result> {
  /** Throws where the update is to be refused; changes nothing. */
  check: (input: unknown) => void;
  apply: (input: unknown) => Result | Promise<Result>;
}

/** An update whose repetition, by the same update id, is the success that it was: also in a later run. */
export function bindUpdate<Result>(
  trigger: Trigger,
  name: string,
  description: string,
  { check, apply }: UpdateBehaviour<Result>,
): void {
  const { carried } = trigger;
  const known = () => carried.recent_updates.find(([id]) => id === updateKey(name));
  setHandler(
    defineUpdate<Result, [unknown]>(name),
    async (input) => {
      const repeated = known();
      if (repeated !== undefined) return repeated[1] as Result;
      const result = await inFailureForm(async () => apply(input));
      carried.messages.updates += 1;
      carried.recent_updates = [...carried.recent_updates, [updateKey(name), result] as [string, unknown]].slice(
        -limits.recentMessagesKept,
      );
      return result;
    },
    {
      description,
      validator: (input) => {
        if (known() === undefined) refuse(() => check(input));
      },
    },
  );
}

// ids of other people's may be long; what is kept of them is bounded, by a tail that differs
function updateKey(name: string): string {
  const id = currentUpdateInfo()?.id ?? '';
  return `${name}:${id.length <= 64 ? id : `${id.length}:${id.slice(0, 16)}…${id.slice(-46)}`}`;
}
