import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { exposureOf, type FieldSurroundings } from '../../../src/browser/secrets/exposure.ts';
import { createSecrets } from '../../../src/browser/secrets/secrets.ts';
import { parseAllowList } from '../../../src/network/allow-list.ts';
import { createNetworkGuard } from '../../../src/network/guard.ts';

const shop = 'https://shop.example';
const login: FieldSurroundings = {
  origin: shop,
  isForSecrets: true,
  forms: [{ address: `${shop}/login`, method: 'POST' }],
  scripts: [`${shop}/own.js`],
};
const secret = { name: 'SHOP', sites: ['shop.example'] };
const guard = createNetworkGuard({
  allow: parseAllowList('intranet.example'),
  resolveName: () => Promise.resolve([{ address: '93.184.215.14', family: 4 }]),
});

describe('a secret that is typed', () => {
  test('appears nowhere in a field for secrets whose form is sent by POST over https to its own origin', async () => {
    assert.deepEqual(await exposureOf(secret, login, guard), []);
  });

  const ways: [how: string, change: Partial<FieldSurroundings>, expected: string[]][] = [
    ['in a field that shows what is in it', { isForSecrets: false }, ['in a field that shows it']],
    ['with no form', { forms: [] }, ['wherever a script of the page takes it, as its field is in no form']],
    [
      'where one button sends the form by GET',
      { forms: [...login.forms, { address: `${shop}/find`, method: 'GET' }] },
      ['in the address, as the form is sent by GET'],
    ],
    [
      'where the form goes to another origin',
      { forms: [{ address: 'https://pay.example/take', method: 'POST' }] },
      ['sent to https://pay.example'],
    ],
    [
      'over plain http',
      { origin: 'http://shop.example', forms: [{ address: 'http://shop.example/login', method: 'POST' }] },
      ['on the way to http://shop.example, as it is not encrypted'],
    ],
    [
      'over plain http to what the operator allowed',
      { origin: 'http://intranet.example', forms: [{ address: 'http://intranet.example/login', method: 'POST' }] },
      [],
    ],
  ];
  for (const [how, change, expected] of ways)
    test(`appears ${expected.join() || 'nowhere'} ${how}`, async () => {
      assert.deepEqual(await exposureOf(secret, { ...login, ...change }, guard), expected);
    });

  test('is read by the scripts of third parties, which are named where the operator named no sites', async () => {
    const scripts = [
      'https://cdn.example/a.js',
      'https://www.shop.example/b.js',
      'https://ads.example/c.js',
      'data:,x',
    ];
    const unbound = { name: 'SHOP', sites: [] };

    assert.deepEqual(await exposureOf(unbound, { ...login, scripts }, guard), [
      `on ${shop}, where scripts of ads.example, cdn.example can read it, as AUTO_TRIGGER_SECRET_SHOP_SITES is not set`,
    ]);
    assert.deepEqual(await exposureOf(unbound, login, guard), [
      `on ${shop}, which runs no scripts of third parties, as AUTO_TRIGGER_SECRET_SHOP_SITES is not set`,
    ]);
  });

  test('is for the hosts of its sites and for its origins, and for no page without an origin', () => {
    const { fill } = createSecrets([
      { name: 'SHOP', value: 'a secret', sites: ['shop.example', 'https://pay.example:8443'] },
      { name: 'FREE', value: 'another one', sites: [] },
    ]);
    const isRefused = (name: string, origin: string) => 'refusal' in fill(`{{secret:${name}}}`, origin);

    for (const origin of [shop, 'https://www.shop.example', 'https://pay.example:8443'])
      assert.ok(!isRefused('SHOP', origin), origin);
    for (const origin of ['https://myshop.example', 'https://pay.example', 'http://pay.example:8443', 'null'])
      assert.ok(isRefused('SHOP', origin), origin);
    assert.ok(!isRefused('FREE', 'https://anywhere.example') && isRefused('FREE', 'null'));
  });
});
