import assert from 'node:assert/strict';
import { createServer, type RequestListener } from 'node:http';
import { describe, test, type TestContext } from 'node:test';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { fetchGuarded } from '../../../src/browser/fetching/guarded-fetch.ts';
import { parseAllowList } from '../../../src/network/allow-list.ts';
import { createNetworkGuard } from '../../../src/network/guard.ts';
import { listening, portOf } from '../../support/listening.ts';

const maxBytes = 1_000_000;
const line = 'word\n';

async function fetchFrom(t: TestContext, answer: RequestListener): Promise<string> {
  const server = await listening(createServer(answer), (end) => t.after(end));
  const { text } = await fetchGuarded(`http://127.0.0.1:${portOf(server)}/feed.xml`, {
    guard: createNetworkGuard({ allow: parseAllowList('127.0.0.1') }),
    headers: {},
    timeoutMs: 10_000,
    maxBytes,
    redirectsMax: 0,
  });
  return text;
}

describe('a feed', () => {
  const large = Buffer.alloc(300_000_000, line);
  const bombs: [encoding: string, body: Buffer][] = [
    ['gzip', gzipSync(large, { level: 1 })],
    ['gzip, gzip', gzipSync(gzipSync(large, { level: 1 }))],
    ['br', brotliCompressSync(large.subarray(0, 100_000_000), { params: { 0: 1 } })],
  ];
  for (const [encoding, body] of bombs)
    test(`that is far larger when it is decompressed (${encoding}) is cut at its bound, and the rest not made`, async (t) => {
      const before = process.memoryUsage().rss;

      const text = await fetchFrom(t, (_request, response) =>
        response.writeHead(200, { 'content-encoding': encoding }).end(body),
      );

      assert.equal(text, line.repeat(maxBytes / line.length));
      const grown = process.memoryUsage().rss - before;
      assert.ok(grown < 100_000_000, `${grown} bytes more are in use`);
    });

  test('is not fetched where the product’s own server is, though its machine is allowed', async (t) => {
    let asked = 0;
    const server = await listening(
      createServer((_request, response) => response.end(String((asked += 1)))),
      (end) => t.after(end),
    );
    const guard = createNetworkGuard({ allow: parseAllowList('127.0.0.1, localhost') });
    guard.reserveTemporal(`localhost:${portOf(server)}`);

    for (const host of ['127.0.0.1', 'localhost'])
      await assert.rejects(
        fetchGuarded(`http://${host}:${portOf(server)}/feed.xml`, {
          guard,
          headers: {},
          timeoutMs: 10_000,
          maxBytes,
          redirectsMax: 0,
        }),
        { code: 'InvalidRequest', message: /is a service of agent-auto-trigger itself/ },
      );
    assert.equal(asked, 0);
  });

  test('that never ends is cut at its bound, and its site is left', async (t) => {
    let left: Promise<unknown> | undefined;
    const text = await fetchFrom(t, (_request, response) => {
      left = new Promise((resolve) => response.once('close', resolve));
      const more = () => {
        while (!response.destroyed && response.write(line.repeat(10_000)));
      };
      response.on('drain', more);
      more();
    });

    assert.equal(text.length, maxBytes);
    await left;
  });
});
