import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { ApplicationFailure } from '@temporalio/common';
import { MockActivityEnvironment } from '@temporalio/testing';
import { createBrowserPoolActivities } from '../../src/activities/browser.ts';
import type { BrowserPool } from '../../src/browser/browser-pool.ts';
import { AutoTriggerError } from '../../src/contract/errors.ts';

const missing = () => Promise.reject(new AutoTriggerError('BrowserUnavailable', 'there is no Chromium'));
const minuteMs = 60_000;

/** One attempt, after those that failed since then. */
async function attempt(open: BrowserPool['open'], failingSince?: number) {
  const { openBrowser } = createBrowserPoolActivities({
    pool: { open } as BrowserPool,
    masterKeys: ['a key for tests, of 32 characters!!'],
    ownTaskQueue: 'own',
    pageSeparation: { leaveToOthers: () => Promise.resolve() },
    unavailableMaxMs: 10 * minuteMs,
  });
  const environment = new MockActivityEnvironment({ heartbeatDetails: failingSince });
  const told: unknown[] = [];
  environment.on('heartbeat', (details: unknown) => told.push(details));
  const input = { tracking_id: 'trg_1', session_id: 'ses_1', checkpoint: null, allowed_sites: [] };
  const outcome = await environment.run(openBrowser, input).catch((error: unknown) => error);
  return { outcome, told };
}

describe('a browser that does not start', () => {
  test('is tried again, and the next attempt knows since when', async () => {
    const { outcome, told } = await attempt(missing);

    assert.ok(outcome instanceof ApplicationFailure && outcome.nonRetryable === false);
    assert.equal(typeof told.at(-1), 'number');
  });

  test('is a failure after ten minutes', async () => {
    const { outcome } = await attempt(missing, Date.now() - 11 * minuteMs);

    assert.ok(outcome instanceof ApplicationFailure && outcome.nonRetryable === true);
    assert.match(outcome.message, /there is no Chromium/);
  });
});

test('that a worker has no place is no failure, however long it goes on', async () => {
  const busy = () => Promise.reject(new AutoTriggerError('BrowserBusy', 'all pages are in use'));

  const { outcome } = await attempt(busy, Date.now() - 11 * minuteMs);

  assert.ok(outcome instanceof ApplicationFailure && outcome.nonRetryable === false);
});
