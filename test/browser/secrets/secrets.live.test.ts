import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { createSecrets } from '../../../src/browser/secrets/secrets.ts';
import type { ToolOutcome } from '../../../src/browser/outcome.ts';
import type { BrowserPool } from '../../../src/browser/browser-pool.ts';
import { readSecrets } from '../../../src/config.ts';
import { eventually } from '../../support/eventually.ts';
import { leaksOf } from '../../support/leaks.ts';
import { coloursOf } from './picture-colours.ts';
import { resultOf, type Site, startPool, startSite, unasked, type Visit, visitor } from '../site.ts';
import { typeApproved } from './type-approved.ts';

const value = 'Tr0ub4dor&3 "x/ü+y';
const stands = '{{secret:PASSWORD}}';
const base64 = (text: string) => Buffer.from(text).toString('base64');
const problem = (outcome: ToolOutcome) => (outcome.status === 'failed' ? outcome : assert.fail('it was done'));

describe('a secret in a text', () => {
  const { scrub, scrubAll } = createSecrets([{ name: 'PASSWORD', value, sites: [] }]);

  const spelled: [how: string, text: string][] = [
    ['as it is', value],
    ['in other letter case', value.toUpperCase()],
    ['with other white space', value.replace(' ', '\u{A0}\n ')],
    ['in an address', encodeURIComponent(value)],
    ['in an address, with small letters', encodeURIComponent(value).toLowerCase()],
    ['in the query of a form', new URLSearchParams({ q: value }).toString()],
    ['in an address in an address', encodeURIComponent(encodeURIComponent(value))],
    ['with every character escaped', [...Buffer.from(value)].map((byte) => `%${byte.toString(16)}`).join('')],
    ['in JSON', JSON.stringify({ value })],
    ['in JSON with escapes', value.replaceAll(/\W/g, (one) => `\\u00${one.charCodeAt(0).toString(16)}`)],
    ['in a script', value.replaceAll(/\W/g, (one) => `\\x${one.charCodeAt(0).toString(16)}`)],
    ['in HTML', value.replaceAll('&', '&amp;').replaceAll('"', '&quot;')],
    ['in HTML by numbers', Array.from(value, (one) => `&#0${one.charCodeAt(0)};`).join('')],
    ['in base64', base64(value)],
    ['in base64 behind one byte', base64(`a${value}`)],
    ['in base64 behind two bytes', base64(`ab${value}z`)],
    ['in base64 of a basic login', base64(`ada:${value}`)],
    ['in base64url', Buffer.from(value).toString('base64url')],
    ['in base64 in an address', encodeURIComponent(base64(value))],
    ['in base64 as mail breaks it', base64(`${'a'.repeat(50)}${value}`).replaceAll(/.{76}/g, '$&\r\n')],
    ['in hex', Buffer.from(value).toString('hex').toUpperCase()],
    [
      'in hex with colons',
      Buffer.from(value)
        .toString('hex')
        .replaceAll(/..(?!$)/g, '$&:'),
    ],
    ['cut off at the end', `seen: ${value.slice(0, 10)}`],
    ['cut off with a mark', `seen: ${value.slice(0, 10)}… and more`],
    ['cut off in base64', `seen: ${base64(value).slice(0, 14)}…`],
    ['cut off in an address', `https://a.example/${encodeURIComponent(value).slice(0, 20)}`],
  ];
  for (const [how, text] of spelled)
    test(`${how} gives place to its name`, () => {
      const scrubbed = scrub(`before ${text}`);

      assert.ok(scrubbed.includes(stands), scrubbed);
      assert.deepEqual(leaksOf(value, { scrubbed }), []);
      assert.ok(!scrubbed.includes('Tr0ub4d'), scrubbed);
    });

  test('gives place wherever it stands in a value, names of fields included', () => {
    assert.deepEqual(scrubAll({ [value]: [{ a: `<${value}>` }, 1, null] }), {
      [stands]: [{ a: `<${stands}>` }, 1, null],
    });
  });

  test('leaves all else as it is', () => {
    const text = `Tr0u is no secret. Nor is ${value.slice(4)}, nor ${base64('another text, of some length')}.`;

    assert.equal(scrub(text), text);
  });

  test('that holds another one is named as a whole', () => {
    const both = createSecrets([
      { name: 'SHORT', value: 'secret', sites: [] },
      { name: 'LONG', value: 'my secret word', sites: [] },
    ]);

    assert.equal(both.scrub('secret, my secret word'), '{{secret:SHORT}}, {{secret:LONG}}');
  });
});

describe('the secrets of the environment', () => {
  test('have a name, a value, and the sites and origins where they may be typed', () => {
    const environment = {
      AUTO_TRIGGER_SECRET_SHOP_PASSWORD: value,
      AUTO_TRIGGER_SECRET_SHOP_PASSWORD_SITES: 'Shop.example, https://pay.example:8443/',
      AUTO_TRIGGER_SECRET_PIN: value,
    };

    assert.deepEqual(readSecrets(environment), [
      { name: 'SHOP_PASSWORD', value, sites: ['shop.example', 'https://pay.example:8443'] },
      { name: 'PIN', value, sites: [] },
    ]);
  });

  const wrong: [why: string, environment: Record<string, string>, words: RegExp][] = [
    [
      'with an address for a site',
      { AUTO_TRIGGER_SECRET_A: value, AUTO_TRIGGER_SECRET_A_SITES: 'b.example, https://a.example/login' },
      /AUTO_TRIGGER_SECRET_A_SITES: https:\/\/a.example\/login is neither a site nor an origin/,
    ],
    [
      'with the variable of earlier days',
      { AUTO_TRIGGER_SECRET_A: value, AUTO_TRIGGER_SECRET_A_ORIGIN: 'https://a.example' },
      /it is called AUTO_TRIGGER_SECRET_A_SITES/,
    ],
    ['that are too short to be found', { AUTO_TRIGGER_SECRET_A: 'abc' }, /fewer than 4/],
    ['that are one sign for all that compares them', { AUTO_TRIGGER_SECRET_A: ' ++++ + ' }, /fewer than 4/],
    ['with a name in small letters', { AUTO_TRIGGER_SECRET_a: value }, /its name/],
  ];
  for (const [why, environment, words] of wrong)
    test(`${why} are bad configuration, and the message does not tell them`, () => {
      assert.throws(
        () => readSecrets(environment),
        (error: Error) => words.test(error.message) && leaksOf(value, { error }).length === 0,
      );
    });
});

describe('a secret that a session types', () => {
  let pool: BrowserPool;
  let site: Site;
  let other: Site;
  let visit: Visit;

  before(async () => {
    other = await startSite({
      '/': '<title>Other</title><label>Password <input></label>',
      '/frame': '<label>Elsewhere <input></label>',
    });
    site = await startSite({
      '/form':
        '<title>Form</title><form method="post" action="/echo"><label>Password <input type="password" name="p"></label></form>',
      '/with-frame': `<title>Frame</title><p>Two frames.</p><iframe src="${other.url}/frame" sandbox="allow-scripts"></iframe><iframe src="${other.url}/frame"></iframe>`,
      '/echo': echoPage,
      '/blocks': blocksPage,
    });
    const secret = { name: 'PASSWORD', value, sites: [site.url] };
    pool = startPool({ secrets: [secret] });
    const sites = [site.name, other.name];
    await pool.open({ sessionId: 's', checkpoint: null, allowedSites: sites });
    visit = visitor(pool, 's', sites);
  });
  after(async () => {
    await pool.closeAll();
    await site.close();
    await other.close();
  });

  const open = (url: string) => visit({ tool: 'navigate', arguments: { url } });
  const look = async () => resultOf(await visit({ tool: 'snapshot', arguments: {} }), 'snapshot');
  const refOf = (tree: string, element: string) =>
    tree
      .split('\n')
      .find((line) => line.includes(element))
      ?.match(/\[ref=(\w+)\]/)?.[1] ?? 'none';
  const type = async (element: string, text: string) => approve({ ref: refOf((await look()).tree, element), text });
  const approve = async (typed: { ref: string; text: string }) => typeApproved(pool, [site.name, other.name], typed);

  test('reaches the page’s field, and the session sees its name alone, however the page repeats it', async () => {
    await open(`${site.url}/echo`);

    const typed = resultOf(await type('textbox', `ada:${stands}`), 'type');

    const tools = [
      { tool: 'snapshot', arguments: {} },
      { tool: 'read', arguments: {} },
      { tool: 'find', arguments: { text: 'seen' } },
      { tool: 'tabs', arguments: { switch_to: 0 } },
      { tool: 'scroll', arguments: { direction: 'down' } },
      { tool: 'entries', arguments: {} },
    ] as const;
    const outcomes: Record<string, unknown> = { typed };
    // oxlint-disable-next-line no-await-in-loop
    for (const call of tools) outcomes[call.tool] = await visit(call);

    assert.ok(typed.title.includes(stands), 'the page has it: its title shows it');
    assert.ok(typed.tree.includes(`"Password" [active]`) || typed.tree.includes(stands), typed.tree);
    assert.deepEqual(leaksOf(value, outcomes), []);
    assert.deepEqual(leaksOf(`ada:${value}`, outcomes), []);
  });

  test('is in no checkpoint but the sealed state, and in no examination', async () => {
    await open(`${site.url}/echo`);
    await type('textbox', stands);
    const { tree } = await look();
    const { signal } = new AbortController();
    const action = { tool: 'scroll', arguments: { direction: 'up' } } as const;
    const { checkpoint } = await pool.act({ sessionId: 's', action, allowedSites: [site.name], signal, ...unasked });
    const examination = await pool.examine('s', { tool: 'click', arguments: { ref: refOf(tree, 'textbox') } }, signal);

    assert.ok(JSON.stringify(examination).includes(stands), JSON.stringify(examination));
    assert.deepEqual(leaksOf(value, { url: checkpoint?.url, examination }), []);
  });

  test('cannot be guessed with find', async () => {
    await open(`${site.url}/echo`);
    await type('textbox', stands);

    const found = resultOf(await visit({ tool: 'find', arguments: { text: value.slice(0, 5) } }), 'find');

    assert.deepEqual([found.matches, found.quotes], [[], []]);
  });

  test('is refused on another origin', async () => {
    await open(`${other.url}/`);

    const { code, message } = problem(await type('textbox', stands));

    assert.equal(code, 'SECRET_REFUSED');
    assert.ok(message.includes(other.url) && message.includes(site.url), message);
    assert.ok(!(await look()).tree.includes(stands));
  });

  test('is refused in a frame of another origin, and in one that has none, though the page’s own is right', async () => {
    await open(`${site.url}/with-frame`);
    const refs = await eventually('both frames are there', async () => {
      const { tree } = await look();
      const found = Array.from(tree.matchAll(/textbox "Elsewhere" \[ref=(\w+)\]/g), ([, ref = '']) => ref);
      return found.length === 2 && found;
    });

    for (const ref of refs)
      // oxlint-disable-next-line no-await-in-loop
      assert.equal(problem(await approve({ ref, text: stands })).code, 'SECRET_REFUSED');
  });

  test('that the operator did not give is refused, and the message names the variable', async () => {
    await open(`${site.url}/form`);

    const { code, message } = problem(await type('textbox', '{{secret:OTHER}} {{secret:PASSWORD}}'));

    assert.equal(code, 'SECRET_REFUSED');
    assert.match(message, /AUTO_TRIGGER_SECRET_OTHER/);
  });

  test('is put in by no other tool: an address keeps its name', async () => {
    let seen = '';
    site.routes[`/?p=${encodeURIComponent(stands).replaceAll('%3A', ':')}`] = (request, response) => {
      seen = request.url ?? '';
      response.writeHead(200, { 'content-type': 'text/html' }).end('<p>Well.</p>');
    };
    const outcome = await open(`${site.url}/?p=${stands}`);

    assert.match(JSON.stringify(outcome), /secret:PASSWORD/);
    assert.deepEqual(leaksOf(value, { seen, outcome }), []);
  });

  test('is black in pictures: in fields, in texts, in hints, encoded, and within a shadow', async () => {
    await open(`${site.url}/blocks`);
    await type('textbox', stands);
    const { image } = resultOf(await visit({ tool: 'screenshot', arguments: {} }), 'screenshot');

    assert.deepEqual(
      await coloursOf(
        image,
        { site, visit },
        blocks.map(({ name }) => name),
      ),
      Object.fromEntries(blocks.map(({ name, isBlack }) => [name, isBlack ? 'black' : 'white'])),
    );
  });
});

/** Shows what is typed in every way that it knows, with each key. */
const echoPage = `<!doctype html><title>Echo</title><main><h1>Seen</h1><label>Password <input type="text"></label>
  <div id="out"></div></main>
  <script>
    const binary = (text) => String.fromCharCode(...new TextEncoder().encode(text));
    const hex = (text) => Array.from(new TextEncoder().encode(text), (byte) => byte.toString(16).padStart(2, '0')).join('');
    const escaped = (text) => text.replaceAll('&', '&amp;').replaceAll('"', '&quot;');
    document.querySelector('input').oninput = ({ target: { value } }) => {
      document.title = 'Seen ' + value;
      const password = value.replace('ada:', '');
      const forms = [value, encodeURIComponent(value), encodeURIComponent(encodeURIComponent(value)), escape(value),
        btoa(binary(value)), btoa(binary('x' + value)), btoa(binary(password)), encodeURIComponent(btoa(binary(value))),
        hex(value), JSON.stringify(value), JSON.stringify(JSON.stringify({ value })), escaped(value), value.toUpperCase(),
        'x'.repeat(295) + value];
      document.querySelector('#out').innerHTML = forms.map((form, index) => '<article><h2><a href="/posts/' +
        encodeURIComponent(form) + '?p=' + encodeURIComponent(form) + '">seen ' + index + ': ' + escaped(form) + '</a></h2>' +
        '<button title="' + escaped(form) + '">seen ' + escaped(form) + '</button><img alt="' + escaped(form) + '" src="data:,"></article>').join('');
      history.replaceState(null, '', '/echo?p=' + encodeURIComponent(value) + '#' + btoa(binary(value)));
    };
  </script>`;

const blocks = [
  { name: 'field', isBlack: true },
  { name: 'text', isBlack: true },
  { name: 'hint', isBlack: true },
  { name: 'encoded', isBlack: true },
  { name: 'shadow', isBlack: true },
  { name: 'harmless', isBlack: false },
];

const blocksPage = `<!doctype html><title>Blocks</title><style>
  body { margin: 0 } .block, input { position: absolute; left: 0; width: 400px; height: 50px; border: 0; padding: 0; color: #fff; background: #fff; box-sizing: border-box }
  ${blocks.map(({ name }, index) => `#${name} { top: ${index * 60}px }`).join(' ')}</style>
  <input id="field" aria-label="Password"><div class="block" id="text"></div><input id="hint"><div class="block" id="encoded"></div>
  <div class="block" id="shadow"></div><div class="block" id="harmless">Nothing of interest</div>
  <script>
    const shadow = document.querySelector('#shadow').attachShadow({ mode: 'open' });
    document.querySelector('#field').oninput = ({ target: { value } }) => {
      document.querySelector('#text').textContent = value;
      document.querySelector('#hint').placeholder = value;
      document.querySelector('#encoded').textContent = encodeURIComponent(value);
      shadow.innerHTML = '<div style="height: 50px"></div>';
      shadow.firstChild.textContent = value;
    };
  </script>`;
