import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { ApprovedShape } from '../../../src/browser/tools/effects.ts';
import type { BrowserPool } from '../../../src/browser/browser-pool.ts';
import { resultOf, type Site, startPool, startSite, unasked, type Visit, visitor } from '../site.ts';

const form = (attributes: string, field: string, more = '') =>
  `<!doctype html><title>A form</title><form ${attributes}><label>Field <input name="p" ${field}></label>${more}<button>Send</button></form>`;

describe('a secret that is to be typed in a page', () => {
  let pool: BrowserPool;
  let site: Site;
  let other: Site;
  let visit: Visit;

  before(async () => {
    other = await startSite({ '/script.js': { type: 'text/javascript', body: '' } });
    site = await startSite({
      '/login': form('method="post" action="/in"', 'type="password"'),
      '/code': form('method="post"', 'autocomplete="section-a one-time-code"'),
      '/shown': form('method="post"', ''),
      '/search': form('role="search"', 'type="password"'),
      '/away': form(`method="post" action="${other.url}/take"`, 'type="password"'),
      '/button': form('method="post"', 'type="password"', `<button formaction="${other.url}/take">Pay</button>`),
      '/image': form(
        'method="post"',
        'type="password"',
        `<input type="image" alt="Pay" formmethod="get" formaction="${other.url}/take">`,
      ),
      '/none': '<title>None</title><label>Field <input type="password"></label>',
      '/changing': form(
        'method="post"',
        'type="password"',
        `<a href="#" onclick="document.forms[0].method = 'get'">Change</a>`,
      ),
      '/hidden': `${form('method="post"', 'type="password"')}<script type="module">
        const script = Object.assign(document.createElement('script'), { src: '${other.url}/script.js' });
        script.onload = () => { script.remove(); performance.clearResourceTimings() };
        document.head.append(script)</script>`,
      '/framing': `${form('method="post"', 'type="password"')}<iframe src="/inner"></iframe>`,
      '/inner': `<script src="${other.url}/script.js"></script>`,
      '/third': `${form('method="post"', 'type="password"')}<script src="${other.url}/script.js"></script>`,
    });
    const sites = [site.name];
    const secrets = [
      { name: 'BOUND', value: 'correct horse', sites },
      { name: 'FREE', value: 'battery staple', sites: [] },
    ];
    pool = startPool({ secrets });
    await pool.open({ sessionId: 's', checkpoint: null, allowedSites: sites });
    visit = visitor(pool, 's', sites);
  });
  after(async () => {
    await pool.closeAll();
    await site.close();
    await other.close();
  });

  async function typing(path: string, name = 'BOUND') {
    await visit({ tool: 'navigate', arguments: { url: `${site.url}${path}` } });
    const { tree } = resultOf(await visit({ tool: 'snapshot', arguments: {} }), 'snapshot');
    const ref = /textbox.*\[ref=(\w+)\]/.exec(tree)?.[1] ?? assert.fail(tree);
    return { tool: 'type', arguments: { ref, text: `{{secret:${name}}}` } } as const;
  }
  async function examined(call: Awaited<ReturnType<typeof typing>>) {
    const examination = await pool.examine('s', call, AbortSignal.timeout(10_000));
    return 'status' in examination ? assert.fail(JSON.stringify(examination)) : examination;
  }
  const act = async (call: Awaited<ReturnType<typeof typing>>, approves: (now: ApprovedShape) => boolean) => {
    const signal = AbortSignal.timeout(10_000);
    return (await pool.act({ sessionId: 's', action: call, allowedSites: [site.name], signal, ...unasked, approves }))
      .outcome;
  };

  for (const path of ['/login', '/code'])
    test(`goes without a question into a field for secrets of a form to its own origin: ${path}`, async () => {
      const call = await typing(path);

      assert.equal((await examined(call)).ask, undefined);
      assert.match(JSON.stringify(await visit(call)), /: \\"{{secret:BOUND}}\\"/);
    });

  const asked: [path: string, words: string][] = [
    ['/shown', 'The secret BOUND would appear: in a field that shows it.'],
    ['/search', 'The secret BOUND would appear: in the address, as the form is sent by GET.'],
    ['/away', 'The secret BOUND would appear: sent to {other}.'],
    ['/button', 'The secret BOUND would appear: sent to {other}.'],
    ['/image', 'The secret BOUND would appear: in the address, as the form is sent by GET; sent to {other}.'],
    ['/none', 'The secret BOUND would appear: wherever a script of the page takes it, as its field is in no form.'],
  ];
  for (const [path, words] of asked)
    test(`is typed elsewhere only when a person approves where it would appear: ${path}`, async () => {
      const call = await typing(path);
      const { ask, shape } = await examined(call);
      const refused = JSON.stringify(await visit(call));
      const { tree } = resultOf(await visit({ tool: 'snapshot', arguments: {} }), 'snapshot');
      const approved = await act(call, (now) => JSON.stringify(now.shape) === JSON.stringify(shape));

      assert.equal(ask, words.replace('{other}', other.url));
      assert.match(refused, /SECRET_REFUSED.*A person has to approve that/);
      assert.ok(!tree.includes('{{secret'), 'nothing was typed');
      assert.equal(approved.status, 'done', JSON.stringify(approved));
    });

  test('is not typed by an approval of what it was before the page changed its form', async () => {
    const call = await typing('/changing');
    const { shape } = await examined(call);
    const changed = await typing('/changing');
    const { tree } = resultOf(await visit({ tool: 'snapshot', arguments: {} }), 'snapshot');
    const ref = /link "Change".*\[ref=(\w+)\]/.exec(tree)?.[1] ?? assert.fail(tree);
    await visit({ tool: 'click', arguments: { ref } });

    const outcome = await act(changed, (now) => JSON.stringify(now.shape) === JSON.stringify(shape));

    assert.match(JSON.stringify(outcome), /PAGE_CHANGED/);
  });

  for (const path of ['/third', '/hidden', '/framing'])
    test(`is asked about anywhere where it has no sites, with the scripts of third parties: ${path}`, async () => {
      const { ask = '' } = await examined(await typing(path, 'FREE'));

      assert.equal(
        ask,
        `The secret FREE would appear: on ${site.url}, where scripts of ${other.name} can read it, as AUTO_TRIGGER_SECRET_FREE_SITES is not set. A yes stands for later sessions, while this stays the same.`,
      );
    });
});
