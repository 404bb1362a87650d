import type { BrowserContext, CDPSession, Page } from 'playwright-core';

/** The one page of a session. It may be exchanged for a fresh one, which keeps cookies and storage. */
export interface Tab {
  readonly context: BrowserContext;
  page: Page;
  /** Chromium's own protocol for this page, its network events on. */
  protocol: CDPSession;
  mainFrameId: string;
  /** HTTP status of the document that is open. */
  status: number;
  /** The text of the document that is open, where that is a feed and no page. */
  feedText: string | undefined;
}

export async function openTab(context: BrowserContext): Promise<Tab> {
  return { context, status: 0, feedText: undefined, ...(await openPage(context)) };
}

/**
 * Goes on with an empty page. A navigation that failed can leave an error page which arrives later and interrupts
 * the next one, and a page that hangs can only be thrown away.
 */
export async function renewTab(tab: Tab): Promise<void> {
  const old = tab.page;
  Object.assign(tab, await openPage(tab.context), { status: 0, feedText: undefined });
  await old.close().catch(() => undefined); // gone already
}

async function openPage(context: BrowserContext): Promise<Pick<Tab, 'page' | 'protocol' | 'mainFrameId'>> {
  const page = await context.newPage();
  page.on('popup', (popup) => void popup.close().catch(() => undefined));
  // also where nobody listens Playwright dismisses dialogs; said here since the product relies on it
  page.on('dialog', (dialog) => void dialog.dismiss().catch(() => undefined));
  const protocol = await context.newCDPSession(page);
  // on for the page's life: measured, Network.disable does not return while a navigation waits for its server
  await protocol.send('Network.enable');
  const { frameTree } = await protocol.send('Page.getFrameTree');
  return { page, protocol, mainFrameId: frameTree.frame.id };
}
