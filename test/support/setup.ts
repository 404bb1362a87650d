import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startDevServer, type DevServer } from '../../src/dev/dev-server.ts';
import { obtainBrowser } from '../../src/dev/obtain-browser.ts';
import { obtainTemporalCli } from '../../src/dev/obtain-temporal.ts';
import { obtainTimeSkippingServer } from '../../src/dev/obtain-test-server.ts';
import { workflowBundle } from './bundle.ts';

const xdgVariables = ['XDG_CONFIG_HOME', 'XDG_STATE_HOME', 'XDG_DATA_HOME'];

let server: DevServer | undefined;
let folder: string | undefined;

const progress = (line: string) => process.stderr.write(`[setup] ${line}\n`);

/** Once for the whole run: what the tests need, told to the test files by their environment. */
export async function globalSetup(): Promise<void> {
  const { env } = process;
  env['TEMPORAL_CLI_PATH'] = await obtainTemporalCli(progress);
  env['CHROMIUM_PATH'] = await obtainBrowser(progress);
  env['TEMPORAL_TEST_SERVER_PATH'] = await obtainTimeSkippingServer(progress);

  folder = await mkdtemp(join(tmpdir(), 'auto-trigger-test-'));
  for (const variable of xdgVariables) env[variable] = join(folder, variable.toLowerCase());
  // hundreds of processes run the same sources
  env['NODE_COMPILE_CACHE'] = join(folder, 'compile-cache');
  for (const name of Object.keys(env))
    if (/^(TEMPORAL_|AUTO_TRIGGER_)/.test(name) && !name.endsWith('_PATH')) delete env[name];
  env['AUTO_TRIGGER_MASTER_KEY'] = 'the-master-key-of-the-tests-0123456789';
  env['LOG_LEVEL'] ??= 'error';

  try {
    await workflowBundle();
    server = await startDevServer({ progress });
  } catch (error) {
    await globalTeardown(); // the runner calls it after a setup that went well alone
    throw error;
  }
  env['TEMPORAL_ADDRESS'] = server.address;
}

export async function globalTeardown(): Promise<void> {
  await server?.stop();
  if (folder !== undefined) await rm(folder, { recursive: true, force: true });
}
