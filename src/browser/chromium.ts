import { type Browser, chromium } from 'playwright-core';
import { AutoTriggerError, messageOf } from '../contract/errors.ts';

const flags = [
  '--disable-quic',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
  // no address of this machine leaves by WebRTC, and nothing goes past the rules for connections
  '--force-webrtc-ip-handling-policy=disable_non_proxied_udp',
];
const launchTimeoutMs = 30_000;
const closeTimeoutMs = 5_000;

/** A Chromium process that runs, and how to end it for certain. */
export interface RunningBrowser {
  browser: Browser;
  end(): Promise<void>;
}

/** @throws {AutoTriggerError} BrowserUnavailable, with what was tried and why it failed. */
export async function launchChromium(executablePath: () => Promise<string>): Promise<RunningBrowser> {
  try {
    const browser = await chromium.launch({
      executablePath: await executablePath(),
      headless: true,
      // Chromium refuses to run as root with its sandbox; everyone else keeps it
      chromiumSandbox: process.getuid?.() !== 0,
      args: flags,
      timeout: launchTimeoutMs,
      handleSIGHUP: false,
      handleSIGINT: false,
      handleSIGTERM: false,
    });
    const processId = await browserProcess(browser);
    return { browser, end: () => endBrowser(browser, processId) };
  } catch (error) {
    if (AutoTriggerError.is(error)) throw error;
    throw new AutoTriggerError('BrowserUnavailable', `Chromium does not start: ${messageOf(error).slice(0, 500)}`, {
      cause: error,
    });
  }
}

async function browserProcess(browser: Browser): Promise<number | undefined> {
  const protocol = await browser.newBrowserCDPSession();
  const { processInfo } = await protocol.send('SystemInfo.getProcessInfo');
  return processInfo.find((process) => process.type === 'browser')?.id;
}

async function endBrowser(browser: Browser, processId: number | undefined): Promise<void> {
  const tooLong = Promise.withResolvers<'too long'>();
  const timer = setTimeout(() => tooLong.resolve('too long'), closeTimeoutMs);
  const closed = browser.close().catch(() => undefined); // it died by itself
  const how = await Promise.race([closed, tooLong.promise]);
  clearTimeout(timer);
  if (how !== 'too long' || processId === undefined) return;
  try {
    process.kill(processId, 'SIGKILL');
  } catch {
    return; // it ended meanwhile
  }
}
