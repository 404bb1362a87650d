import { type InjectedSinks, Runtime, type WorkflowBundleOption } from '@temporalio/worker';
import { readSettings } from '../../src/config.ts';
import type { CachedRunsSinks } from '../../src/contract/activities.ts';
import { bundledWorkflows } from '../../src/bundled-workflows.ts';

export const silentLogger = { log() {}, trace() {}, debug() {}, info() {}, warn() {}, error() {} };

/** For workers that nobody asks which runs they have cached. */
export const noSinks: InjectedSinks<CachedRunsSinks> = {
  cachedRuns: { loaded: { callDuringReplay: true, fn() {} } },
};

/** Keeps Temporal's runtime quiet in a test that starts no worker of ours; it is one a process. */
export function quietRuntime(): void {
  try {
    Runtime.install({
      logger: silentLogger,
      telemetryOptions: { logging: { filter: { core: 'ERROR', other: 'ERROR' } } },
    });
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'IllegalStateError') throw error;
  }
}

/** The workflows, as workers of the product take them: made once for all processes. */
export function workflowBundle(): Promise<WorkflowBundleOption> {
  return bundledWorkflows(readSettings().cacheFolder, silentLogger);
}
