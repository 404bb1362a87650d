import type { ConnectionFailure } from '../../network/dialler.ts';
import type { NetworkGuard } from '../../network/guard.ts';
import { type GuardingProxy, startGuardingProxy } from '../../network/guarding-proxy.ts';
import { type ChromiumOptions, launchChromium, type RunningBrowser } from './chromium.ts';
import { type DocumentGates, guardDocuments } from '../page/document-gate.ts';
import { ownFolder } from './own-folder.ts';
import { removeAbandonedFolders } from './working-folder.ts';

/** The use of a browser by one session. */
export interface BrowserUse {
  running: RunningBrowser;
  gates: DocumentGates;
  /** Says that the session is over; to say it again is no error. */
  release(): void;
}

interface Process {
  running: RunningBrowser;
  gates: DocumentGates;
  launchedAt: number;
  sessions: number;
  users: number;
}

/**
 * One Chromium at a time for new sessions. One that served long enough is ended when its last session is over. All of
 * them reach the network through one guarding proxy, which is started with the first.
 */
export interface Browsers {
  /** @throws {AutoTriggerError} BrowserUnavailable where Chromium does not start. */
  use(): Promise<BrowserUse>;
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
  const isWornOut = (process: Process) =>
    process.sessions >= sessionsPerBrowser || Date.now() - process.launchedAt >= browserMaxAgeMs;
  let current: Promise<Process> | undefined;
  let isFirst = true;
  let proxy: GuardingProxy | undefined;

  async function use(): Promise<BrowserUse> {
    const process = await newest();
    process.sessions += 1;
    process.users += 1;
    let isReleased = false;
    const release = () => {
      if (isReleased) return;
      isReleased = true;
      process.users -= 1;
      void endIfDone(process);
    };
    return { running: process.running, gates: process.gates, release };
  }

  async function newest(): Promise<Process> {
    const launching = (current ??= launch());
    const process = await launching;
    if (!isWornOut(process) && process.running.browser.isConnected()) return process;
    if (current === launching) current = undefined;
    void endIfDone(process);
    return newest();
  }

  async function launch(): Promise<Process> {
    try {
      if (isFirst) await removeAbandonedFolders(await ownFolder(options.folders ?? {}));
      isFirst = false;
      proxy ??= await startGuardingProxy(guard);
      const running = await launchChromium(options, proxy.server);
      const gates = await guardDocuments(running.protocol, proxy.credentials);
      const process = { running, gates, launchedAt: Date.now(), sessions: 0, users: 0 };
      all.add(process);
      running.browser.once('disconnected', () => all.delete(process));
      return process;
    } catch (error) {
      current = undefined;
      throw error;
    }
  }

  async function endIfDone(process: Process): Promise<void> {
    if (process.users > 0 || !isWornOut(process)) return;
    all.delete(process);
    await process.running.end();
  }

  async function endAll(): Promise<void> {
    const launching = current;
    current = undefined;
    await launching?.catch(() => undefined); // it never started
    const [ending, guarding] = [[...all], proxy];
    all.clear();
    proxy = undefined;
    await Promise.all(ending.map(({ running }) => running.end()));
    await guarding?.close();
  }

  return { use, endAll, failureAt: (address) => proxy?.failureAt(address) };
}
