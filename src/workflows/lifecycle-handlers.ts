import {
  type LifecycleResult,
  PauseRequest,
  pauseUpdate,
  RescheduleRequest,
  type RescheduleResult,
  rescheduleUpdate,
  resumeUpdate,
  RunNowRequest,
  runNowUpdate,
  StopRequest,
  stopUpdate,
} from '../contract/messages.ts';
import { parseWith } from '../contract/parse.ts';
import { bindUpdate } from './bind-update.ts';
import {
  lifecycleResult,
  pause,
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
  bindUpdate<LifecycleResult>(
    trigger,
    pauseUpdate,
    'No session begins by itself until resume; the running one finishes',
    {
      check(input) {
        parseWith(PauseRequest, input ?? {});
        refusePause(trigger);
      },
      apply: (input) => pause(trigger, parseWith(PauseRequest, input ?? {})),
    },
  );
  bindUpdate<LifecycleResult>(
    trigger,
    resumeUpdate,
    'Goes on with the next fire; those that the pause swallowed stay out',
    {
      check(input) {
        parseWith(PauseRequest, input ?? {});
        refuseResume(trigger);
      },
      apply: () => resume(trigger),
    },
  );
  bindUpdate<LifecycleResult>(trigger, runNowUpdate, 'An extra session now; with queue, after the one that runs', {
    check: (input) => refuseRunNow(trigger, parseWith(RunNowRequest, input ?? {})),
    apply: (input) => runNow(trigger, parseWith(RunNowRequest, input ?? {})),
  });
  bindUpdate<RescheduleResult>(trigger, rescheduleUpdate, 'Another interval, start, end, goal or webhook from now on', {
    check: (input) => refuseReschedule(trigger, parseWith(RescheduleRequest, input)),
    apply: (input) => applyReschedule(trigger, parseWith(RescheduleRequest, input)),
  });
  bindUpdate<LifecycleResult>(trigger, stopUpdate, 'No more sessions; with now, the running one ends at once', {
    check: (input) => void parseWith(StopRequest, input ?? {}),
    apply(input) {
      const { reason = null, by = null, now = false } = parseWith(StopRequest, input ?? {});
      trigger.stop(reason, by);
      if (now) trigger.stopNow(nowMs());
      return lifecycleResult(trigger);
    },
  });
}
