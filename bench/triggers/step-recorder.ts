import type { ActivityInterceptorsFactory } from '@temporalio/worker';

/** One activity that ran; times in milliseconds since the epoch. */
export interface Step {
  workflowId: string;
  activity: string;
  startedAt: number;
  endedAt: number;
}

/** Notes which activities ran when, on either side in the same way. */
export class StepRecorder {
  #steps: Step[] = [];

  readonly interceptor: ActivityInterceptorsFactory = ({ info }) => ({
    inbound: {
      execute: async (input, next) => {
        const startedAt = Date.now();
        try {
          return await next(input);
        } finally {
          this.#steps.push({
            workflowId: info.workflowExecution?.workflowId ?? '',
            activity: info.activityType,
            startedAt,
            endedAt: Date.now(),
          });
        }
      },
    },
  });

  /** What ran since it was last asked. */
  take(): Step[] {
    const steps = this.#steps;
    this.#steps = [];
    return steps;
  }
}
