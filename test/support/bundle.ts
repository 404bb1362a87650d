import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode, type WorkflowBundleWithSourceMap } from '@temporalio/worker';

const source = (path: string) => fileURLToPath(new URL(`../../src/workflows/${path}`, import.meta.url));
export const silentLogger = { log() {}, trace() {}, debug() {}, info() {}, warn() {}, error() {} };

export const payloadConverterPath = source('payload-converter.ts');

let bundle: Promise<WorkflowBundleWithSourceMap> | undefined;

/** The workflow bundle, made once for all tests of a file. */
export function workflowBundle(): Promise<WorkflowBundleWithSourceMap> {
  bundle ??= bundleWorkflowCode({ workflowsPath: source('index.ts'), payloadConverterPath, logger: silentLogger });
  return bundle;
}
