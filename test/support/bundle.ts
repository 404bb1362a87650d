import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode, Runtime, type WorkflowBundleWithSourceMap } from '@temporalio/worker';

const source = (path: string) => fileURLToPath(new URL(`../../src/workflows/${path}`, import.meta.url));
export const silentLogger = { log() {}, trace() {}, debug() {}, info() {}, warn() {}, error() {} };

export const payloadConverterPath = source('payload-converter.ts');

let bundle: Promise<WorkflowBundleWithSourceMap> | undefined;

/** The workflow bundle, made once for all tests of a file. */
export function workflowBundle(): Promise<WorkflowBundleWithSourceMap> {
  bundle ??= bundleWorkflowCode({ workflowsPath: source('index.ts'), payloadConverterPath, logger: silentLogger });
  return bundle;
}

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
