import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { shownAddress } from '../../src/network/shown-address.ts';

describe('an address that people are shown', () => {
  test('has the host that is looked up, and beside it the letters that it stands for', () => {
    assert.deepEqual(shownAddress('https://аррӏе.com/login'), {
      shown: 'https://xn--80ak6aa92e.com/login',
      letters: ' (“аррӏе.com”)',
    });
  });

  test('is itself where its host has plain letters', () => {
    assert.deepEqual(shownAddress('https://apple.com/a b'), { shown: 'https://apple.com/a%20b', letters: '' });
  });

  test('shows nothing before its host, which could be taken for one', () => {
    assert.equal(shownAddress('https://shop.example:x@evil.example/').shown, 'https://evil.example/');
  });

  test('that is none is shown with what is not to be seen in it', () => {
    assert.deepEqual(shownAddress('no\u202eaddress'), { shown: 'no\\u202eaddress', letters: '' });
  });
});
