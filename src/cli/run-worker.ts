import pino from 'pino';
import { readDeliveryPauses, readMasterKeys, readSecrets, readSettings, readTemporalSettings } from '../config.ts';
import { obtainBrowser } from '../dev/obtain-browser.ts';
import { startWorker } from '../worker.ts';
import type { CommonFlags } from './command.ts';
import { printNote } from './print.ts';
import { untilInterrupted } from './until-interrupted.ts';

const standardError = 2;

interface RunOptions {
  /** `host:port` of what belongs to the product beside the Temporal server. */
  ownServices?: string[];
  onStarted?: () => void;
}

/** A worker with the environment's keys, networks and browser, until Ctrl-C or SIGTERM. Its log goes to stderr. */
export async function runWorker(
  server: Pick<CommonFlags, 'address' | 'namespace'>,
  { ownServices = [], onStarted }: RunOptions = {},
): Promise<void> {
  const temporal = readTemporalSettings(server);
  const { allowNetworks, logLevel, userAgent, models } = readSettings();
  const worker = await startWorker({
    temporal,
    masterKeys: readMasterKeys(temporal.address),
    allowNetworks,
    ownServices,
    userAgent,
    secrets: readSecrets(),
    deliveryPausesMs: readDeliveryPauses(),
    models,
    chromiumPath: () => obtainBrowser(printNote),
    logger: pino({ level: logLevel }, pino.destination(standardError)),
  });
  onStarted?.();
  await Promise.race([untilInterrupted(), worker.stopped]);
  printNote('Ending; steps that run are let finish.');
  await worker.stop();
}
