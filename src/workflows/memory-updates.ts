import type { MemoryChange } from '../contract/results.ts';
import type { ForgetMemoryRequest, SetMemoryRequest } from '../contract/update-requests.ts';
import { nowIso } from './now.ts';
import type { Trigger } from './trigger.ts';

export function rememberAsTold(trigger: Trigger, { key, value, by }: SetMemoryRequest): MemoryChange {
  return changeMemory(trigger, { key, value, change: 'updated' }, by);
}

/** @throws {AutoTriggerError} UnknownRequest where nothing is remembered under the key. */
export function forgetAsTold(trigger: Trigger, { key, by }: ForgetMemoryRequest): MemoryChange {
  trigger.memory.find(key);
  return changeMemory(trigger, { key, value: null, change: 'removed' }, by);
}

/** A change that a person makes is told like the planner's own. */
function changeMemory(trigger: Trigger, change: MemoryChange, by = 'A person'): MemoryChange {
  const memories = trigger.memory.change([change], nowIso());
  const thoughts = `${by} changed what is remembered under ${change.key}.`;
  trigger.emit('trigger.thoughts.and.memories', trigger.session, { thoughts, memories });
  return memories[0] ?? change;
}
