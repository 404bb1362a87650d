import type { ConnectionFailure } from '../../network/dialler.ts';
import type { NetworkGuard } from '../../network/guard.ts';
import { type GuardingProxy, startGuardingProxy } from '../../network/guarding-proxy.ts';
import type { Traffic } from '../../network/traffic.ts';
import { type ChromiumOptions, launchChromium, type RunningBrowser } from './chromium.ts';
import { guardRequests, type RequestGates } from '../page/guard-requests.ts';
import { ownFolder } from './own-folder.ts';
import { removeAbandonedFolders } from './working-folder.ts';

/** The use of a browser by one session. */
export interface BrowserUse {
  running: RunningBrowser;
  gates: RequestGates;
  /** Counts what the session of this context receives, as long as it has the browser. */
  meter(contextId: string, traffic: Traffic): void;
  /** Says that the session is over; to say it again is no error. */
  release(): void;
  /** Ends the browser at once, for all who use it; the next use is of another one. */
  kill(): void;
}

interface Process {
  running: RunningBrowser;
  gates: RequestGates;
  launchedAt: number;
  sessions: number;
  users: number;
  isAlone: boolean;
  isKilled: boolean;
}

/**
 * One Chromium at a time for new sessions. One that served long enough is ended when its last session is over. All of
 * them reach the network through one guarding proxy, which is started with the first.
 */
export interface Browsers {
  /**
   * `isAlone`: in a browser that no other session gets.
   * @throws {AutoTriggerError} BrowserUnavailable where Chromium does not start.
   */
  use(wish: { isAlone: boolean }): Promise<BrowserUse>;
  /** Why no connection to the host and port of an address came about; undefined where the last one did. */
  failureAt(address: string): ConnectionFailure | undefined;
  endAll(): Promise<void>;
}

export interface BrowsersOptions extends ChromiumOptions {
  /** After so many sessions, new ones get a new browser. */
  sessionsPerBrowser: number;
  /** After so long as well, in milliseconds. */
  browserMaxAgeMs: number;
  guard: NetworkGuard;
}

export function createBrowsers({ sessionsPerBrowser, browserMaxAgeMs, guard, ...options }: BrowsersOptions): Browsers {
  const all = new Set<Process>();
  const isWornOut = ({ isAlone, isKilled, sessions, launchedAt }: Process) =>
    isAlone || isKilled || sessions >= sessionsPerBrowser || Date.now() - launchedAt >= browserMaxAgeMs;
  let current: Promise<Process> | undefined;
  const launching = new Set<Promise<Process>>();
  let ready: Promise<GuardingProxy> | undefined;
  let isFirst = true;
  let proxy: GuardingProxy | undefined;

  async function use({ isAlone }: { isAlone: boolean }): Promise<BrowserUse> {
    const process = isAlone ? await launch(isAlone) : await newest();
    process.sessions += 1;
    process.users += 1;
    let isReleased = false;
    let stopMetering: () => void = () => undefined;
    const meter: BrowserUse['meter'] = (contextId, traffic) => {
      stopMetering = proxy?.meter(contextId, traffic) ?? stopMetering;
    };
    const release = () => {
      if (isReleased) return;
      isReleased = true;
      stopMetering();
      process.users -= 1;
      void endIfDone(process);
    };
    const kill = () => {
      process.isKilled = true;
      process.running.kill();
    };
    return { running: process.running, gates: process.gates, meter, release, kill };
  }

  async function newest(): Promise<Process> {
    const candidate = (current ??= launch(false));
    const process = await candidate.catch((error: unknown) => {
      if (current === candidate) current = undefined;
      throw error;
    });
    if (!isWornOut(process) && process.running.browser.isConnected()) return process;
    if (current === candidate) current = undefined;
    void endIfDone(process);
    return newest();
  }

  async function launch(isAlone: boolean): Promise<Process> {
    const process = start(isAlone);
    launching.add(process);
    try {
      return await process;
    } finally {
      launching.delete(process);
    }
  }

  async function start(isAlone: boolean): Promise<Process> {
    const { server, credentials } = await (ready ??= prepare());
    const running = await launchChromium(options, server);
    const gates = await guardRequests(running.protocol, credentials);
    const process = { running, gates, launchedAt: Date.now(), sessions: 0, users: 0, isAlone, isKilled: false };
    all.add(process);
    running.browser.once('disconnected', () => all.delete(process));
    return process;
  }

  /** What the first of several that start at one time needs, once for all. */
  async function prepare(): Promise<GuardingProxy> {
    try {
      if (isFirst) await removeAbandonedFolders(await ownFolder(options.folders ?? {}));
      isFirst = false;
      proxy = await startGuardingProxy(guard);
      return proxy;
    } catch (error) {
      ready = undefined;
      throw error;
    }
  }

  async function endIfDone(process: Process): Promise<void> {
    if (process.users > 0 || !isWornOut(process)) return;
    all.delete(process);
    await process.running.end();
  }

  async function endAll(): Promise<void> {
    current = undefined;
    await Promise.allSettled(launching); // one that does not start has nothing to end
    const [ending, guarding] = [[...all], proxy];
    all.clear();
    proxy = undefined;
    ready = undefined;
    await Promise.all(ending.map(({ running }) => running.end()));
    await guarding?.close();
  }

  return { use, endAll, failureAt: (address) => proxy?.failureAt(address) };
}
