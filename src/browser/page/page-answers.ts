import type { Page } from 'playwright-core';
import { within } from '../within.ts';

const closeTimeoutMs = 500;
const answerMaxMs = 1_000;
const workMaxMs = 5_000;

/** A page whose process hangs is not waited for. */
export async function closeSoon(page: Page): Promise<void> {
  const closed = page.close().catch(() => undefined); // closed already
  await within(closeTimeoutMs, closed, () => undefined);
}

/** The address of a page's document; empty where that was stopped, or hangs. */
export async function shownBy(page: Page): Promise<string> {
  const address = page.evaluate(() => (document.documentElement === null ? '' : location.href)).catch(() => '');
  return within(answerMaxMs, address, () => '');
}

/** False for a page whose process hangs; an error is an answer, too. */
export async function answers(page: Page): Promise<boolean> {
  const answer = page.evaluate('1').then(
    () => true,
    () => true,
  );
  return within(answerMaxMs, answer, () => false);
}

/** What a browser that works does at once. */
export function inTime<Result>(work: Promise<Result>): Promise<Result> {
  return within(workMaxMs, work, () => {
    throw new Error('the browser does not answer');
  });
}
