import assert from 'node:assert/strict';
import { after, before, describe, test, type TestContext } from 'node:test';
import type { BrowserPool } from '../../src/browser/browser-pool.ts';
import { type LoggingSite, openGated, startLoggingSite, wordsOf } from './gated.ts';
import { startPool } from './site.ts';

let pool: BrowserPool;
before(() => {
  pool = startPool({ pageTimeoutMs: 10_000 });
});
after(() => pool.closeAll());

const approved = { permitted: 'submit', isApproved: true } as const;
const posts = ({ log }: LoggingSite) => log.filter((line) => line.startsWith('POST'));

/** A shop's page with a form for one thing, and whatever else stands on it. */
async function shop(t: TestContext, more: string, attributes = '', fields = '') {
  const other = await startLoggingSite(t, { '/take': 'Taken.', '/': 'Another site.' });
  const routes = Object.fromEntries(
    ['/add', '/delete-account', '/order', '/api'].map((path) => [path, '<h1>Thank you</h1>']),
  );
  const form = `<form id="f" method="post" action="/add" ${attributes}>
    <input type="hidden" name="csrf_token" value="abc123"><label>Quantity <input name="quantity" value="1"></label>${fields}
    <button name="do" value="add">Add one</button></form>`;
  const site = await startLoggingSite(t, { ...routes, '/': `${form}${more}`.replaceAll('{other}', other.url) });
  site.routes['/worker.js'] = {
    type: 'text/javascript',
    body: `fetch('${other.url}/take', { method: 'POST', mode: 'no-cors', body: 'x' })`,
  };
  const session = await openGated(t, pool, [site.name]);
  await session.open(site.url);
  return { site, other, session };
}

describe('what was approved', () => {
  test('is sent as it was shown, once, without another question', async (t) => {
    const { site, session } = await shop(t, '');

    const step = await session.click('"Add one"', approved);

    assert.equal(step.held, undefined);
    assert.match(wordsOf(step), /Thank you/);
    assert.deepEqual(posts(site), ['POST /add csrf_token=abc123&quantity=1&do=add']);
  });

  for (const [what, fields, attributes] of [
    [
      'boxes, choices and lists',
      '<input type="checkbox" name="gift" checked><input type="checkbox" name="no"><input type="radio" name="size" value="M" checked><input type="radio" name="size" value="L"><select name="colour" multiple><option value="r" selected>Red</option><option selected>Blue</option></select>',
      '',
    ],
    [
      'texts with line ends, and letters of all kinds',
      '<textarea name="note">One\nTwo &amp; ü “x”</textarea><input name="empty">',
      '',
    ],
    ['fields in several parts', '<textarea name="note">One\nTwo ü</textarea>', 'enctype="multipart/form-data"'],
    ['letters of a page of old', '<input name="city" value="Köln €">', 'accept-charset="windows-1252"'],
    ['lines of plain text', '<input name="a" value="b=c">', 'enctype="text/plain"'],
    ['no file where none was chosen', '<input type="file" name="photo">', 'enctype="multipart/form-data"'],
    [
      'what its button says of its way',
      '<fieldset disabled><input name="never" value="x"></fieldset><input type="password" name="word" value="pw">',
      '',
    ],
  ] as const)
    test(`is sent, with ${what}, without another question`, async (t) => {
      const { site, session } = await shop(t, '', attributes, fields);

      const step = await session.click('"Add one"', approved);

      assert.equal(step.held, undefined, wordsOf(step));
      assert.equal(posts(site).length, 1);
    });

  test('is sent when its page takes its time, and nothing else then', async (t) => {
    const later = `if (!this.late) { this.late = true; event.preventDefault(); setTimeout(() => this.requestSubmit(event.submitter), 700) }`;
    const { site, session } = await shop(t, '', `onsubmit="${later}"`);

    await session.click('"Add one"', approved);
    const { outcome } = await session.act({ tool: 'wait', arguments: { seconds: 1.5 } });

    assert.match(JSON.stringify(outcome), /Thank you/);
    assert.deepEqual(posts(site), ['POST /add csrf_token=abc123&quantity=1&do=add']);
  });

  test('has the page that answers it send to its own site without another question', async (t) => {
    const { site, session } = await shop(t, '');
    site.routes['/add'] = `<h1>Thank you</h1><script>fetch('/api', { method: 'POST', body: 'seen' })</script>`;

    const step = await session.click('"Add one"', approved);

    assert.equal(step.held, undefined);
    assert.match(wordsOf(step), /Thank you/);
    assert.deepEqual(posts(site), ['POST /api seen']);
  });

  test('has nothing else sent beside it by its own page', async (t) => {
    const beside = `fetch('/delete-account', { method: 'POST', keepalive: true })`;
    const { site, session } = await shop(t, '', `onsubmit="${beside}"`);

    const { held } = await session.click('"Add one"', approved);

    assert.match(held?.request.address ?? '', /\/delete-account$/);
    assert.deepEqual(
      posts(site).filter((line) => line.includes('delete')),
      [],
    );
  });
});

describe('what differs from what was approved is not sent, and the true request waits', () => {
  const ways: [string, string, RegExp, string?][] = [
    [
      'where it is sent changes as it is sent',
      `onsubmit="this.action = '/delete-account'"`,
      /^http:.*\/delete-account POST$/,
    ],
    ['how many changes as it is sent', `onsubmit="this.quantity.value = 999"`, /\/add POST$/],
    [
      'a field is added as it is sent',
      `onsubmit="this.insertAdjacentHTML('beforeend', '<input type=hidden name=also value=x>')"`,
      /\/add POST$/,
    ],
    ['a field is added to what is collected', `onformdata="event.formData.append('also', 'x')"`, /\/add POST$/],
    [
      'a script sends it in place of the form',
      `onsubmit="event.preventDefault(); fetch('/api', { method: 'POST', body: 'all=1' })"`,
      /\/api POST$/,
    ],
    [
      'a script sends it elsewhere',
      `onsubmit="event.preventDefault(); fetch('{other}/take', { method: 'POST', mode: 'no-cors', body: 'all=1' })"`,
      /\/take POST$/,
    ],
    ['a form of another site is sent in its place', `onsubmit="this.action = '{other}/take'"`, /\/take POST$/],
    [
      'it goes elsewhere when the button is pressed down',
      `data-x`,
      /\/take POST$/,
      `<script>document.querySelector('button').onmousedown = () => (f.action = '{other}/take')</script>`,
    ],
    [
      'a script sends something else to the same place',
      `onsubmit="event.preventDefault(); fetch('/add', { method: 'POST', body: '{}' })"`,
      /\/add POST$/,
    ],
    [
      'a script has it taken for another method',
      `onsubmit="event.preventDefault(); fetch('/add', { method: 'POST', headers: { 'X-HTTP-Method-Override': 'DELETE' }, body: new URLSearchParams(new FormData(this, event.submitter)) })"`,
      /\/add POST as DELETE$/,
    ],
    [
      'a field with the name of a coordinate is added',
      `onsubmit="this.insertAdjacentHTML('beforeend', '<input type=hidden name=amount.x value=999>')"`,
      /\/add POST$/,
    ],
    [
      'a script puts a file into it',
      `enctype="multipart/form-data" onsubmit="const all = new DataTransfer(); all.items.add(new File(['x'], '')); this.photo.files = all.files"`,
      /\/add POST$/,
      '<input type="file" name="photo" form="f">',
    ],
  ];
  for (const [what, attributes, expected, more = ''] of ways)
    test(`where ${what}`, async (t) => {
      const { site, other, session } = await shop(t, more, attributes);

      const step = await session.click('"Add one"', approved);

      assert.deepEqual([posts(site), posts(other)], [[], []]);
      assert.match(`${step.held?.request.address} ${step.held?.request.method}`, expected, wordsOf(step));
      assert.match(wordsOf(step), /PAGE_CHANGED/);
      await session.settle(step, true);
      assert.equal(posts(site).length + posts(other).length, 1, 'and goes when a person says yes to it');
    });

  test('and shows each field as it would be sent', async (t) => {
    const { session } = await shop(t, '', 'onsubmit="this.quantity.value = 999"');

    const { held } = await session.click('"Add one"', approved);

    assert.deepEqual(held?.request.fields, [
      { name: 'csrf_token', value: 'abc123', hidden: true },
      { name: 'quantity', value: '999' },
      { name: 'do', value: 'add' },
    ]);
  });

  test('and goes nowhere when a person says no', async (t) => {
    const { site, session } = await shop(t, '', `onsubmit="this.action = '/delete-account'"`);

    const settled = await session.settle(await session.click('"Add one"', approved), false);

    assert.deepEqual(posts(site), []);
    assert.match(wordsOf(settled), /Add one/, 'the page is as it was');
  });

  test('and goes nowhere by another way either when a person says no', async (t) => {
    const again = `fetch('/order', { method: 'POST' }).catch(() => navigator.sendBeacon('/delete-account'))`;
    const { site, session } = await shop(t, '', `onsubmit="event.preventDefault(); ${again}"`);

    const settled = await session.settle(await session.click('"Add one"', approved), false);

    assert.deepEqual(posts(site), []);
    assert.match(settled.held?.request.address ?? wordsOf(settled), /\/delete-account$/);
  });

  test('nor later, when the action seems to be over', async (t) => {
    const later = `setTimeout(() => fetch('/delete-account', { method: 'POST' }), 700)`;
    const { site, session } = await shop(t, '', `onsubmit="event.preventDefault(); ${later}"`);

    const step = await session.click('"Add one"', approved);
    const waited = await session.act({ tool: 'wait', arguments: { seconds: 1.5 } });

    assert.deepEqual(posts(site), []);
    assert.match(waited.held?.request.address ?? wordsOf(step), /\/delete-account$/);
    assert.match(waited.held?.because ?? '', /^It is not what was approved\. What differs: its address\.$/);
    await session.settle(waited, true);
    assert.equal(posts(site).length, 1);
  });

  test('and shows a password as dots, however it is sent', async (t) => {
    const script = `fetch('/api', { method: 'POST', body: JSON.stringify({ word: this.word.value }) })`;
    const field = '<input type="password" name="word" value="open sesame">';
    const { session } = await shop(t, '', `onsubmit="event.preventDefault(); ${script}"`, field);

    const { held } = await session.click('"Add one"', approved);

    assert.equal(held?.request.body, '{"word":"•••"}');
  });

  test('and is shown with what no person would have seen as hidden', async (t) => {
    const hidden = [
      'height: 0; overflow: hidden',
      'clip-path: inset(50%)',
      'opacity: 0.01',
      'position: absolute; left: 9999px',
    ];
    const fields = hidden.map((style, index) => `<div style="${style}"><input name="hidden_${index}" value="x"></div>`);
    const scrolled = `<div style="height: 40px; overflow: auto"><p style="height: 90px">Terms<p><input name="seen" value="x"></div>`;
    const { session } = await shop(t, '', `onsubmit="this.quantity.value = 999"`, [...fields, scrolled].join(''));

    const { held } = await session.click('"Add one"', approved);

    const seen = held?.request.fields.filter((field) => !field.hidden).map(({ name }) => name);
    assert.deepEqual(seen, ['quantity', 'seen', 'do']);
    assert.match(held?.because ?? '', /What differs: “quantity”\.$/);
  });

  test('and is not asked about where it is more than can be shown', async (t) => {
    const { site, session } = await shop(t, '', `onsubmit="this.quantity.value = 'x'.repeat(20000)"`);

    const step = await session.click('"Add one"', approved);

    assert.equal(step.held, undefined);
    assert.match(wordsOf(step), /PAGE_CHANGED.*more than can be shown/);
    assert.deepEqual(posts(site), []);
  });
});

describe('a request that changes something on another site', () => {
  const ways: Record<string, string> = {
    'a fetch': `fetch('{other}/take', { method: 'POST', mode: 'no-cors', body: 'x' })`,
    'a fetch that outlives its page': `fetch('{other}/take', { method: 'POST', mode: 'no-cors', keepalive: true, body: 'x' })`,
    'an old request': `Object.assign(new XMLHttpRequest(), {}).constructor && (() => { const r = new XMLHttpRequest(); r.open('POST', '{other}/take'); r.send('x') })()`,
    'a beacon': `navigator.sendBeacon('{other}/take', 'x')`,
    'a form of its own making': `(() => { const f = document.createElement('form'); f.method = 'post'; f.action = '{other}/take'; document.body.append(f); f.submit() })()`,
    'a form in a frame': `(() => { const i = document.createElement('iframe'); i.name = 'hole'; const f = document.createElement('form'); f.method = 'post'; f.action = '{other}/take'; f.target = 'hole'; document.body.append(i, f); f.submit() })()`,
  };
  for (const [way, script] of Object.entries(ways)) {
    test(`waits for a person where a click sets it off by ${way}`, async (t) => {
      const { other, session } = await shop(
        t,
        `<button type="button" onclick="${script.replaceAll('"', '&quot;')}">Go on</button>`,
      );

      const step = await session.click('"Go on"');

      assert.deepEqual(posts(other), []);
      assert.match(
        `${step.held?.effect} ${step.held?.request.method} ${step.held?.request.address}`,
        /^submit POST .*\/take$/,
        wordsOf(step),
      );
      assert.deepEqual(step.held?.request.leaves_site, true);
      await session.settle(step, true);
      assert.equal(posts(other).length, 1);
    });

    test(`is refused and told where a page sends it by ${way} as it opens`, async (t) => {
      const { other, site, session } = await shop(t, '');
      site.routes['/opening'] = `<p>News</p><script>${script}</script>`.replaceAll('{other}', other.url);

      const opened = await session.open(`${site.url}/opening`);
      const later = await session.act({ tool: 'wait', arguments: { seconds: 1 } });

      assert.deepEqual(posts(other), []);
      if (!way.startsWith('a form'))
        assert.match(wordsOf(opened) + wordsOf(later), /which was refused: it goes beyond the sites/);
    });
  }

  test('is refused and told where the page that a click leads to sends it as it opens', async (t) => {
    const { other, site, session } = await shop(t, '<a href="/opening">News</a>');
    site.routes['/opening'] = `<h1>News</h1><script>${ways['a beacon']}</script>`.replace('{other}', other.url);

    const step = await session.click('"News"');

    assert.equal(step.held, undefined);
    assert.match(wordsOf(step), /"status":"done".*News.*which was refused: it goes beyond the sites of the goal/);
    assert.deepEqual(posts(other), []);
  });

  const going = `<script>onpagehide = () => fetch('{other}/take', { method: 'POST', mode: 'no-cors', keepalive: true }); onload = () => opener?.setTimeout('w.close()')</script>`;
  for (const [way, html] of Object.entries({
    'a frame that is taken away': `<iframe id="i" src="/going"></iframe><button onclick="i.remove()">Go on</button>`,
    'a window that is closed': `<button onclick="w = window.open('/going')">Go on</button>`,
  }))
    test(`is its own session’s matter where ${way} sends it as it goes`, async (t) => {
      const other = await startLoggingSite(t, { '/take': 'Taken.' });
      const site = await startLoggingSite(t, {
        '/': html,
        '/going': going.replace('{other}', other.url),
        '/slow': `<button onclick="window.open('/never')">Go on</button>`,
        '/never': () => undefined,
      });
      const bystander = await openGated(t, pool, [site.name], { id: 'bystander' });
      const session = await openGated(t, pool, [site.name]);
      await bystander.open(`${site.url}/slow`);
      await session.open(site.url);

      const acting = bystander.click('"Go on"');
      const step = await session.click('"Go on"');
      const later = await session.act({ tool: 'wait', arguments: { seconds: 1 } });

      assert.deepEqual(posts(other), []);
      assert.match(`${step.held?.request.address} ${wordsOf(step)} ${wordsOf(later)}`, /take|which was refused/);
      const aside = await acting;
      assert.doesNotMatch(`${JSON.stringify(aside.held)} ${wordsOf(aside)}`, /take/);
    });

  test('does not get there by a worker that goes on when the click is done', async (t) => {
    const { other, session } = await shop(
      t,
      `<button type="button" onclick="new Worker('/worker.js')">Go on</button>`,
      '',
      '',
    );
    const step = await session.click('"Go on"');
    const later = await session.act({ tool: 'wait', arguments: { seconds: 1 } });

    assert.deepEqual(posts(other), []);
    assert.match(`${step.held?.request.method} ${wordsOf(later)}`, /^POST|which was refused/);
  });

  test('goes without a question where the policy allows it', async (t) => {
    const { other, site } = await shop(t, '');
    site.routes['/'] =
      `<button onclick="fetch('${other.url}/take', { method: 'POST', mode: 'no-cors' })">Go on</button>`;
    const policy = [{ effect: 'submit' as const, origin: other.url, decision: 'allow' as const }];
    const session = await openGated(t, pool, [site.name], { policy });
    await session.open(site.url);

    assert.equal((await session.click('"Go on"')).held, undefined);
    assert.equal(posts(other).length, 1);
  });
});

describe('a request that changes something on the page’s own site', () => {
  const button = `<button type="button" onclick="fetch('/api', { method: 'POST' })">Like</button>`;

  test('is the page’s own affair', async (t) => {
    const { site, session } = await shop(t, button);

    assert.match(wordsOf(await session.click('"Like"')), /"status":"done"/);
    assert.equal(posts(site).length, 1);
  });

  test('is refused and told where the policy denies to submit', async (t) => {
    const { site } = await shop(t, button);
    const policy = [{ effect: 'submit' as const, decision: 'deny' as const }];
    const session = await openGated(t, pool, [site.name], { policy });
    await session.open(site.url);

    assert.match(wordsOf(await session.click('"Like"')), /a request by POST .*refused: config\.policy\[0\] says deny/);
    assert.deepEqual(posts(site), []);
  });
});
