import type { Browser, BrowserContext, BrowserContextOptions } from 'playwright-core';
import { registerCoveredSelector } from './secret-fields.ts';

/** A session's own cookies and storage, as they were where that is known. */
export async function newContext(
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
