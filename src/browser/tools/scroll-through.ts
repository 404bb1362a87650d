import type { Page } from 'playwright-core';
import { unlessAborted } from '../unless-aborted.ts';

/** Scrolls down a page, as people do, and gives what that loads time to come: until links come no more, or 4 s. */
export async function scrollThrough(page: Page, signal: AbortSignal): Promise<void> {
  await unlessAborted(page.evaluate(scroll, { screensMax: 12, quietMs: 500, totalMs: 4_000 }), signal);
}

/** Runs in the page. */
async function scroll({ screensMax, quietMs, totalMs }: { screensMax: number; quietMs: number; totalMs: number }) {
  const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));
  const until = performance.now() + totalMs;
  let screens = 0;
  let links = document.links.length;
  let quietSince = performance.now();
  while (performance.now() < until && performance.now() - quietSince < quietMs) {
    if (screens < screensMax) scrollBy({ top: innerHeight, behavior: 'instant' });
    screens += 1;
    await pause(60);
    if (document.links.length === links && screens >= screensMax) continue;
    links = document.links.length;
    quietSince = performance.now();
  }
  scrollTo({ top: 0, behavior: 'instant' });
}
