import { pauseUpdate, rescheduleUpdate, resumeUpdate, runNowUpdate, stopUpdate } from '../contract/messages.ts';
import { bindUpdate } from './bind-message.ts';
import {
  lifecycleResult,
  pause,
  refuseBeyondLast,
  refusePause,
  refuseReschedule,
  refuseResume,
  refuseRunNow,
  applyReschedule,
  resume,
  runNow,
} from './lifecycle.ts';
import { nowMs } from './now.ts';
import type { Trigger } from './trigger.ts';

/** Binds the updates that say when, and whether, sessions run. Each refusal leaves no trace. */
export function bindLifecycle(trigger: Trigger): void {
  const { inbox } = trigger;
  bindUpdate(pauseUpdate, {
    inbox,
    check: () => refusePause(trigger),
    apply: (request) => pause(trigger, request),
  });
  bindUpdate(resumeUpdate, {
    inbox,
    check: () => refuseResume(trigger),
    apply: (request) => resume(trigger, request),
  });
  bindUpdate(runNowUpdate, {
    inbox,
    check(request) {
      refuseRunNow(trigger, request);
      refuseBeyondLast(trigger);
    },
    apply: (request) => runNow(trigger, request),
  });
  bindUpdate(rescheduleUpdate, {
    inbox,
    check: (request) => refuseReschedule(trigger, request),
    apply: (request) => applyReschedule(trigger, request),
  });
  bindUpdate(stopUpdate, {
    inbox,
    apply({ reason = null, by = null, now = false }) {
      trigger.stop(reason, by);
      if (now) trigger.stopNow(nowMs());
      return lifecycleResult(trigger);
    },
  });
}
