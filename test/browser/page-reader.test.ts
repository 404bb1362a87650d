import assert from 'node:assert/strict';
import { describe, test, type TestContext } from 'node:test';
import { createPageReader, type PageReader, TooComplex } from '../../src/browser/page-reader.ts';
import { createSecrets } from '../../src/browser/secrets/secrets.ts';
import type { PageLook } from '../../src/reading/page-look.ts';
import type { PageElement } from '../../src/reading/page-model.ts';

const { signal } = new AbortController();

function readerFor(t: TestContext, options: { maxMs?: number } = {}): PageReader {
  const reader = createPageReader(options);
  t.after(() => reader.close());
  return reader;
}

/** A page of that many paragraphs, each of which could be an entry, a date or a price. */
function lookAt(paragraphs: number): PageLook {
  const element = (tag: string, children: PageElement['children']): PageElement => ({
    tag,
    attributes: {},
    children,
  });
  const body = element(
    'body',
    Array.from({ length: paragraphs }, (_, index) =>
      element('p', [`${index % 28} March 2026, 12.50 EUR, for ${index}`]),
    ),
  );
  const page = {
    url: 'https://example.com/',
    title: 'Many',
    language: 'en',
    metas: {},
    alternates: [],
    jsonLd: [],
    body,
  };
  return { page: page as unknown as PageLook['page'], feeds: [], seenAt: Date.parse('2026-11-30T00:00:00Z') };
}

describe('what pages say is read away from the worker’s own thread', () => {
  test('which goes on with other things meanwhile', async (t) => {
    const reader = readerFor(t);
    let turns = 0;
    const turning = setInterval(() => (turns += 1), 1);
    const { answer } = await reader.read('text', lookAt(20_000), signal);
    clearInterval(turning);

    assert.equal(answer.status, 'done');
    assert.ok(turns > 5, `${turns} turns`);
  });

  test('and what takes too long is cut off, after which the next page is read as ever', async (t) => {
    const reader = readerFor(t, { maxMs: 2_000 });
    await reader.read('text', lookAt(1), signal);
    await assert.rejects(
      readerFor(t, { maxMs: 1 }).read('text', lookAt(1_000), signal),
      (error) => error instanceof TooComplex && /took more than 0\.001 s/.test(error.message),
    );

    assert.equal((await reader.read('text', lookAt(2), signal)).answer.status, 'done');
  });

  test('and what waits for its turn has all of its time from then on', async (t) => {
    const reader = readerFor(t, { maxMs: 3_000 });
    const items = '<item><title>T</title></item>'.repeat(800_000);
    const slow = { text: `<rss version="2.0"><channel>${items}</channel></rss>`, url: 'https://example.com/' };
    const cutOff = [slow, slow].map((feed) => assert.rejects(reader.read('isFeed', feed, signal), TooComplex));

    assert.equal((await reader.read('text', lookAt(2), signal)).answer.status, 'done');
    await Promise.all(cutOff);
  });

  test('and so are long texts in which secrets are looked for', async (t) => {
    const reader = readerFor(t);
    const secrets = createSecrets([{ name: 'A', value: 'Correct-Horse7', sites: [] }]).plain;
    const line = '- link "correct-horse7" [ref=e1]\n';
    const toldIn = async (tree: string) => {
      let turns = 0;
      const turning = setInterval(() => (turns += 1), 1);
      const { text } = await reader.readText('tree', { tree, secrets }, tree.length, signal);
      clearInterval(turning);
      return { text, turns };
    };

    const [long, short] = [await toldIn(line.repeat(20_000)), await toldIn(line)];

    assert.ok(long.turns > 5, `${long.turns} turns`);
    assert.equal(short.turns, 0);
    for (const { text } of [long, short]) assert.match(text, /^- link "\{\{secret:A\}\}" \[ref=e1\]\n/);
  });

  test('and is given up at once when its session ends', async (t) => {
    const end = new AbortController();
    const reading = readerFor(t).read('text', lookAt(20_000), end.signal);
    end.abort(new Error('the session ended'));

    await assert.rejects(reading, /the session ended/);
  });
});
