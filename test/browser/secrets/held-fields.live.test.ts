import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { ToolCall } from '../../../src/contract/tools.ts';
import type { ToolOutcome } from '../../../src/browser/outcome.ts';
import type { BrowserPool } from '../../../src/browser/browser-pool.ts';
import { eventually } from '../../support/eventually.ts';
import { coloursOf } from './picture-colours.ts';
import { resultOf, type Site, startPool, startSite, unasked, type Visit, visitor } from '../site.ts';
import { typeApproved } from './type-approved.ts';

const value = 'Zq7!krote&9 vWx/Lm+Tn';
const mark = '{{secret:SHOP}}';
/** What is left of it is too short to be known again by itself. */
const left = value.slice(0, 3);

describe('a field that held a secret', () => {
  let pool: BrowserPool;
  let site: Site;
  let thief: Site;
  let visit: Visit;
  /** What the frame of a third party got. */
  const stolen: string[] = [];

  before(async () => {
    thief = await startSite({
      '/': '<input id="field"><script>setInterval(() => field.focus(), 0); field.oninput = () => fetch("/got")</script>',
      '/got': (_, response) => {
        stolen.push('something');
        response.end();
      },
    });
    site = await startSite({
      '/framed': `${loginPage}<iframe src="${thief.url}/"></iframe>`,
      '/moved': `${loginPage}<label>Note <input id="note"></label><script>field.onfocus = () => note.focus()</script>`,
      '/copied': `${loginPage}<label>Again <input id="again"></label>
        <button onclick="again.value = field.value">Copy</button>`,
      '/kept': `<label>Note <input name="p"></label><p id="told"></p><script>${counting}</script>`,
      '/login': loginPage,
      '/code': codePage,
      '/note': notePage,
      '/picture': picturePage,
    });
    pool = startPool({ secrets: [{ name: 'SHOP', value, sites: [site.url] }] });
    await pool.open({ sessionId: 's', checkpoint: null, allowedSites: [site.name] });
    visit = visitor(pool, 's', [site.name]);
  });
  after(async () => {
    await pool.closeAll();
    await site.close();
    await thief.close();
  });

  const open = async (path: string) =>
    resultOf(await visit({ tool: 'navigate', arguments: { url: `${site.url}${path}` } }), 'navigate');
  const look = async () => resultOf(await visit({ tool: 'snapshot', arguments: {} }), 'snapshot');
  const refOf = async (element: string) =>
    (await look()).tree
      .split('\n')
      .find((line) => line.includes(element))
      ?.match(/\[ref=(\w+)\]/)?.[1] ?? assert.fail(`there is no ${element}`);
  const type = async (element: string, text: string) =>
    typeApproved(pool, [site.name], { ref: await refOf(element), text });
  const click = async (element: string) => visit({ tool: 'click', arguments: { ref: await refOf(element) } });
  const press = async (element: string, ...keys: string[]) => {
    const ref = await refOf(element);
    const outcomes: ToolOutcome[] = [];
    // oxlint-disable-next-line no-await-in-loop
    for (const key of keys) outcomes.push(await visit({ tool: 'press', arguments: { ref, key } }));
    return outcomes;
  };
  const shorten = () => press('textbox', 'Home', 'ArrowRight', 'ArrowRight', 'ArrowRight', 'Shift+End', 'Delete');

  /** Everything that a session can get to know of the page. */
  async function allOf(): Promise<string> {
    const calls: ToolCall[] = [
      { tool: 'snapshot', arguments: {} },
      { tool: 'read', arguments: {} },
      { tool: 'find', arguments: { text: 'button' } },
      { tool: 'tabs', arguments: { switch_to: 0 } },
      { tool: 'entries', arguments: {} },
    ];
    const outcomes: unknown[] = [];
    // oxlint-disable-next-line no-await-in-loop
    for (const call of calls) outcomes.push(await visit(call));
    for (const element of ['textbox', 'button "Send"'])
      outcomes.push(
        // oxlint-disable-next-line no-await-in-loop
        await pool.examine(
          's',
          { tool: 'click', arguments: { ref: await refOf(element) } },
          AbortSignal.timeout(9_000),
        ),
      );
    return JSON.stringify(outcomes);
  }

  for (const [kind, path] of [
    ['a line', '/login'],
    ['a text area', '/note'],
  ] as const)
    test(`shows the secret’s name alone when a part of it was deleted, in names and forms too: ${kind}`, async () => {
      await open(path);
      await type('textbox', mark);
      const outcomes = await shorten();
      const seen = await allOf();

      assert.match(seen, /it has 3 characters/, 'the page has but a part of it');
      assert.match(seen, /"fields":\[\{"name":"p","value":"\{\{secret:SHOP\}\}"/, seen);
      assert.ok(!`${seen}${JSON.stringify(outcomes)}`.includes(left), seen);
    });

  test('does so after another text was typed, and after the page changed its kind, its value and its place', async () => {
    await open('/login');
    await type('textbox', `x${mark}`);
    await type('textbox', 'sesame');
    const typed = await allOf();
    await click('button "Change"');
    const changed = await allOf();

    assert.match(typed, /it has 6 characters/);
    assert.match(changed, /it has 5 characters/);
    for (const seen of [typed, changed]) {
      assert.ok(seen.includes(mark));
      assert.ok(!/sesame|short/.test(seen), seen);
    }
  });

  test('is not known as such to the page', async () => {
    await open('/login');
    await type('textbox', mark);
    await click('button "Look at it"');

    assert.match(await allOf(), /own: none, value: right/);
  });

  test('has nothing copied or cut on its page', async () => {
    await open('/login');
    const before = await press('textbox', 'Control+C');
    await type('textbox', mark);
    const keys = ['Control+C', 'Control+x', 'Meta+KeyC', 'ControlOrMeta+Insert', 'Shift+Delete', 'Control+Shift+C'];
    const refused = await press('textbox', 'Control+A', ...keys);
    const elsewhere = await press('button "Send"', 'Control+C');

    assert.deepEqual(
      [...before, ...refused, ...elsewhere].map((outcome) => (outcome.status === 'failed' ? outcome.code : 'done')),
      ['done', 'done', ...keys.map(() => 'SECRET_REFUSED'), 'SECRET_REFUSED'],
    );
    assert.match(JSON.stringify(refused), /Control\+C was not pressed: a field of this page held a secret/);
  });

  test('gets the secret though a frame of a third party takes the focus at any moment', async () => {
    await open('/framed');
    await type('textbox "Password"', mark);
    await click('button "Look at it"');

    assert.match(await allOf(), /value: right/);
    assert.deepEqual(stolen, []);
  });

  test('does not get it where its page puts the cursor elsewhere, and nor does the field there', async () => {
    await open('/moved');
    const outcome = await type('textbox "Password"', mark);

    assert.match(JSON.stringify(outcome), /TOOL_FAILED.*the page put the cursor elsewhere/);
    assert.ok(!(await look()).tree.includes(mark));
  });

  test('is every field over which the page spread it, also a moment later', async () => {
    await open('/code');
    await type('textbox "1"', mark);
    const tree = await eventually('the last one is filled', async () => {
      const seen = (await look()).tree;
      return /textbox "4" \[ref=\w+\]:/.test(seen) && seen;
    });

    assert.equal(tree.split(mark).length - 1, 4, tree);
    assert.match(tree, /- textbox "Name" \[ref=\w+\]: Ann/);
  });

  test('is also the field that gets it back when the session goes back to its page', async () => {
    await open('/kept');
    await type('textbox', mark);
    await open('/login');
    await visit({ tool: 'back', arguments: {} });
    const { tree } = await look();
    const outcomes = await shorten();

    assert.ok(tree.includes(mark), `the browser keeps what was in it: ${tree}`);
    assert.match(JSON.stringify(outcomes.at(-1)), /it has 3 characters/);
    assert.ok(!JSON.stringify(outcomes).includes(left), JSON.stringify(outcomes));
  });

  test('is also the field that gets back what is too short to be known by itself, or gets it from the page', async () => {
    await open('/kept');
    await type('textbox', mark);
    await shorten();
    await open('/login');
    await visit({ tool: 'back', arguments: {} });
    const restored = await look();
    await open('/copied');
    await type('textbox "Password"', mark);
    await shorten();
    await click('button "Copy"');
    const { tree } = await look();

    assert.ok(!JSON.stringify(restored).includes(left), restored.tree);
    assert.match(restored.tree, /textbox "Note".*: "\{\{secret:SHOP\}\}"/);
    assert.match(tree, /textbox "Again".*: "\{\{secret:SHOP\}\}"/);
  });

  test('is a text field: a secret is typed into nothing else', async () => {
    await open('/note');

    const outcome = await type('An editor', mark);

    assert.match(JSON.stringify(outcome), /SECRET_REFUSED.*text fields only/);
  });

  test('is black in pictures, as are pieces of the secret', async () => {
    await open('/picture');
    await type('textbox "Field"', mark);
    await shorten();
    const { image } = resultOf(await visit({ tool: 'screenshot', arguments: {} }), 'screenshot');

    const black = ['field', 'piece', 'spread', 'hidden', 'boxless', 'beyond', 'styled'];
    assert.deepEqual(
      await coloursOf(image, { site, visit }, [...black, 'harmless']),
      Object.fromEntries([...black.map((name) => [name, 'black']), ['harmless', 'white']]),
    );
  });
});

test('a session that goes on elsewhere still takes pieces of the secret that it typed out of what it tells', async () => {
  const site = await startSite({
    '/login': loginPage,
    '/pieces': '<title>Here: krote</title><p>The piece is Wx/Lm</p>',
  });
  const secrets = [{ name: 'SHOP', value, sites: [site.url] }];
  const [first, second] = [startPool({ secrets }), startPool({ secrets })];
  const [signal, allowedSites] = [AbortSignal.timeout(30_000), [site.name]];
  const act = (pool: BrowserPool, action: ToolCall) =>
    pool.act({ sessionId: 's', action, allowedSites, signal, ...unasked });
  const open = (pool: BrowserPool, path: string) =>
    act(pool, { tool: 'navigate', arguments: { url: `${site.url}${path}` } });
  try {
    await first.open({ sessionId: 's', checkpoint: null, allowedSites });
    const untouched = (await open(first, '/pieces')).outcome;
    await open(first, '/login');
    const { tree } = resultOf((await act(first, { tool: 'snapshot', arguments: {} })).outcome, 'snapshot');
    const ref = /textbox.*\[ref=(\w+)\]/.exec(tree)?.[1] ?? assert.fail(tree);
    const { checkpoint } = await act(first, { tool: 'type', arguments: { ref, text: mark } });
    await second.open({ sessionId: 's', checkpoint: checkpoint ?? assert.fail('no checkpoint'), allowedSites });
    const opened = (await open(second, '/pieces')).outcome;
    const { outcome } = await act(second, { tool: 'snapshot', arguments: {} });

    assert.match(JSON.stringify(untouched), /Here: krote/, 'nothing was typed by then');
    assert.match(JSON.stringify(opened), /Here: {{secret:SHOP}}/);
    assert.match(JSON.stringify(outcome), /The piece is {{secret:SHOP}}/);
  } finally {
    await Promise.all([first.closeAll(), second.closeAll(), site.close()]);
  }
});

const counting = `const told = document.querySelector('#told');
  const field = document.querySelector('[name=p]');
  setInterval(() => { told.textContent = 'it has ' + field.value.length + ' characters' }, 10);`;

const loginPage = `<!doctype html><title>Sign in</title><main><h1>Sign in</h1>
  <form method="post" action="/in"><label>Password <input id="field" name="p" type="password"></label><button>Send</button></form>
  <button aria-labelledby="words field" onclick="0"></button><span id="words">A button called</span>
  <button id="change">Change</button><button id="look">Look at it</button><p id="told"></p><p id="own"></p></main>
  <script>${counting}
    document.querySelector('#change').onclick = () => {
      field.type = 'text';
      field.value = 'short';
      document.querySelector('form').append(field);
    };
    document.querySelector('#look').onclick = () => {
      const own = Object.getOwnPropertyNames(field).join() || 'none';
      document.querySelector('#own').textContent =
        'own: ' + own + ', value: ' + (field.value === ${JSON.stringify(value)} ? 'right' : 'wrong');
    };
  </script>`;

const notePage = `<!doctype html><title>Note</title><main><h1>Note</h1>
  <form method="post" action="/in"><label>Note <textarea name="p"></textarea></label><button>Send</button></form>
  <div role="group" contenteditable aria-label="An editor">Words</div><p id="told"></p></main>
  <script>${counting} field.oninput = () => { field.defaultValue = field.value };</script>`;

const codePage = `<!doctype html><title>Code</title><label>Name <input value="Ann"></label>
  ${[1, 2, 3, 4].map((number) => `<label>${number} <input class="code"></label>`).join('')}
  <script>
    const boxes = [...document.querySelectorAll('.code')];
    const spread = (some, from) => some.forEach((box, index) => { box.value = boxes[0].value[from + index] });
    boxes[0].oninput = () => {
      spread(boxes.slice(1, 3), 1);
      setTimeout(spread, 700, boxes.slice(3), 3);
    };
  </script>`;

const picturePage = `<!doctype html><title>Picture</title><style>
  body { margin: 0 } .block, input { position: absolute; left: 0; width: 400px; height: 50px; border: 0; padding: 0; color: #fff; background: #fff; box-sizing: border-box }
  input { top: 0 } #piece { top: 60px } #spread { top: 120px } #hidden { top: 180px } #boxless { top: 240px } #beyond { top: 300px }
  #styled { top: 360px } #harmless { top: 420px } i { display: inline-block; width: 70px; height: 50px }
  #boxless span { display: contents } #boxless, #beyond { line-height: 50px } #beyond span { display: block; height: 2px; overflow: visible }
  #styled::before { content: attr(data-text) }</style>
  <input aria-label="Field"><div class="block" id="piece">It is krote</div>
  <div class="block" id="spread">${Array.from('krote&', (letter) => `<i>${letter}</i>`).join('')}</div>
  <div class="block" id="hidden">${Array.from('krote&', (letter) => `<i>${letter}</i><b hidden>x</b>`).join('')}</div>
  <div class="block" id="boxless"><span>It is krote</span></div>
  <div class="block" id="beyond"><span>It is krote</span></div>
  <div class="block" id="styled" data-text="It is krote"></div>
  <div class="block" id="harmless">Nothing of interest</div>`;
