import { isatty } from 'node:tty';
import pino, { type Logger } from 'pino';
import { hasSandbox } from '../browser/chromium/chromium.ts';
import {
  readDeliveryPauses,
  readLogLevel,
  readMasterKeys,
  readSecrets,
  readSettings,
  readTemporalSettings,
} from '../config.ts';
import { AutoTriggerError } from '../contract/errors.ts';
import { within } from '../browser/within.ts';
import { obtainBrowser } from '../dev/obtain-browser.ts';
import { type Service, serviceOf } from '../network/own-services.ts';
import { startWorker } from '../worker.ts';
import type { CommonFlags } from './command.ts';
import { printNote } from './print.ts';
import { untilInterrupted } from './until-interrupted.ts';

const standardError = 2;
/** What an operator should know of browsers on this machine. */
const withoutSandbox =
  'Chromium runs without its sandbox, since this is root: a page that breaks out of it has all that root has; run workers as another user';

interface RunOptions {
  /** What belongs to the product beside the Temporal server and the UI that the environment names. */
  ownServices?: Service[];
  onStarted?: () => void;
  /** At Ctrl-C. */
  onEnding?: () => void;
  /** After so many milliseconds steps that still run are left to another start; without it they are let finish. */
  endWithinMs?: number;
}

/**
 * A worker with the environment's keys, networks and browser, until Ctrl-C or SIGTERM. Its log goes to stderr. False:
 * something of it still runs.
 */
export async function runWorker(
  server: Pick<CommonFlags, 'address' | 'namespace'>,
  { ownServices = [], onStarted, onEnding, endWithinMs }: RunOptions = {},
): Promise<boolean> {
  const temporal = readTemporalSettings(server);
  const { allowNetworks, userAgent, maxPages, models, uiUrl } = readSettings();
  const logger = await createLogger();
  if (!hasSandbox()) logger.warn(withoutSandbox);
  const worker = await startWorker({
    temporal,
    masterKeys: readMasterKeys(temporal.address),
    allowNetworks,
    ownServices: uiUrl === undefined ? ownServices : [...ownServices, uiAt(uiUrl)],
    userAgent,
    maxSessions: maxPages,
    secrets: readSecrets(),
    deliveryPausesMs: readDeliveryPauses(),
    models,
    chromiumPath: () => obtainBrowser(printNote),
    logger,
  });
  onStarted?.();
  await Promise.race([untilInterrupted(), worker.stopped]);
  onEnding?.();
  printNote('Ending; steps that run are let finish.');
  const ended = worker.stop().then(() => true);
  return endWithinMs === undefined ? ended : within(endWithinMs, ended, () => false);
}

/** For people on a terminal a line each that is to be read, for programs JSON. */
async function createLogger(): Promise<Logger> {
  const level = readLogLevel();
  if (!isatty(standardError)) return pino({ level }, pino.destination(standardError));
  const { default: pretty } = await import('pino-pretty');
  const form = { translateTime: 'SYS:HH:MM:ss.l', ignore: 'pid,hostname', destination: standardError, sync: true };
  return pino({ level }, pretty(form));
}

function uiAt(address: string): Service {
  if (/^https?:\/\//i.test(address) && URL.canParse(address)) return serviceOf(address);
  throw new AutoTriggerError(
    'BadConfiguration',
    `AUTO_TRIGGER_UI (${address}) is not a full address, like http://127.0.0.1:8233`,
    { details: { variable: 'AUTO_TRIGGER_UI' } },
  );
}
