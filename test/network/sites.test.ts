import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { siteOf } from '../../src/network/sites.ts';

describe('the site of an address', () => {
  const sites: [address: string, site: string][] = [
    ['https://assisfy.ai/blog', 'assisfy.ai'],
    ['https://www.assisfy.ai./blog', 'assisfy.ai'],
    ['http://News.BBC.co.uk:8080/', 'bbc.co.uk'],
    ['https://alice.github.io/notes', 'alice.github.io'],
    ['https://github.io/', 'github.io:443'],
    ['https://bücher.example.de/', 'example.de'],
    ['http://127.0.0.1:4000/blog', '127.0.0.1:4000'],
    ['http://8.8.8.8/', '8.8.8.8:80'],
    ['https://[2606:4700::1111]/', '[2606:4700::1111]:443'],
    ['http://localhost:4000/', 'localhost:4000'],
    ['http://blog.localhost:4000/', 'blog.localhost:4000'],
    ['http://receiver/', 'receiver:80'],
    ['about:blank', 'about:'],
    ['file:///etc/passwd', 'file:'],
  ];
  for (const [address, site] of sites) {
    test(`${address} belongs to ${site}`, () => {
      assert.equal(siteOf(address), site);
    });
  }

  test('a text that is no address is refused', () => {
    assert.throws(() => siteOf('assisfy.ai/blog'), { code: 'InvalidRequest' });
  });
});
