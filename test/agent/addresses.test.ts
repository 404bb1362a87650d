import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { proposeActions } from '../../src/activities/propose-actions.ts';
import { goalSites } from '../../src/agent/goal-sites.ts';
import { addressesIn } from '../../src/agent/addresses.ts';

describe('the addresses in a goal', () => {
  const goals: [goal: string, addresses: string[]][] = [
    ['Go through https://assisfy.ai/blog and let me know the latest update on the blog', ['https://assisfy.ai/blog']],
    ['Look at assisfy.ai/blog.', ['https://assisfy.ai/blog']],
    ['What is new on www.example.com?', ['https://www.example.com/']],
    [
      'See (https://en.wikipedia.org/wiki/Fire_(band)), then [docs](https://a.example.org/x).',
      ['https://en.wikipedia.org/wiki/Fire_(band)', 'https://a.example.org/x'],
    ],
    ['“https://example.com/a?b=1&c=2#d”!', ['https://example.com/a?b=1&c=2#d']],
    ['https://example.com and example.com/ and EXAMPLE.com', ['https://example.com/']],
    ['first news.ycombinator.com, then https://lobste.rs', ['https://news.ycombinator.com/', 'https://lobste.rs/']],
    [
      'http://localhost:4000/blog, localhost:4001 and 127.0.0.1:8080/x',
      ['http://localhost:4000/blog', 'http://localhost:4001/', 'http://127.0.0.1:8080/x'],
    ],
    ['Read README.md and main.py e.g. with Node.js, write to ann@example.com, version 1.2.3', []],
    ['Tell me the latest news about owls', []],
    ['ftp://example.com/x and javascript:alert(1)', []],
  ];
  for (const [goal, addresses] of goals)
    test(`${goal} → ${addresses.length === 0 ? 'none' : addresses.join(' ')}`, () => {
      assert.deepEqual(addressesIn(goal), addresses);
    });
});

describe('a proposed action', () => {
  const goal = 'Go through https://assisfy.ai/blog';
  const propose = (url: string, givenAddresses: string[] = []) =>
    proposeActions([{ tool: 'navigate', arguments: { url } }], {
      trackingId: 'trg_1',
      goal,
      sites: goalSites(goal, givenAddresses),
    })[0] ?? assert.fail();

  test('that stays on the site of the goal says so', () => {
    const action = propose('https://www.assisfy.ai/blog/');

    assert.equal(action.site, 'assisfy.ai');
    assert.equal(action.effect, 'read');
    assert.equal(action.summary, 'Open www.assisfy.ai/blog');
  });

  test('that leaves the sites of the goal says so, unless the address was given by its owner', () => {
    assert.equal(propose('https://other.example.org/x').effect, 'leave');
    assert.equal(propose('https://other.example.org/x', ['https://example.org']).effect, 'read');
    assert.deepEqual(goalSites(goal, ['https://example.org', 'no address']), ['assisfy.ai', 'example.org']);
  });

  test('has a fingerprint of its own: the same for the same call, another for any other', () => {
    const calls = ['https://assisfy.ai/a', 'https://assisfy.ai/b', 'https://other.example.org/a'];
    const fingerprints = calls.map((url) => propose(url).fingerprint);

    assert.equal(new Set(fingerprints).size, calls.length);
    assert.equal(propose('https://assisfy.ai/a').fingerprint, fingerprints[0]);
    assert.match(fingerprints[0] ?? '', /^[0-9a-f]{64}$/);
  });

  test('that types does not show the text in its summary', () => {
    const [action] = proposeActions([{ tool: 'type', arguments: { ref: 'e5', text: 'hunter2' } }], {
      trackingId: 'trg_1',
      goal,
      sites: [],
    });

    assert.equal(action?.effect, 'act');
    assert.equal(action?.summary, 'Type 7 characters into e5');
  });
});
