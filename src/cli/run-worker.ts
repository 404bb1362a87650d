import pino from 'pino';
import { readDeliveryPauses, readMasterKeys, readSecrets, readSettings, type TemporalSettings } from '../config.ts';
import { obtainBrowser } from '../dev/obtain-browser.ts';
import { startWorker } from '../worker.ts';
import { printNote } from './print.ts';
import { untilInterrupted } from './until-interrupted.ts';

const standardError = 2;

/** A worker with the environment's keys, networks and browser, until Ctrl-C or SIGTERM. Its log goes to stderr. */
export async function runWorker(temporal: TemporalSettings, onStarted: () => void = () => undefined): Promise<void> {
  const { allowNetworks, logLevel, userAgent, models } = readSettings();
  const worker = await startWorker({
    temporal,
    masterKeys: readMasterKeys(temporal.address),
    allowNetworks,
    userAgent,
    secrets: readSecrets(),
    deliveryPausesMs: readDeliveryPauses(),
    models,
    chromiumPath: () => obtainBrowser(printNote),
    logger: pino({ level: logLevel }, pino.destination(standardError)),
  });
  onStarted();
  await Promise.race([untilInterrupted(), worker.stopped]);
  printNote('Ending; steps that run are let finish.');
  await worker.stop();
}
