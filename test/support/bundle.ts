import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode, type InjectedSinks, Runtime, type WorkflowBundleWithSourceMap } from '@temporalio/worker';
import type { CachedRunsSinks } from '../../src/contract/activities.ts';

const source = (path: string) => fileURLToPath(new URL(`../../src/workflows/${path}`, import.meta.url));
export const silentLogger = { log() {}, trace() {}, debug() {}, info() {}, warn() {}, error() {} };

/** For workers that nobody asks which runs they have cached. */
export const noSinks: InjectedSinks<CachedRunsSinks> = {
  cachedRuns: { loaded: { callDuringReplay: true, fn() {} } },
};

export const payloadConverterPath = source('payload-converter.ts');

let bundle: Promise<WorkflowBundleWithSourceMap> | undefined;

/** The workflow bundle, made once for all tests of a file. */
export function workflowBundle(): Promise<WorkflowBundleWithSourceMap> {
  bundle ??= bundleWorkflowCode({
    workflowsPath: source('index.ts'),
    preloadModules: [source('shared-schemas.ts')],
    payloadConverterPath,
    logger: silentLogger,
  });
  return bundle;
}

let bundleFile: Promise<string> | undefined;

/** The same bundle as a file, for workers in processes of their own; it goes with this process. */
export function workflowBundleFile(): Promise<string> {
  bundleFile ??= (async () => {
    const folder = mkdtempSync(join(tmpdir(), 'auto-trigger-bundle-'));
    process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
    const path = join(folder, 'workflow-bundle.js');
    writeFileSync(path, (await workflowBundle()).code);
    return path;
  })();
  return bundleFile;
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
