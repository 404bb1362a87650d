import { chmodSync, linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { randomBytes } from 'node:crypto';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import { AutoTriggerError, messageOf } from './contract/errors.ts';
import { unbracketed } from './contract/brackets.ts';
import { maxPagesIn } from './contract/max-pages.ts';

type Environment = Record<string, string | undefined>;

/** What the environment says, apart from Temporal's own settings. */
export interface Settings {
  email: string | undefined;
  /** Raw text of `AUTO_TRIGGER_ALLOW_NETWORKS`: hosts, host:port or CIDR, separated by commas. */
  allowNetworks: string;
  chromiumPath: string | undefined;
  temporalCliPath: string | undefined;
  /** The time-skipping test server, for the tests alone. */
  temporalTestServerPath: string | undefined;
  /** The folders of `PATH`, in order. */
  searchPath: string[];
  /** How pages get to know who visits them; undefined for the browser's own name and the product's. */
  userAgent: string | undefined;
  /** Pages that a worker has open at one time; by the machine's memory and processors where not set. */
  maxPages: number | undefined;
  /** Keys of the providers of language models, and where their servers are, if not where they usually are. */
  models: Record<'openai' | 'anthropic' | 'google', { key: string | undefined; baseUrl: string | undefined }> & {
    /** The key for servers that triggers name themselves, by `base_url`. */
    own: { key: string | undefined };
  };
  /** Downloads and binaries, kept between runs: `$XDG_CACHE_HOME/auto-trigger`. */
  cacheFolder: string;
  /** What is kept between runs and worth nothing elsewhere: `$XDG_STATE_HOME/auto-trigger`. */
  stateFolder: string;
  /** What is the user's own: `$XDG_DATA_HOME/auto-trigger`. */
  dataFolder: string;
  /** What ends with the user's login, sockets above all: `$XDG_RUNTIME_DIR`. */
  runtimeFolder: string | undefined;
  /** Where the Temporal UI is, for links to it. */
  uiUrl: string | undefined;
  /** True where nobody watches: `CI` is set. */
  unattended: boolean;
}

/** Reads the environment. The only reader of `process.env` in the product. */
export function readSettings(environment: Environment = process.env): Settings {
  const text = (name: string) => environment[name]?.trim() || undefined;
  return {
    email: text('AUTO_TRIGGER_EMAIL'),
    allowNetworks: text('AUTO_TRIGGER_ALLOW_NETWORKS') ?? '',
    chromiumPath: text('CHROMIUM_PATH'),
    temporalCliPath: text('TEMPORAL_CLI_PATH'),
    temporalTestServerPath: text('TEMPORAL_TEST_SERVER_PATH'),
    searchPath: (environment['PATH'] ?? '').split(delimiter).filter((folder) => folder !== ''),
    userAgent: text('AUTO_TRIGGER_USER_AGENT'),
    maxPages: maxPagesIn(text('AUTO_TRIGGER_MAX_PAGES')),
    models: {
      openai: { key: text('OPENAI_API_KEY'), baseUrl: text('OPENAI_BASE_URL') },
      anthropic: { key: text('ANTHROPIC_API_KEY'), baseUrl: text('ANTHROPIC_BASE_URL') },
      google: { key: text('GOOGLE_GENERATIVE_AI_API_KEY'), baseUrl: text('GOOGLE_GENERATIVE_AI_BASE_URL') },
      own: { key: text('AUTO_TRIGGER_LLM_API_KEY') },
    },
    cacheFolder: join(xdgFolder(environment, 'XDG_CACHE_HOME', '.cache'), 'auto-trigger'),
    stateFolder: join(xdgFolder(environment, 'XDG_STATE_HOME', '.local/state'), 'auto-trigger'),
    dataFolder: join(xdgFolder(environment, 'XDG_DATA_HOME', '.local/share'), 'auto-trigger'),
    runtimeFolder: absolute(environment['XDG_RUNTIME_DIR']),
    uiUrl: text('AUTO_TRIGGER_UI'),
    unattended: text('CI') !== undefined,
  };
}

/** Whether a variable is set: all that may be said of a key or a secret. */
export function isVariableSet(name: string, environment: Environment = process.env): boolean {
  return Boolean(environment[name]?.trim());
}

/** The environment of a child process: this one's without the operator's secrets, with some variables set. */
export function environmentWith(variables: Record<string, string>): Record<string, string> {
  const inherited = Object.entries(definedOnly(process.env)).filter(([name]) => !isSecretVariable(name));
  return { ...Object.fromEntries(inherited), ...variables };
}

export const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;

/** @throws {AutoTriggerError} BadConfiguration where `LOG_LEVEL` is none of the levels. */
export function readLogLevel(environment: Environment = process.env): (typeof logLevels)[number] {
  const text = environment['LOG_LEVEL']?.trim().toLowerCase() || 'info';
  const level = logLevels.find((each) => each === text);
  if (level !== undefined) return level;
  throw new AutoTriggerError('BadConfiguration', `LOG_LEVEL (${text}) must be one of ${logLevels.join(', ')}`, {
    details: { variable: 'LOG_LEVEL' },
  });
}

const pausesMax = 50;
const pauseMaxSeconds = 72 * 3_600;

/**
 * The pauses between tries of a delivery, in milliseconds, from `AUTO_TRIGGER_DELIVERY_PAUSES`: seconds, separated by
 * commas. Undefined where nothing is set.
 *
 * @throws {AutoTriggerError} BadConfiguration.
 */
export function readDeliveryPauses(environment: Environment = process.env): number[] | undefined {
  const text = environment['AUTO_TRIGGER_DELIVERY_PAUSES']?.trim() ?? '';
  if (text === '') return undefined;
  const seconds = text.split(',').map((part) => (part.trim() === '' ? Number.NaN : Number(part)));
  if (seconds.length > pausesMax || seconds.some((each) => !(each >= 1 && each <= pauseMaxSeconds)))
    throw new AutoTriggerError(
      'BadConfiguration',
      `AUTO_TRIGGER_DELIVERY_PAUSES: "${text}" is no list of at most ${pausesMax} pauses of 1 to ${pauseMaxSeconds} seconds; write for example 5,30,120,600`,
      { details: { variable: 'AUTO_TRIGGER_DELIVERY_PAUSES' } },
    );
  return seconds.map((each) => Math.round(each * 1_000));
}

/** What sessions may type without knowing it. */
export interface SecretSetting {
  name: string;
  value: string;
  /** Where it may be typed: origins as `URL.origin` writes them, and hosts. Empty: where a person permits it. */
  sites: string[];
}

const secretPrefix = 'AUTO_TRIGGER_SECRET_';
const secretMinCharacters = 4;
const isSecretVariable = (name: string) =>
  name.startsWith(secretPrefix) || name === 'AUTO_TRIGGER_MASTER_KEY' || name.endsWith('_API_KEY');

/**
 * The operator's secrets: `AUTO_TRIGGER_SECRET_NAME`, and in `AUTO_TRIGGER_SECRET_NAME_SITES` the sites or origins where
 * it may be typed, separated by commas.
 *
 * @throws {AutoTriggerError} BadConfiguration, which names the variable and never its value.
 */
export function readSecrets(environment: Environment = process.env): SecretSetting[] {
  const names = Object.keys(definedOnly(environment)).filter((variable) => variable.startsWith(secretPrefix));
  const old = names.find((variable) => variable.endsWith('_ORIGIN') && names.includes(variable.slice(0, -7)));
  if (old !== undefined) throw badSecret(old, `it is called ${old.slice(0, -7)}_SITES; separate several by commas`);
  const values = names.filter((variable) => !(variable.endsWith('_SITES') && names.includes(variable.slice(0, -6))));
  return values.map((variable) => {
    const name = variable.slice(secretPrefix.length);
    const value = environment[variable] ?? '';
    if (!/^[A-Z][A-Z0-9_]*$/.test(name)) throw badSecret(variable, 'its name may have A to Z, 0 to 9 and _');
    // as texts are compared, where forms write a space as a plus sign
    if (value.trim().replaceAll(/[\s+]+/g, ' ').length < secretMinCharacters)
      throw badSecret(
        variable,
        `it has fewer than ${secretMinCharacters} characters (spaces and plus signs in a row count as one), too few to be found again in a page`,
      );
    return { name, value, sites: sitesOf(`${variable}_SITES`, environment) };
  });
}

function sitesOf(variable: string, environment: Environment): string[] {
  const entries = (environment[variable] ?? '').split(',').map((entry) => entry.trim());
  return entries
    .filter((entry) => entry !== '')
    .map((entry) => {
      const isOrigin = entry.includes('://');
      const address = isOrigin ? entry : `https://${entry}`;
      const url = URL.canParse(address) ? new URL(address) : undefined;
      const more = url && url.pathname + url.search + url.hash + url.username + url.password;
      if (url === undefined || !/^https?:$/.test(url.protocol) || more !== '/' || entry.includes('*'))
        throw badSecret(
          variable,
          `${entry} is neither a site nor an origin; write for example shop.example or https://pay.example:8443`,
        );
      return isOrigin ? url.origin : url.host;
    });
}

const badSecret = (variable: string, problem: string) =>
  new AutoTriggerError('BadConfiguration', `${variable}: ${problem}`, { details: { variable } });

/** Where the Temporal server is, and how to get in. */
export interface TemporalSettings {
  /** `host:port`. */
  address: string;
  namespace: string;
  /** What the client's and the worker's `connect` take beside the address: TLS, API key, metadata. */
  connection: Omit<ReturnType<typeof loadClientConnectConfig>['connectionOptions'], 'address'>;
  /** True where neither the environment nor a profile names an address. */
  isDefault: boolean;
}

/**
 * Temporal's own environment configuration: the `TEMPORAL_…` variables and the profile file.
 *
 * @throws {AutoTriggerError} BadConfiguration where they contradict each other or cannot be read.
 */
export function readTemporalSettings(
  overrides: { address?: string | undefined; namespace?: string | undefined } = {},
  environment: Environment = process.env,
): TemporalSettings {
  let loaded: ReturnType<typeof loadClientConnectConfig>;
  try {
    loaded = loadClientConnectConfig({ overrideEnvVars: definedOnly(environment) });
  } catch (error) {
    throw new AutoTriggerError('BadConfiguration', `Temporal's environment configuration: ${messageOf(error)}`, {
      cause: error,
    });
  }
  const { address, ...connection } = loaded.connectionOptions;
  return {
    address: overrides.address ?? address ?? 'localhost:7233',
    namespace: overrides.namespace ?? loaded.namespace ?? 'default',
    connection,
    isDefault: overrides.address === undefined && address === undefined,
  };
}

const masterKeyVariable = 'AUTO_TRIGGER_MASTER_KEY';
const masterKeyMinCharacters = 32;

/**
 * The keys that webhook secrets and checkpoints derive from; the first one signs what `create` shows.
 *
 * `AUTO_TRIGGER_MASTER_KEY` holds one or several, separated by spaces. Unset, and with the server on this
 * machine, client and worker share a key file of mode 0600, made by whichever comes first.
 * @throws {AutoTriggerError} BadConfiguration where a key is too short, or none is set for a server elsewhere.
 */
export function readMasterKeys(temporalAddress: string, environment: Environment = process.env): [string, ...string[]] {
  const keys = (environment['AUTO_TRIGGER_MASTER_KEY'] ?? '').split(/\s+/).filter((key) => key !== '');
  const tooShort = keys.findIndex((key) => key.length < masterKeyMinCharacters);
  if (tooShort >= 0)
    throw new AutoTriggerError(
      'BadConfiguration',
      `AUTO_TRIGGER_MASTER_KEY: key ${tooShort + 1} has ${keys[tooShort]?.length} characters; give at least ${masterKeyMinCharacters}`,
      { details: { variable: masterKeyVariable } },
    );
  const [first, ...others] = keys;
  if (first !== undefined) return [first, ...others];
  if (!isLoopback(temporalAddress))
    throw new AutoTriggerError(
      'BadConfiguration',
      `AUTO_TRIGGER_MASTER_KEY is not set, and the server at ${temporalAddress} is not on this machine; set the same key (32 characters or more) for clients and workers`,
      { details: { variable: masterKeyVariable } },
    );
  return [sharedKeyFile(join(xdgFolder(environment, 'XDG_CONFIG_HOME', '.config'), 'auto-trigger'))];
}

function sharedKeyFile(folder: string): string {
  const path = join(folder, 'master-key');
  const read = () => readFileSync(path, 'utf8').trim();
  try {
    return read();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw keyFileProblem(path, error);
  }
  // a link fails where the name is taken, so of two processes at once one key wins, whole
  const draft = `${path}.${randomBytes(6).toString('hex')}`;
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    writeFileSync(draft, `${randomBytes(32).toString('base64url')}\n`, { mode: 0o600 });
    chmodSync(draft, 0o600);
    linkSync(draft, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw keyFileProblem(path, error);
  } finally {
    rmSync(draft, { force: true });
  }
  return read();
}

function keyFileProblem(path: string, error: unknown): AutoTriggerError {
  return new AutoTriggerError(
    'BadConfiguration',
    `the key file ${path} cannot be used (${messageOf(error)}); set AUTO_TRIGGER_MASTER_KEY instead`,
    { cause: error, details: { variable: masterKeyVariable } },
  );
}

/** True for `host:port` on this machine. */
function isLoopback(address: string): boolean {
  const host = unbracketed(address.replace(/:\d+$/, '')).toLowerCase();
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);
}

function xdgFolder(environment: Environment, variable: string, fallback: string): string {
  return absolute(environment[variable]) ?? join(environment['HOME'] ?? homedir(), fallback);
}

/** XDG Base Directory Specification: a relative path is to be ignored. */
function absolute(folder: string | undefined): string | undefined {
  return folder?.startsWith('/') ? folder : undefined;
}

/** An empty variable is an unset one. */
function definedOnly(environment: Environment): Record<string, string> {
  return Object.fromEntries(
    Object.entries(environment).filter((entry): entry is [string, string] => Boolean(entry[1])),
  );
}
