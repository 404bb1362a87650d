import { chmodSync, linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { randomBytes } from 'node:crypto';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import { AutoTriggerError, messageOf } from './contract/errors.ts';

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
  logLevel: string;
  /** Downloads and binaries, kept between runs: `$XDG_CACHE_HOME/auto-trigger`. */
  cacheFolder: string;
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
    logLevel: text('LOG_LEVEL') ?? 'info',
    cacheFolder: join(xdgFolder(environment, 'XDG_CACHE_HOME', '.cache'), 'auto-trigger'),
    unattended: text('CI') !== undefined,
  };
}

/** The environment of a child process: this one's, with some variables set. */
export function environmentWith(variables: Record<string, string>): Record<string, string> {
  return { ...definedOnly(process.env), ...variables };
}

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
    );
  const [first, ...others] = keys;
  if (first !== undefined) return [first, ...others];
  if (!isLoopback(temporalAddress))
    throw new AutoTriggerError(
      'BadConfiguration',
      `AUTO_TRIGGER_MASTER_KEY is not set, and the server at ${temporalAddress} is not on this machine; set the same key (32 characters or more) for clients and workers`,
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
    { cause: error },
  );
}

/** True for `host:port` on this machine. */
function isLoopback(address: string): boolean {
  const host = address
    .replace(/:\d+$/, '')
    .replace(/^\[(.*)\]$/, '$1')
    .toLowerCase();
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);
}

function xdgFolder(environment: Environment, variable: string, fallback: string): string {
  const folder = environment[variable];
  // XDG Base Directory Specification: a relative path is to be ignored
  return folder?.startsWith('/') ? folder : join(environment['HOME'] ?? homedir(), fallback);
}

/** An empty variable is an unset one. */
function definedOnly(environment: Environment): Record<string, string> {
  return Object.fromEntries(
    Object.entries(environment).filter((entry): entry is [string, string] => Boolean(entry[1])),
  );
}
