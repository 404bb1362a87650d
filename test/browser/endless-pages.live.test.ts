import assert from 'node:assert/strict';
import type { ServerResponse } from 'node:http';
import { describe, test } from 'node:test';
import { bodyOf, codeOf, hostileVisits, onClick } from './hostile-visits.ts';
import type { Route } from './site.ts';

describe('a page that', () => {
  const { routes, addressOf, visitPage, act, look, click } = hostileVisits();

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
      routes['/go'] = (_request, response) => goes.resolve(response);
      routes['/never'] = () => hangs.resolve();
      const hang = "const request = new XMLHttpRequest(); request.open('GET', '/never', false); request.send()";
      assert.equal(codeOf(await visitPage(bodyOf(`fetch('/go').then(() => { ${hang} })`))), 'done');
      (await goes.promise).end();
      await hangs.promise;

      const outcome = await act({ tool, arguments: {} });

      assert.equal(codeOf(outcome), 'PAGE_TIMEOUT', JSON.stringify(outcome));
    });

  test('has too much to be looked at is left, wherever it keeps that', async () => {
    const much = 'innerHTML = "<i>a</i>".repeat(60_000)';
    const frame = 'hidden.appendChild(document.createElement("iframe")).contentDocument.body';
    const shadow = 'hidden.appendChild(document.createElement("div")).attachShadow({ mode: "open" })';
    const code = `const hidden = document.querySelector("div"); ${frame}.${much}; ${shadow}.${much}`;
    assert.equal(codeOf(await visitPage(`<p>Words.<div hidden></div><script>${code}</script>`)), 'done');

    const outcome = await act({ tool: 'snapshot', arguments: {} });

    assert.ok(
      outcome.status === 'failed' && /too large to be looked at/.test(outcome.message),
      JSON.stringify(outcome),
    );
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

  test('is redirected from address to address without end is PAGE_UNREACHABLE', async () => {
    let hop = 0;
    const outcome = await visitPage((_request, response) => {
      hop += 1;
      response.writeHead(302, { location: `/?${hop}` }).end();
    });

    assert.equal(codeOf(outcome), 'PAGE_UNREACHABLE', JSON.stringify(outcome));
    assert.equal(codeOf(await act({ tool: 'navigate', arguments: { url: addressOf('/') } })), 'PAGE_UNREACHABLE');
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
});
