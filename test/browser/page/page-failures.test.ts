import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { navigationFailure } from '../../../src/browser/page/page-failures.ts';

const url = 'https://shop.example/';
const failureOf = (message: string, at = url) => {
  const outcome = navigationFailure(at, message, { pageTimeoutMs: 30_000, failureAt: () => undefined });
  return outcome.status === 'failed' ? outcome : assert.fail('it did not fail');
};

describe('a navigation that came to no page', () => {
  test('is PAGE_TIMEOUT where it took too long', () => {
    assert.equal(failureOf('page.goto: Timeout 30000ms exceeded.').code, 'PAGE_TIMEOUT');
    assert.equal(failureOf(`page.goto: net::ERR_TIMED_OUT at ${url}`).code, 'PAGE_TIMEOUT');
  });

  test('is no time-out for a word in its address', () => {
    const address = 'https://docs.example/Timeout';
    const failure = failureOf(`page.goto: net::ERR_CONNECTION_REFUSED at ${address}`, address);

    assert.equal(failure.code, 'PAGE_UNREACHABLE');
    assert.match(failure.message, /the connection was refused/);
  });

  test('is told in Chromium’s words where there are no better ones', () => {
    assert.equal(
      failureOf('page.goto: Frame was detached').message,
      `${url} cannot be reached: page.goto: Frame was detached`,
    );
  });
});
