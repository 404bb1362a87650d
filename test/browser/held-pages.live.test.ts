import assert from 'node:assert/strict';
import { after, before, describe, test, type TestContext } from 'node:test';
import type { BrowserPool } from '../../src/browser/browser-pool.ts';
import type { ToolCall } from '../../src/contract/tools.ts';
import { eventually } from '../support/eventually.ts';
import { type LoggingSite, startLoggingSite } from './gated.ts';
import { referenceIn } from '../support/reference-in.ts';
import { startPool, unasked } from './site.ts';

let pool: BrowserPool;
before(() => {
  const secrets = [{ name: 'SHOP', value: 'correct horse battery', sites: ['127.0.0.1'] }];
  pool = startPool({ maxSessions: 1, pageTimeoutMs: 10_000, secrets });
});
after(() => pool.closeAll());

const form = `<form method="post" action="/order" style="margin-top: 3000px">
  <label>Name <input name="name"></label><label>Password <input type="password" name="word"></label>
  <label>Size <select name="size"><option>Small<option>Large</select></label>
  <label><input type="checkbox" name="gift"> A gift</label><button>Order</button></form>`;

async function startShop(t: TestContext): Promise<LoggingSite> {
  return startLoggingSite(t, { '/': form, '/order': '<h1>Thank you</h1>', '/other': '<h1>Other</h1>' });
}

async function openSession(t: TestContext, site: LoggingSite, id: string, checkpoint: Checkpoint = null) {
  const sessionId = `${t.fullName} ${id}`;
  await pool.open({ sessionId, checkpoint, allowedSites: [site.name] });
  t.after(() => pool.close(sessionId));
  const { signal } = new AbortController();
  const policy = [{ effect: 'submit' as const, decision: 'allow' as const }];
  const about = { ...unasked, sessionId, allowedSites: [site.name], policy, signal };
  const act = async (action: ToolCall, permitted: 'act' | 'submit' = 'act') => {
    const { outcome } = await pool.act({ ...about, action, permitted });
    assert.equal(outcome.status, 'done', JSON.stringify(outcome));
    return outcome.status === 'done' && 'tree' in outcome.result ? outcome.result.tree : '';
  };
  const refOf = async (element: string) => {
    const tree = await act({ tool: 'snapshot', arguments: {} });
    return referenceIn(tree, element);
  };
  return {
    act,
    refOf,
    open: (path: string) => act({ tool: 'navigate', arguments: { url: `${site.url}${path}` } }),
    type: async (element: string, text: string) =>
      act({ tool: 'type', arguments: { ref: await refOf(element), text } }),
    select: async (element: string, value: string) =>
      act({ tool: 'select', arguments: { ref: await refOf(element), values: [value] } }),
    click: async (element: string, permitted: 'act' | 'submit' = 'act') =>
      act({ tool: 'click', arguments: { ref: await refOf(element) } }, permitted),
    hold: (milliseconds: number, signal = new AbortController().signal) =>
      pool.hold(sessionId, { milliseconds, signal }),
  };
}
type Checkpoint = Parameters<BrowserPool['open']>[0]['checkpoint'];

const isHeld = () => eventually('the page is held', () => Promise.resolve(pool.placesFree() === 1));

describe('a page that waits for a person', () => {
  test('gives its place to another session at once, and is filled in as it was when it is opened again', async (t) => {
    const site = await startShop(t);
    const waiting = await openSession(t, site, 'waiting');
    await waiting.open('/');
    await waiting.type('textbox "Name"', 'Ann');
    await waiting.type('textbox "Name"', 'Ann Lee');
    await waiting.type('textbox "Password"', '{{secret:SHOP}}');
    await waiting.select('combobox "Size"', 'Large');
    await waiting.click('checkbox "A gift"');

    const held = waiting.hold(60_000);
    await isHeld();
    const other = await openSession(t, site, 'other');
    await other.open('/other');
    const checkpoint = await held;
    const kept = other.hold(60_000);
    await isHeld();
    const again = await openSession(t, site, 'again', checkpoint);
    await kept;
    await again.click('button "Order"', 'submit');

    assert.deepEqual(
      site.log.filter((line) => line.startsWith('POST')),
      ['POST /order name=Ann+Lee&word=correct+horse+battery&size=Large&gift=on'],
    );
  });

  test('sends the tokens that its forms had, and not those of the page that is opened again', async (t) => {
    const site = await startShop(t);
    let visits = 0;
    site.routes['/'] = (_request, response) => {
      const token = `<input type="hidden" name="token" value="visit-${++visits}"><label>`;
      response.writeHead(200, { 'content-type': 'text/html' }).end(form.replace('<label>', token));
    };
    const waiting = await openSession(t, site, 'waiting');
    await waiting.open('/');
    await waiting.type('textbox "Name"', 'Ann');

    const again = await openSession(t, site, 'again', await waiting.hold(1));
    await again.click('button "Order"', 'submit');

    assert.equal(visits, 2);
    assert.match(site.log.join('\n'), /POST \/order token=visit-1&name=Ann&/);

    site.routes['/framed'] = '<h1>Framed</h1><iframe src="/"></iframe>';
    await again.open('/framed');
    await again.type('textbox "Name"', 'Bob');
    const framed = await openSession(t, site, 'framed', await again.hold(1));
    await framed.click('button "Order"', 'submit');
    assert.match(site.log.join('\n'), /POST \/order token=visit-3&name=Bob&/);
  });

  test('takes no reference from before when it was opened again, until it was looked at', async (t) => {
    const site = await startShop(t);
    const waiting = await openSession(t, site, 'waiting');
    await waiting.open('/');
    const ref = await waiting.refOf('textbox "Name"');
    await waiting.type('textbox "Name"', 'Ann');

    const again = await openSession(t, site, 'again', await waiting.hold(1));

    const typing: ToolCall = { tool: 'type', arguments: { ref, text: 'Bob' } };
    await assert.rejects(again.act(typing), /STALE_REFERENCE/);
    await again.act({ tool: 'snapshot', arguments: {} });
    await again.act(typing);
  });

  test('is given back when its time is over', async (t) => {
    const site = await startShop(t);
    const waiting = await openSession(t, site, 'waiting');
    await waiting.open('/other');

    const { url } = await waiting.hold(1);

    assert.equal(url, `${site.url}/other`);
    assert.equal(pool.placesFree(), 1);
  });

  test('stays as it is where the answer comes before', async (t) => {
    const site = await startShop(t);
    const waiting = await openSession(t, site, 'waiting');
    await waiting.open('/');
    await waiting.type('textbox "Name"', 'Ann');
    const answer = new AbortController();
    const held = waiting.hold(60_000, answer.signal);
    await isHeld();

    answer.abort(new Error('answered'));

    await assert.rejects(held, /answered/);
    assert.match(await waiting.act({ tool: 'snapshot', arguments: {} }), /Ann/);
    assert.equal(pool.placesFree(), 0);
  });

  test('leaves out what does not fit the page any more', async (t) => {
    const site = await startShop(t);
    const waiting = await openSession(t, site, 'waiting');
    await waiting.open('/');
    await waiting.type('textbox "Name"', 'Ann');
    const checkpoint = await waiting.hold(1);
    site.routes['/'] = form.replace('Name', 'First name');

    const again = await openSession(t, site, 'again', checkpoint);

    assert.doesNotMatch(await again.act({ tool: 'snapshot', arguments: {} }), /Ann/);
  });

  test('does not fill in a page that was left', async (t) => {
    const site = await startShop(t);
    const waiting = await openSession(t, site, 'waiting');
    await waiting.open('/');
    await waiting.type('textbox "Name"', 'Ann');
    await waiting.open('/other');
    await waiting.open('/');

    const again = await openSession(t, site, 'again', await waiting.hold(1));

    assert.doesNotMatch(await again.act({ tool: 'snapshot', arguments: {} }), /Ann/);
  });
});
