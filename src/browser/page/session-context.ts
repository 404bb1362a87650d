import type { Browser, BrowserContext, BrowserContextOptions } from 'playwright-core';
import { documentStart } from './document-start.ts';
import { registerCoveredSelector } from './secret-fields.ts';
import type { SessionLoad } from './session-load.ts';
import { SessionPages } from './session-pages.ts';

/** What one session has for itself in a browser: its cookies and storage, as they were where those are given. */
async function newSessionContext(
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

/** A session's context with an empty page in it. */
export async function openSessionPages(
  browser: Browser,
  userAgent: string,
  storageState: BrowserContextOptions['storageState'],
  load: SessionLoad,
): Promise<SessionPages> {
  const context = await newSessionContext(browser, userAgent, storageState);
  await context.addInitScript(documentStart);
  const pages = new SessionPages(context, load);
  await pages.openEmpty();
  return pages;
}
