import assert from 'node:assert/strict';
import type { ServerResponse } from 'node:http';
import { after, before, describe, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import type { BrowserPool } from '../../src/browser/browser-pool.ts';
import type { ToolOutcome } from '../../src/browser/outcome.ts';
import { parseAllowList } from '../../src/network/allow-list.ts';
import { createNetworkGuard } from '../../src/network/guard.ts';
import { eventually } from '../support/eventually.ts';
import { resultOf, type Site, startPool, startSite, type Visit, visitor } from './site.ts';

const sessionPagesMaxBytes = 5_000_000;
/** What may be on its way, in buffers of the system and of Chromium, when it is cut. */
const onItsWayBytes = 20_000_000;

const script = (code: string) => `<script>${code}</script>`;
const inWorker = (code: string) => `new Worker(URL.createObjectURL(new Blob([${JSON.stringify(code)}])))`;
const reading = (address: string) =>
  `fetch('${address}', { mode: 'no-cors' }).then(async (answer) => { for await (const part of answer.body) part.length })`;

/** Pieces of a page that load from an address of its own site, and of another that is in another process. */
const loads: Record<string, (own: string, other: string) => string> = {
  'a fetch': (own) => script(`fetch('${own}').then((answer) => answer.text())`),
  'a fetch that keeps nothing': (own) => script(reading(own)),
  'an XMLHttpRequest': (own) => script(`{ const x = new XMLHttpRequest(); x.open('GET', '${own}'); x.send() }`),
  'a picture': (own) => `<img src="${own}">`,
  'a frame': (own) => `<iframe src="${own}"></iframe>`,
};
const loadsElsewhere: typeof loads = {
  'a frame of another site': (_own, other) => `<iframe src="${other}"></iframe>`,
  'a worker': (own) => script(inWorker(reading(own))),
  'a frame of another site that fetches': (own, other) =>
    `<iframe src="${other.replace(/\/\w+$/, '/page')}?${encodeURIComponent(own)}"></iframe>`,
};

describe('a page that loads more than a session may', () => {
  let pool: BrowserPool;
  let site: Site;
  let port: string;
  let sessions = 0;
  let sentBytes = 0;
  let open: ServerResponse[] = [];
  const bomb = gzipSync(Buffer.alloc(40_000_000, '<p>word '));
  const pictureBomb = gzipSync(bitmap(3_000, 4_000));

  before(async () => {
    const guard = createNetworkGuard({ allow: parseAllowList('127.0.0.1, ::1, localhost') });
    pool = startPool({ guard, pageTimeoutMs: 3_000, graceMs: 2_000, pageMaxBytes: 2_000_000, sessionPagesMaxBytes });
    site = await startSite({ '/fine': '<title>Fine</title><p>All is well.</p>' });
    port = new URL(site.url).port;
    site.routes['/bomb'] = (_request, response) =>
      response.writeHead(200, { 'content-type': 'text/html', 'content-encoding': 'gzip' }).end(bomb);
    site.routes['/picture'] = (_request, response) =>
      response.writeHead(200, { 'content-type': 'image/bmp', 'content-encoding': 'gzip' }).end(pictureBomb);
    const [html, text] = [Buffer.from('<title>Long</title>'), Buffer.from(`<p>${'word '.repeat(20_000)}</p>`)];
    site.routes['/stream'] = (_request, response) => stream(response, 'text/html', html, text);
    const [head, row] = [bitmap(3_000, 4_000_000, 0), Buffer.alloc(90_000)];
    site.routes['/pictures'] = (_request, response) => stream(response, 'image/bmp', head, row);
  });
  after(async () => {
    await pool.closeAll();
    await site.close();
  });

  /** Sends without end. */
  function stream(response: ServerResponse, type: string, beginning: Buffer, piece: Buffer): void {
    response.writeHead(200, { 'content-type': type }).write(beginning);
    const more = () => {
      do sentBytes += piece.length;
      while (!response.destroyed && response.write(piece));
    };
    response.on('drain', more);
    open.push(response);
    more();
  }

  async function visitPage(content: string): Promise<{ opened: ToolOutcome; visit: Visit }> {
    await pool.close(`s${sessions}`);
    [sessions, sentBytes, open] = [sessions + 1, 0, []];
    site.routes['/'] = `<!doctype html><title>Greedy</title><h1>Greedy</h1><p>Words.</p>${content}`;
    await pool.open({ sessionId: `s${sessions}`, checkpoint: null, allowedSites: [site.name] });
    const visit = visitor(pool, `s${sessions}`, [site.name]);
    return { visit, opened: await visit({ tool: 'navigate', arguments: { url: `${site.url}/` } }) };
  }

  async function endOf({ opened, visit }: { opened: ToolOutcome; visit: Visit }): Promise<string> {
    let outcome = opened;
    return eventually('it is ended', async () => {
      if (outcome.status === 'failed') {
        assert.equal(outcome.code, 'PAGE_TOO_LARGE', outcome.message);
        return outcome.message;
      }
      outcome = await visit({ tool: 'wait', arguments: { seconds: 0.2 } });
      return undefined;
    });
  }

  const addresses = (path: string) => [`${site.url}${path}`, `http://localhost:${port}${path}`] as const;
  const words = /the pages of this session have loaded more than 5 MB, so they load nothing more/;

  for (const [way, html] of Object.entries({ ...loads, ...loadsElsewhere }))
    test(`by ${way} without end is PAGE_TOO_LARGE, and nothing more is sent to it`, async () => {
      site.routes['/page'] = `<p>A frame</p>${loads['a fetch']?.('/stream', '')}`;
      site.routes[`/page?${encodeURIComponent(addresses('/stream')[0])}`] = site.routes['/page'];
      const visited = await visitPage(html(...addresses(way === 'a picture' ? '/pictures' : '/stream')));

      assert.match(await endOf(visited), words);
      await eventually('the site has been left', () => open.length > 0 && open.every(({ destroyed }) => destroyed));
      assert.ok(sentBytes < sessionPagesMaxBytes + onItsWayBytes, `${sentBytes} bytes were sent`);
    });

  for (const [way, html] of Object.entries(loads))
    test(`by ${way} of some kilobytes that are 40 MB when decompressed is PAGE_TOO_LARGE`, async () => {
      const path = way === 'a picture' ? '/picture' : '/bomb';

      assert.match(await endOf(await visitPage(html(...addresses(path)))), words);
    });

  test('loads nothing any more, whatever is asked of it, and other sessions are none the worse', async () => {
    const { visit, opened } = await visitPage(loads['a frame']?.(...addresses('/bomb')) ?? '');
    await endOf({ visit, opened });

    for (const action of [
      { tool: 'navigate', arguments: { url: `${site.url}/fine` } },
      { tool: 'read', arguments: {} },
    ] as const) {
      const outcome = await visit(action);
      assert.equal(outcome.status === 'failed' && outcome.code, 'PAGE_TOO_LARGE', JSON.stringify(outcome));
    }
    assert.equal((await visitPage('')).opened.status, 'done');
  });

  test('that is itself more than a document may be, decoded, is PAGE_TOO_LARGE, and the next one opens', async (t) => {
    const roomy = startPool({ pageTimeoutMs: 3_000, graceMs: 2_000, pageMaxBytes: 2_000_000 });
    t.after(() => roomy.closeAll());
    await roomy.open({ sessionId: 'one', checkpoint: null, allowedSites: [site.name] });
    const visit = visitor(roomy, 'one', [site.name]);
    const outcome = await visit({ tool: 'navigate', arguments: { url: `${site.url}/bomb` } });

    assert.ok(outcome.status === 'failed' && outcome.code === 'PAGE_TOO_LARGE', JSON.stringify(outcome));
    assert.match(outcome.message, /bomb is larger than 2 MB; it was not read further/);
    resultOf(await visit({ tool: 'navigate', arguments: { url: `${site.url}/fine` } }), 'navigate');
  });
});

/** A black picture, uncompressed; of its rows as many as are given. */
function bitmap(width: number, height: number, rows = height): Buffer {
  const head = Buffer.alloc(54);
  head.write('BM');
  head.writeUInt32LE(54, 10); // where the rows begin
  head.writeUInt32LE(40, 14);
  head.writeInt32LE(width, 18);
  head.writeInt32LE(height, 22);
  head.writeUInt16LE(1, 26);
  head.writeUInt16LE(24, 28); // bits of a pixel
  return Buffer.concat([head, Buffer.alloc(width * rows * 3)]);
}
