import type { Browser, CDPSession } from 'playwright-core';
import { AutoTriggerError, messageOf } from '../../contract/errors.ts';
import { watchMemory } from './memory-watch.ts';
import { within } from '../within.ts';
import { type FolderPlaces, ownFolder } from './own-folder.ts';
import { makeWorkingFolder, profileIn, type WorkingFolder } from './working-folder.ts';

/** What Chromium is started with. */
export const switches = [
  '--disable-quic',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
  // WebRTC would go past every proxy; the second name is that of older headless shells, and nothing to Chromium itself
  '--webrtc-ip-handling-policy=disable_non_proxied_udp',
  '--force-webrtc-ip-handling-policy=disable_non_proxied_udp',
  // a connection that does not go through the proxy finds no address, not even for one that is written in numbers
  '--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1',
];
/** What Playwright switches off for tests, and what shields from pages that open windows or navigate without end. */
export const keptShields = ['--disable-popup-blocking', '--disable-ipc-flooding-protection'];
const launchTimeoutMs = 30_000;
const closeTimeoutMs = 5_000;

export interface ChromiumOptions {
  executablePath: () => Promise<string>;
  /** The variables that Chromium gets; this process's own where left out. */
  environment?: Record<string, string> | undefined;
  /** Where its temporary files may be; the folder for everybody's where left out. */
  folders?: FolderPlaces | undefined;
}

/** A Chromium process that runs, and how to end it for certain. */
export interface RunningBrowser {
  browser: Browser;
  /** Chromium's own protocol for the whole browser. */
  protocol: CDPSession;
  /** As Chromium names itself where nobody sets another name. */
  userAgent: string;
  end(): Promise<void>;
  /** For one that does not listen any more. */
  kill(): void;
}

/** Chromium refuses to run as root with its sandbox; everyone else keeps it. */
export function hasSandbox(): boolean {
  return process.getuid?.() !== 0;
}

/**
 * Starts a Chromium that reaches nothing but through the proxy at this address, like `http://127.0.0.1:4711`. Its
 * credentials are not for here: with them Playwright would intercept every request, and switch the cache off.
 *
 * @throws {AutoTriggerError} BrowserUnavailable, with what was tried and why it failed.
 */
export async function launchChromium(
  { executablePath, environment, folders = {} }: ChromiumOptions,
  proxyServer: string,
): Promise<RunningBrowser> {
  let folder: WorkingFolder | undefined;
  try {
    // a third of a second to load, which a worker without a page need not pay
    const { chromium } = await import('playwright-core');
    const path = await executablePath();
    folder = await makeWorkingFolder(await ownFolder(folders));
    const browser = await chromium.launch({
      executablePath: path,
      headless: true,
      chromiumSandbox: hasSandbox(),
      args: switches,
      // without this rule Chromium reaches loopback and link-local addresses past every proxy
      proxy: { server: proxyServer, bypass: '<-loopback>' },
      ignoreDefaultArgs: keptShields,
      artifactsDir: folder.path,
      ...(environment === undefined ? {} : { env: { ...environment, TMPDIR: folder.path } }),
      timeout: launchTimeoutMs,
      handleSIGHUP: false,
      handleSIGINT: false,
      handleSIGTERM: false,
    });
    return await describe(browser, folder);
  } catch (error) {
    await folder?.remove();
    if (AutoTriggerError.is(error)) throw error;
    throw new AutoTriggerError('BrowserUnavailable', `Chromium does not start: ${messageOf(error).slice(0, 500)}`, {
      cause: error,
    });
  }
}

async function describe(browser: Browser, folder: WorkingFolder): Promise<RunningBrowser> {
  const protocol = await browser.newBrowserCDPSession();
  const { processInfo } = await protocol.send('SystemInfo.getProcessInfo');
  const processId = processInfo.find((process) => process.type === 'browser')?.id;
  const { commandLine } = await protocol.send('SystemInfo.getInfo');
  const profile = profileIn(commandLine);
  if (profile !== undefined) await folder.noteProfile(profile);
  const { userAgent } = await protocol.send('Browser.getVersion');
  const stopWatching = watchMemory(protocol);
  browser.once('disconnected', () => {
    stopWatching();
    void folder.remove();
  });
  const end = async () => {
    await endBrowser(browser, kill);
    await folder.remove();
  };
  const kill = () => killProcess(processId);
  return { browser, protocol, userAgent, end, kill };
}

async function endBrowser(browser: Browser, kill: () => void): Promise<void> {
  const closed = browser.close().catch(() => undefined); // it died by itself
  await within(closeTimeoutMs, closed, kill);
}

function killProcess(processId: number | undefined): void {
  try {
    if (processId !== undefined) process.kill(processId, 'SIGKILL');
  } catch {
    return; // it ended meanwhile
  }
}
