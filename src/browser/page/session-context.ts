import type { Browser, BrowserContext, BrowserContextOptions } from 'playwright-core';
import { registerCoveredSelector } from './secret-fields.ts';

/** What one session has for itself in a browser: its cookies and storage, as they were where those are given. */
export async function newSessionContext(
  browser: Browser,
  userAgent: string,
  storageState: BrowserContextOptions['storageState'],
): Promise<BrowserContext> {
  await registerCoveredSelector();
  const options: BrowserContextOptions = {
    acceptDownloads: false,
    serviceWorkers: 'block',
    permissions: [],
    userAgent,
  };
  if (storageState === undefined) return browser.newContext(options);
  try {
    return await browser.newContext({ ...options, storageState });
  } catch (error) {
    if (!browser.isConnected()) throw error;
    return browser.newContext(options); // a state that Chromium does not take: the page opens without it
  }
}
