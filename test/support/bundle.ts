import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode, type InjectedSinks, Runtime } from '@temporalio/worker';
import type { CachedRunsSinks } from '../../src/contract/activities.ts';

const source = (path: string) => fileURLToPath(new URL(`../../src/workflows/${path}`, import.meta.url));
export const silentLogger = { log() {}, trace() {}, debug() {}, info() {}, warn() {}, error() {} };

/** For workers that nobody asks which runs they have cached. */
export const noSinks: InjectedSinks<CachedRunsSinks> = {
  cachedRuns: { loaded: { callDuringReplay: true, fn() {} } },
};

export const payloadConverterPath = source('payload-converter.ts');

const variable = 'WORKFLOW_BUNDLE_PATH';

/** Bundles the workflows once for all test files of a run, which are told of it by their environment. */
export async function makeWorkflowBundle(codePath: string): Promise<void> {
  const { code } = await bundleWorkflowCode({
    workflowsPath: source('index.ts'),
    preloadModules: [source('shared-schemas.ts')],
    payloadConverterPath,
    logger: silentLogger,
  });
  await writeFile(codePath, code);
  process.env[variable] = codePath;
}

/** The bundle of this run. */
export function workflowBundle(): { codePath: string } {
  const codePath = process.env[variable];
  if (codePath === undefined) throw new Error('run this test with --test-global-setup=test/support/setup.ts');
  return { codePath };
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
