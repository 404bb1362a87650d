import assert from 'node:assert/strict';
import type { ServerResponse } from 'node:http';
import { after, afterEach, before, describe, test } from 'node:test';
import type { BrowserPool } from '../../src/browser/pool.ts';
import type { ToolOutcome } from '../../src/browser/outcome.ts';
import type { Effect, ToolCall } from '../../src/contract/tools.ts';
import { resultOf, type Route, type Site, startPool, startSite, type Visit, visitor } from './site.ts';

const bodyOf = (script: string) =>
  `<!doctype html><title>Hostile</title><main><h1>Hostile</h1><p>Words.</p><button>Go on</button></main><script>${script}</script>`;
const onClick = (script: string) => bodyOf(`document.querySelector('button').onclick = () => { ${script} }`);
const fine = '<!doctype html><title>Fine</title><h1>Fine</h1><p>All is well.</p>';
/** Far above what any page may take here, far below for ever. */
const endMs = 20_000;
/** How an action ended: a code, or that it was done. */
const codeOf = (outcome: ToolOutcome) => (outcome.status === 'done' ? 'done' : outcome.code);

describe('a page that', () => {
  let pool: BrowserPool;
  let site: Site;
  let other: Site;
  let sessions = 0;
  let visit: Visit;

  before(async () => {
    pool = startPool({ pageTimeoutMs: 2_000, graceMs: 500, pageMaxBytes: 2_000_000, maxSessions: 1 });
    other = await startSite({ '/': fine });
    site = await startSite({ '/fine': fine });
  });
  after(async () => {
    await pool.closeAll();
    await site.close();
    await other.close();
  });
  // whatever it did, its own session goes on elsewhere, as the next one does in the same pool
  afterEach(async () => {
    try {
      const outcome = await within(endMs, visit({ tool: 'navigate', arguments: { url: `${site.url}/fine` } }));
      assert.equal(resultOf(outcome, 'navigate').title, 'Fine');
    } finally {
      await pool.close(`s${sessions}`);
    }
  });

  async function open(): Promise<Visit> {
    sessions += 1;
    await within(endMs, pool.open({ sessionId: `s${sessions}`, checkpoint: null, allowedSites: [site.name] }));
    return visitor(pool, `s${sessions}`, [site.name]);
  }

  async function within<Value>(milliseconds: number, work: Promise<Value>): Promise<Value> {
    const begin = performance.now();
    const value = await work;
    const took = performance.now() - begin;
    assert.ok(took < milliseconds, `it took ${took.toFixed(0)} ms`);
    return value;
  }

  const visitPage = async (page: Route) => {
    site.routes['/'] = page;
    await pool.close(`s${sessions}`);
    visit = await open();
    return within(endMs, visit({ tool: 'navigate', arguments: { url: `${site.url}/` } }));
  };
  const act = (call: ToolCall, permitted?: Effect) => within(endMs, visit(call, permitted));
  const look = async () => {
    const outcome = await act({ tool: 'snapshot', arguments: {} });
    return outcome.status === 'done' && outcome.result.tool === 'snapshot' ? outcome.result : undefined;
  };
  const click = async (permitted?: Effect) => {
    const ref = /button "Go on" \[ref=(\w+)\]/.exec((await look())?.tree ?? '')?.[1] ?? 'none';
    return act({ tool: 'click', arguments: { ref } }, permitted);
  };

  /** Opened or not, looked at or not: what counts is that each ends in time, with one of these codes. */
  const storms: [what: string, page: Route, codes: string[]][] = [
    ['opens one alert after the other', bodyOf('for (;;) alert(1)'), ['TOOL_FAILED', 'PAGE_TIMEOUT']],
    [
      'asks one question after the other',
      bodyOf('for (;;) { confirm(1); prompt(2) }'),
      ['TOOL_FAILED', 'PAGE_TIMEOUT'],
    ],
    ['opens alerts by a clock', bodyOf('setInterval(() => alert(1))'), ['done', 'TOOL_FAILED', 'PAGE_TIMEOUT']],
    ['never comes to rest', bodyOf('while (true);'), ['TOOL_FAILED', 'PAGE_TIMEOUT']],
    [
      'loads itself again and again',
      bodyOf('location.reload()'),
      ['done', 'PAGE_UNREACHABLE', 'PAGE_TIMEOUT', 'TOOL_FAILED'],
    ],
    [
      'refreshes itself without end',
      '<meta http-equiv="refresh" content="0"><title>Hostile</title><p>Words.</p>',
      ['done', 'PAGE_UNREACHABLE', 'PAGE_TIMEOUT', 'TOOL_FAILED'],
    ],
    [
      'pushes states without end',
      bodyOf('setInterval(() => { for (let i = 0; i < 1000; i += 1) history.pushState({}, "", "#" + Math.random()) })'),
      ['done', 'TOOL_FAILED'],
    ],
    [
      'replaces its own content without end',
      bodyOf('setInterval(() => { document.body.innerHTML = "<p>" + Math.random() })'),
      ['done'],
    ],
    ['empties its document', bodyOf('setTimeout(() => document.documentElement.remove())'), ['done', 'PAGE_EMPTY']],
    ['opens its document anew', bodyOf('setTimeout(() => document.open())'), ['done', 'PAGE_EMPTY']],
    ['has a title of 10 MB', bodyOf('document.title = "x".repeat(10_000_000)'), ['done']],
    [
      'has a DOM of 50 MB',
      bodyOf('document.querySelector("p").textContent = "word ".repeat(10_000_000)'),
      ['TOOL_FAILED', 'PAGE_TIMEOUT'],
    ],
    [
      'has a million elements',
      bodyOf('document.querySelector("main").innerHTML += "<i>a</i>".repeat(1_000_000)'),
      ['TOOL_FAILED', 'PAGE_TIMEOUT'],
    ],
    [
      'grows without end',
      bodyOf('setInterval(() => document.querySelector("main").append(..."x".repeat(1_000)))'),
      ['done', 'TOOL_FAILED'],
    ],
    [
      'is nested 20,000 deep',
      bodyOf(
        'let at = document.body; for (let i = 0; i < 20_000; i += 1) at = at.appendChild(document.createElement("div")); at.append("deep")',
      ),
      ['done', 'TOOL_FAILED', 'PAGE_TIMEOUT'],
    ],
    [
      'frames itself within itself',
      '<title>Hostile</title><p>Words.</p><iframe src="/?a"></iframe><iframe src="/?b"></iframe>',
      ['done', 'TOOL_FAILED'],
    ],
    [
      'takes all the memory',
      bodyOf('setTimeout(() => { const all = []; for (;;) all.push(new Array(1e6).fill(Math.random())) }, 100)'),
      ['TOOL_FAILED', 'PAGE_TIMEOUT'],
    ],
    [
      'starts workers without end',
      bodyOf('const u = URL.createObjectURL(new Blob(["for(;;);"])); for (let i = 0; i < 4; i += 1) new Worker(u)'),
      ['done', 'TOOL_FAILED'],
    ],
    ['prints itself again and again', bodyOf('setInterval(() => print())'), ['done', 'TOOL_FAILED', 'PAGE_TIMEOUT']],
    [
      'writes to its console without end',
      bodyOf('setInterval(() => { for (let i = 0; i < 1000; i += 1) console.log("x".repeat(1_000)) })'),
      ['done', 'TOOL_FAILED'],
    ],
    [
      'fails without end',
      bodyOf('setInterval(() => { for (let i = 0; i < 1000; i += 1) reportError(new Error("x".repeat(1_000))) })'),
      ['done', 'TOOL_FAILED'],
    ],
  ];
  for (const [what, page, codes] of storms)
    test(`${what} is read or given up in time`, async () => {
      let outcome = await visitPage(page);
      if (outcome.status === 'done') outcome = await act({ tool: 'wait', arguments: { seconds: 0.2 } });

      assert.ok([...codes, 'PAGE_TIMEOUT'].includes(codeOf(outcome)), JSON.stringify(outcome).slice(0, 500));
    });

  test('hangs under a click is left with PAGE_TIMEOUT or TOOL_FAILED, and says so', async () => {
    await visitPage(onClick('for (;;);'));

    const outcome = await click();

    assert.ok(['PAGE_TIMEOUT', 'TOOL_FAILED'].includes(codeOf(outcome)), JSON.stringify(outcome));
    assert.equal((await look())?.url, 'about:blank');
  });

  for (const tool of ['read', 'screenshot'] as const)
    test(`hangs while it is asked for ${tool} is left with PAGE_TIMEOUT`, async () => {
      const goes = Promise.withResolvers<ServerResponse>();
      const hangs = Promise.withResolvers<void>();
      site.routes['/go'] = (_request, response) => goes.resolve(response);
      site.routes['/never'] = () => hangs.resolve();
      const hang = "const request = new XMLHttpRequest(); request.open('GET', '/never', false); request.send()";
      assert.equal(codeOf(await visitPage(bodyOf(`fetch('/go').then(() => { ${hang} })`))), 'done');
      (await goes.promise).end();
      await hangs.promise;

      const outcome = await act({ tool, arguments: {} });

      assert.equal(codeOf(outcome), 'PAGE_TIMEOUT', JSON.stringify(outcome));
    });

  test('answers with more than was asked for is not told further', async () => {
    const more =
      'const more = () => "x".repeat(3_000_000); String.prototype.slice = more; String.prototype.trim = more';
    const outcomes = [await visitPage(bodyOf(more))];
    for (const tool of ['read', 'entries', 'snapshot'] as const)
      // oxlint-disable-next-line no-await-in-loop
      outcomes.push(await act({ tool, arguments: {} }));

    for (const outcome of outcomes) assert.ok(JSON.stringify(outcome).length < 600_000);
  });

  test('does not let itself be left is left all the same', async () => {
    await visitPage(onClick('onbeforeunload = (event) => { event.preventDefault(); return "Stay!" }'));
    await click();

    const outcome = await act({ tool: 'navigate', arguments: { url: `${site.url}/fine` } });

    assert.equal(resultOf(outcome, 'navigate').title, 'Fine');
  });

  test('opens windows without end keeps a few at most', async () => {
    await visitPage(onClick('for (let i = 0; i < 100; i += 1) open("/fine?" + i)'));

    await click();
    const { tabs } = resultOf(await act({ tool: 'tabs', arguments: { switch_to: 0 } }), 'tabs');

    assert.ok(tabs.length <= 6, JSON.stringify(tabs));
  });

  const beyond = [
    'about:blank',
    'javascript:document.write(1)',
    'data:text/html,<p>Data',
    'blob:null/x',
    'file:///etc/passwd',
    'chrome://version',
    'view-source:http://a.example',
  ];

  test('opens windows on what is no web page shows nothing of it', async () => {
    await visitPage(onClick(`for (const target of ${JSON.stringify(beyond)}) open(target)`));

    await click();

    const shown = await look();
    assert.ok(shown?.url === `${site.url}/` || shown?.url === 'about:blank', JSON.stringify(shown));
  });

  test('links to what is no web page leads nowhere', async () => {
    const next = `const beyond = ${JSON.stringify(beyond)}; document.querySelector('a').onclick = ({ target }) => setTimeout(() => { target.href = beyond.shift() })`;
    await visitPage(`<title>Hostile</title><p>Words.</p><a role="button" href="#">Go on</a><script>${next}</script>`);

    for (const target of beyond) {
      // oxlint-disable-next-line no-await-in-loop
      await click();
      // oxlint-disable-next-line no-await-in-loop
      const shown = await look();
      assert.ok(shown?.url.startsWith(site.url) || shown?.url === 'about:blank', `${target}: ${JSON.stringify(shown)}`);
    }
  });

  test('is redirected from address to address without end is PAGE_UNREACHABLE', async () => {
    let hop = 0;
    const outcome = await visitPage((_request, response) => {
      hop += 1;
      response.writeHead(302, { location: `/?${hop}` }).end();
    });
    site.routes = new Proxy(site.routes, {
      get: (routes, path: string) => routes[path] ?? (path.startsWith('/?') ? routes['/'] : undefined),
    });

    assert.ok(['PAGE_UNREACHABLE', 'PAGE_NOT_FOUND'].includes(codeOf(outcome)), JSON.stringify(outcome));
    assert.equal(codeOf(await act({ tool: 'navigate', arguments: { url: `${site.url}/` } })), 'PAGE_UNREACHABLE');
  });

  test('leads on from script to script without end is given up', async () => {
    let page = 0;
    const outcome = await visitPage((_request, response) => {
      page += 1;
      response.writeHead(200, { 'content-type': 'text/html' }).end(bodyOf(`location = '/?${page}'`));
    });
    const after = await act({ tool: 'snapshot', arguments: {} });

    assert.ok(page < 100, `${page} pages were loaded`);
    for (const one of [outcome, after]) assert.notEqual(codeOf(one), 'PAGE_NOT_FOUND');
  });

  test('has 50 MB on the wire is PAGE_TOO_LARGE', async () => {
    const outcome = await visitPage((_request, response) => {
      response.writeHead(200, { 'content-type': 'text/html' });
      response.write('<title>Large</title>');
      const more = () => {
        while (!response.destroyed && response.write(`<p>${'word '.repeat(20_000)}</p>`));
      };
      response.on('drain', more);
      more();
    });

    assert.equal(codeOf(outcome), 'PAGE_TOO_LARGE');
  });

  test('scrolls on for ever gives more with each scroll, and ends at none', async () => {
    await visitPage(
      bodyOf(`const more = () => { for (let i = 0; i < 50; i += 1) document.querySelector('main').append(Object.assign(document.createElement('p'), { textContent: 'More ' + document.querySelectorAll('p').length })) };
      more(); onscroll = more`),
    );

    for (let times = 0; times < 3; times += 1)
      // oxlint-disable-next-line no-await-in-loop
      assert.equal(codeOf(await act({ tool: 'scroll', arguments: { direction: 'down' } })), 'done');
    assert.equal(codeOf(await act({ tool: 'find', arguments: { text: 'More 150' } })), 'done');
  });

  const downloads: [what: string, page: string, permitted: Effect][] = [
    ['by a header', onClick("location = '/file'"), 'act'],
    ['by a link', '<p>Words.</p><a role="button" href="/fine" download="x.html">Go on</a>', 'download'],
    ['by a link, slowly,', '<p>Words.</p><a role="button" href="/slow" download="x.html">Go on</a>', 'download'],
    [
      'by a script',
      onClick("Object.assign(document.createElement('a'), { href: 'data:,x', download: 'x.exe' }).click()"),
      'act',
    ],
  ];
  for (const [what, page, permitted] of downloads)
    test(`gives a file ${what} has it not kept: PAGE_NOT_HTML`, async () => {
      site.routes['/slow'] = (_request, response) => setTimeout(() => response.end(fine), 500);
      site.routes['/file'] = (_request, response) =>
        response
          .writeHead(200, { 'content-type': 'text/html', 'content-disposition': 'attachment; filename=x.html' })
          .end(fine);
      await visitPage(page);

      assert.equal(codeOf(await click(permitted)), 'PAGE_NOT_HTML');
    });

  test('is itself an attachment is PAGE_NOT_HTML', async () => {
    const outcome = await visitPage((_request, response) =>
      response.writeHead(200, { 'content-type': 'text/html', 'content-disposition': 'attachment' }).end(fine),
    );

    assert.equal(codeOf(outcome), 'PAGE_NOT_HTML');
  });

  test('wants a service worker, camera, place, notifications, clipboard or the whole screen gets none', async () => {
    site.routes['/worker.js'] = { type: 'text/javascript', body: 'onfetch = () => undefined' };
    await visitPage(
      onClick(`
      const told = [];
      const ask = (name, wish) => Promise.race([Promise.resolve().then(wish).then(() => 'given', () => 'refused'), new Promise((go) => setTimeout(go, 400, 'open'))])
        .then((answer) => told.push(name + ' ' + answer));
      Promise.all([
        ask('worker', () => { delete navigator.serviceWorker.register; return navigator.serviceWorker.register('/worker.js') }),
        ask('camera', () => navigator.mediaDevices.getUserMedia({ video: true, audio: true })),
        ask('place', () => new Promise((good, bad) => navigator.geolocation.getCurrentPosition(good, bad))),
        ask('notifications', async () => { if (await Notification.requestPermission() !== 'granted') throw new Error('no') }),
        ask('clipboard', () => navigator.clipboard.readText()),
        ask('devices', () => navigator.usb.requestDevice({ filters: [] })),
      ]).then(() => { document.querySelector('p').textContent = told.sort().join(', ') + ', that is all' });`),
    );

    await click();
    await act({ tool: 'wait', arguments: { seconds: 0.8 } });
    const { text } = resultOf(await act({ tool: 'read', arguments: {} }), 'read');

    assert.match(text, /that is all/);
    assert.doesNotMatch(text, /given/);
  });

  test('fills the screen, locks the pointer and the keys is worked with all the same', async () => {
    await visitPage(
      onClick('document.body.requestFullscreen(); document.body.requestPointerLock(); navigator.keyboard?.lock()'),
    );

    await click();

    assert.equal((await look())?.title, 'Hostile');
  });

  test('sends a form by itself has it stopped, and the site gets nothing', async () => {
    let sent = 0;
    site.routes['/sent'] = (request, response) => {
      if (request.method === 'POST') sent += 1;
      response.end(fine);
    };
    const form = '<form method="post" action="/sent"><input name="a" value="b"></form>';
    const script = 'document.forms[0].submit(); setInterval(() => document.forms[0].requestSubmit(), 20)';
    await visitPage(`<title>Hostile</title><p>Words.</p>${form}<script>${script}</script>`);
    await act({ tool: 'wait', arguments: { seconds: 0.3 } });

    assert.equal(sent, 0);
  });

  test('has frames of another site shows them, and they lead the page nowhere', async () => {
    other.routes['/'] = '<p>Framed.</p><script>try { top.location = "http://10.1.2.3/" } catch {}</script>';
    await visitPage(
      `<title>Hostile</title><p>Words.</p><iframe src="${other.url}/"></iframe><iframe src="http://10.1.2.3/"></iframe>`,
    );

    await act({ tool: 'wait', arguments: { seconds: 0.3 } });
    const shown = await look();

    assert.equal(shown?.url, `${site.url}/`);
    assert.match(shown?.tree ?? '', /Framed/);
  });

  test('closes itself leaves an empty page', async () => {
    await visitPage(onClick('open("/fine"); setTimeout(() => close(), 50)'));

    await click();
    await act({ tool: 'wait', arguments: { seconds: 0.2 } });

    assert.notEqual(await look(), undefined);
  });
});
