import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Effect } from '../../src/contract/tools.ts';
import { codeOf, fine, hostileVisits, onClick } from './hostile-visits.ts';
import { resultOf, startSite } from './site.ts';

describe('a page that', () => {
  const { routes, addressOf, visitPage, act, look, click } = hostileVisits();

  test('does not let itself be left is left all the same', async () => {
    await visitPage(onClick('onbeforeunload = (event) => { event.preventDefault(); return "Stay!" }'));
    await click();

    const outcome = await act({ tool: 'navigate', arguments: { url: addressOf('/fine') } });

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
    assert.ok(shown?.url === addressOf('/') || shown?.url === 'about:blank', JSON.stringify(shown));
  });

  test('links to what is no web page leads nowhere', async () => {
    for (const target of beyond) {
      // oxlint-disable-next-line no-await-in-loop
      await visitPage(`<title>Hostile</title><p>Words.</p><a role="button" href="${target}">Go on</a>`);
      // oxlint-disable-next-line no-await-in-loop
      await click();
      // oxlint-disable-next-line no-await-in-loop
      const shown = await look();
      assert.ok(
        shown?.url.startsWith(addressOf('/')) || shown?.url === 'about:blank',
        `${target}: ${JSON.stringify(shown)}`,
      );
    }
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
      routes['/slow'] = (_request, response) => setTimeout(() => response.end(fine), 500);
      routes['/file'] = (_request, response) =>
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
    routes['/worker.js'] = { type: 'text/javascript', body: 'onfetch = () => undefined' };
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
    routes['/sent'] = (request, response) => {
      if (request.method === 'POST') sent += 1;
      response.end(fine);
    };
    const form = '<form method="post" action="/sent"><input name="a" value="b"></form>';
    const script = 'document.forms[0].submit(); setInterval(() => document.forms[0].requestSubmit(), 20)';
    await visitPage(`<title>Hostile</title><p>Words.</p>${form}<script>${script}</script>`);
    await act({ tool: 'wait', arguments: { seconds: 0.3 } });

    assert.equal(sent, 0);
  });

  test('has frames of another site shows them, and they lead the page nowhere', async (t) => {
    const framed = '<p>Framed.</p><script>try { top.location = "http://10.1.2.3/" } catch {}</script>';
    const other = await startSite({ '/': framed });
    t.after(() => other.close());
    await visitPage(
      `<title>Hostile</title><p>Words.</p><iframe src="${other.url}/"></iframe><iframe src="http://10.1.2.3/"></iframe>`,
    );

    await act({ tool: 'wait', arguments: { seconds: 0.3 } });
    const shown = await look();

    assert.equal(shown?.url, addressOf('/'));
    assert.match(shown?.tree ?? '', /Framed/);
  });

  test('closes itself leaves an empty page', async () => {
    await visitPage(onClick('open("/fine"); setTimeout(() => close(), 50)'));

    await click();
    await act({ tool: 'wait', arguments: { seconds: 0.2 } });

    assert.notEqual(await look(), undefined);
  });
});
