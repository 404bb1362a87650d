import assert from 'node:assert/strict';
import type { LookupAddress } from 'node:dns';
import { isIP } from 'node:net';
import { networkInterfaces } from 'node:os';
import { describe, test } from 'node:test';
import * as fc from 'fast-check';
import { AutoTriggerError } from '../../src/contract/errors.ts';
import { parseAllowList } from '../../src/network/allow-list.ts';
import { createNetworkGuard } from '../../src/network/guard.ts';
import { serviceAt, serviceOf } from '../../src/network/own-services.ts';

/** A guard whose names resolve to the addresses given here, and nothing else does. */
function guardWith({ allow = '', names = {} }: { allow?: string; names?: Record<string, string[]> } = {}) {
  return createNetworkGuard({
    allow: parseAllowList(allow),
    async resolveName(name) {
      const addresses = names[name];
      if (addresses === undefined) throw new Error(`getaddrinfo ENOTFOUND ${name}`);
      return addresses.map((address) => ({ address, family: isIP(address) }));
    },
  });
}

function lookupThrough(guard: ReturnType<typeof guardWith>, name: string, port: number) {
  return new Promise<LookupAddress[]>((resolve, reject) => {
    guard.lookupFor(port)(name, { all: true }, (error, addresses) =>
      error === null ? resolve(addresses as LookupAddress[]) : reject(error),
    );
  });
}

// prettier-ignore
const refusedLiterals = [
  // spellings of this machine, which the URL parser sees through
  '127.0.0.1', '127.1', '127.0.1', '127.000.000.001', '0177.1', '0177.0.0.1', '017700000001', '0x7f.1', '0x7f000001',
  '2130706433', '0', '0.0.0.0', '127.0.0.1.', '①②⑦.0.0.1', '127。0。0。1', '%31%32%37.0.0.1',
  // private and special ranges of IPv4, and their edges
  '10.0.0.1', '10.255.255.255', '172.16.0.1', '172.31.255.255', '192.168.0.1', '169.254.169.254', '100.64.0.1',
  '100.127.255.255', '192.0.0.1', '192.0.2.1', '192.88.99.1', '198.18.0.1', '198.19.255.255', '198.51.100.1',
  '203.0.113.1', '224.0.0.1', '239.255.255.255', '240.0.0.1', '255.255.255.255', '168.63.129.16',
  // IPv6
  '[::]', '[::1]', '[0:0:0:0:0:0:0:1]', '[fe80::1]', '[fec0::1]', '[fc00::1]', '[fd12:3456::1]', '[ff02::1]',
  '[100::1]', '[2001:db8::1]', '[3fff::1]', '[5f00::1]', '[4000::1]',
  // IPv4 in IPv6: mapped, compatible, translated, NAT64, 6to4, Teredo; the public ones too
  '[::ffff:127.0.0.1]', '[::ffff:7f00:1]', '[::ffff:8.8.8.8]', '[::127.0.0.1]', '[::8.8.8.8]', '[::ffff:0:127.0.0.1]',
  '[64:ff9b::127.0.0.1]', '[64:ff9b::8.8.8.8]', '[64:ff9b:1::1]', '[2002:7f00:1::]', '[2002:808:808::]',
  '[2001::1]', '[2001:0:4136:e378:8000:63bf:3fff:fdd2]', '[2606:4700::5efe:127.0.0.1]',
];

describe('an address without an allow entry', () => {
  for (const host of refusedLiterals) {
    test(`https://${host}/ is refused, before anything is resolved`, () => {
      const verdict = guardWith().inspect(`https://${host}/`);

      assert.ok(!verdict.permitted);
      assert.match(verdict.reason, /is not a public address .*AUTO_TRIGGER_ALLOW_NETWORKS/);
    });
  }

  for (const host of [
    '8.8.8.8',
    '172.15.255.255',
    '172.32.0.1',
    '100.63.255.255',
    '100.128.0.1',
    '[2606:4700::1111]',
  ]) {
    test(`https://${host}/ is permitted without a warning`, async () => {
      assert.deepEqual(await guardWith().check(`https://${host}/`), { permitted: true });
    });
  }

  const neverAllowed: [address: string, says: RegExp][] = [
    ['ftp://example.com/', /neither http nor https/],
    ['file:///etc/passwd', /neither http nor https/],
    ['javascript:alert(1)', /neither http nor https/],
    ['https://user@example.com/', /example\.com.*user name or password/],
    ['https://:secret@example.com/', /user name or password/],
    ['http://example.com:22/', /example\.com: port 22/],
    ['https://example.com:6667/', /port 6667/],
    ['http://[fe80::1%25eth0]/', /not a full address/],
    ['http://1.1.1.1.1/', /not a full address/],
    ['https://example.com:99999/', /not a full address/],
    ['example.com/webhook', /not a full address/],
    ['', /not a full address/],
  ];
  for (const [address, says] of neverAllowed) {
    test(`${address || 'the empty text'} is refused whatever is allowed`, async () => {
      const verdict = await guardWith({ allow: 'example.com, 0.0.0.0/0, ::/0' }).check(address);

      assert.ok(!verdict.permitted);
      assert.match(verdict.reason, says);
      assert.doesNotMatch(verdict.reason, /secret/);
    });
  }

  // prettier-ignore
  for (const host of [
    'localhost', 'LOCALHOST.', 'a.localhost', 'localhost.localdomain', 'printer.local', 'db.internal', 'receiver',
    'metadata', 'metadata.google.internal', 'nas.lan', 'router.home.arpa', 'wiki.corp', 'ｌｏｃａｌｈｏｓｔ',
  ]) {
    test(`the local name ${host} is refused even where it resolves to a public address, or not at all`, async () => {
      const name = host.normalize('NFKC').toLowerCase().replace(/\.$/, '');
      for (const names of [{ [name]: ['8.8.8.8'] }, {}]) {
        const verdict = await guardWith({ names }).check(`https://${host}/`);

        assert.ok(!verdict.permitted);
        assert.match(verdict.reason, new RegExp(`${name}.*private network.*AUTO_TRIGGER_ALLOW_NETWORKS`));
      }
    });
  }

  test('a name is refused where one of its answers is private, and the reason says which', async () => {
    const guard = guardWith({ names: { 'example.com': ['8.8.8.8', '10.0.0.7'] } });

    const verdict = await guard.check('https://example.com:8443/');

    assert.deepEqual(verdict, {
      permitted: false,
      reason:
        'example.com resolves to 10.0.0.7, which is not a public address (private); to allow it, add example.com:8443 to AUTO_TRIGGER_ALLOW_NETWORKS',
    });
  });

  test('an answer with a zone, or one that is no address, is refused', async () => {
    for (const answer of ['fe80::1%eth0', '2606:4700::1111%1', 'not an address', '']) {
      const guard = guardWith({ names: { 'example.com': [answer] } });

      assert.equal((await guard.check('https://example.com/')).permitted, false);
      await assert.rejects(lookupThrough(guard, 'example.com', 443), { code: 'InvalidRequest' });
    }
  });

  test('http to a public host is permitted with a warning, by name and by address', async () => {
    const guard = guardWith({ names: { 'example.com': ['8.8.8.8'] } });

    for (const address of ['http://example.com/', 'http://8.8.8.8/']) {
      const verdict = await guard.check(address);
      assert.ok(verdict.permitted);
      assert.match(verdict.warning ?? '', /http, so anyone .* use https/);
    }
  });

  test('a public name that does not resolve now is permitted with a warning', async () => {
    const verdict = await guardWith().check('https://example.com/');

    assert.ok(verdict.permitted);
    assert.match(verdict.warning ?? '', /example\.com does not resolve now \(getaddrinfo ENOTFOUND example\.com\)/);
  });

  test('no IPv4 address inside a private block passes, however its number is written', () => {
    const guard = guardWith();
    const blocks = ['10.0.0.0/8', '127.0.0.0/8', '169.254.0.0/16', '172.16.0.0/12', '192.168.0.0/16'].map((cidr) => {
      const [first = '', bits] = cidr.split('/');
      const start = first.split('.').reduce((number, part) => number * 256 + Number(part), 0);
      return { start, size: 2 ** (32 - Number(bits)) };
    });
    const spellings = [
      String,
      (number: number) => `0x${number.toString(16)}`,
      (number: number) => `0${number.toString(8)}`,
    ];
    const inside = fc.tuple(fc.constantFrom(...blocks), fc.nat(2 ** 24 - 1), fc.constantFrom(...spellings));

    fc.assert(
      fc.property(inside, ([{ start, size }, offset, spell]) => {
        assert.equal(guard.inspect(`https://${spell(start + (offset % size))}/`).permitted, false);
      }),
    );
  });
});

describe('what the allow list names', () => {
  test('a name is permitted as written, whatever it resolves to, without a warning', async () => {
    const guard = guardWith({ allow: 'receiver:8080', names: { receiver: ['10.0.0.7'] } });

    assert.deepEqual(await guard.check('http://receiver:8080/hook'), { permitted: true });
    assert.deepEqual(await lookupThrough(guard, 'receiver', 8080), [{ address: '10.0.0.7', family: 4 }]);
  });

  test('a name that is allowed on one port is refused on another', async () => {
    const guard = guardWith({ allow: 'receiver:8080', names: { receiver: ['10.0.0.7'] } });

    assert.equal((await guard.check('http://receiver:8081/hook')).permitted, false);
    await assert.rejects(lookupThrough(guard, 'receiver', 8081), { code: 'InvalidRequest' });
  });

  test('a CIDR permits the address dialled, whatever the name', async () => {
    const guard = guardWith({ allow: '10.0.0.0/8', names: { localhost: ['10.0.0.7'], 'example.com': ['10.0.0.8'] } });

    assert.deepEqual(await guard.check('http://localhost/'), { permitted: true });
    assert.deepEqual(await guard.check('http://example.com/'), { permitted: true });
    assert.deepEqual(await guard.check('http://10.1.2.3/'), { permitted: true });
  });

  test('an allowed name does not make its address reachable by number', async () => {
    const guard = guardWith({ allow: 'receiver', names: { receiver: ['10.0.0.7'] } });

    assert.equal((await guard.check('http://10.0.0.7/')).permitted, false);
  });

  test('the real resolver is used where none is given', async () => {
    const guard = createNetworkGuard({ allow: parseAllowList('127.0.0.0/8, ::1') });

    assert.deepEqual(await guard.check('http://localhost:8080/'), { permitted: true });
  });
});

describe('a service of the product itself', () => {
  const loopback = { allow: '0.0.0.0/0, ::/0, localhost', names: { localhost: ['127.0.0.1', '::1'] } };
  // prettier-ignore
  const ways = [
    'http://127.0.0.1:7233/', 'http://127.1.2.3:7233/', 'http://2130706433:7233/', 'http://0.0.0.0:7233/',
    'http://localhost:7233/', 'https://localhost.:7233/', 'http://[::1]:7233/', 'http://[::]:7233/',
    'http://[::ffff:127.0.0.1]:7233/',
  ];
  for (const own of ['127.0.0.1', 'localhost', '0.0.0.0', '::1'])
    for (const address of ways)
      test(`at ${own} is not reached by ${address}, whatever is allowed`, async () => {
        const guard = guardWith(loopback);
        guard.reserve({ host: own, port: 7_233 });

        const verdict = await guard.check(address);

        assert.ok(!verdict.permitted);
        assert.match(verdict.reason, /:7233 is a service of agent-auto-trigger itself, which .* cannot open/);
        await assert.rejects(guard.addressesFor(address), { code: 'InvalidRequest' });
      });

  test('is not reached by an address of this machine in its network either', async () => {
    const external = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []);
    const guard = guardWith(loopback);
    guard.reserve({ host: '127.0.0.1', port: 7_233 });

    for (const { address, family, scopeid } of external) {
      if (scopeid !== undefined && scopeid !== 0) continue; // only with its zone, which no address may have
      const host = family === 'IPv6' ? `[${address}]` : address;
      assert.equal((await guard.check(`http://${host}:7233/`)).permitted, false, address);
    }
  });

  test('is not reached by an address that has a zone either', async () => {
    const guard = guardWith({ allow: 'zoned', names: { zoned: ['::1%lo'] } });
    guard.reserve({ host: '127.0.0.1', port: 7_233 });

    assert.equal((await guard.check('http://zoned:7233/')).permitted, false);
    assert.equal((await guard.check('http://zoned:7234/')).permitted, true);
  });

  test('that is given by name is found where that name leads, by whatever name or number', async () => {
    const names = { temporal: ['172.18.0.5'], 'attacker.example': ['172.18.0.5'] };
    const guard = guardWith({ allow: '172.16.0.0/12, temporal', names });
    guard.reserve({ host: 'temporal', port: 7_233 });

    for (const host of ['temporal', 'attacker.example', '172.18.0.5'])
      assert.equal((await guard.check(`http://${host}:7233/`)).permitted, false, host);
    await assert.rejects(lookupThrough(guard, 'attacker.example', 7_233), /agent-auto-trigger itself/);
    assert.deepEqual(await guard.check('http://172.18.0.6:7233/'), { permitted: true });
  });

  test('leaves the other ports of its machine open, and its own once it is given back', async () => {
    const guard = guardWith(loopback);
    const giveBack = guard.reserve({ host: '127.0.0.1', port: 7_233 });

    assert.deepEqual(await guard.check('http://127.0.0.1:7234/'), { permitted: true });
    giveBack();
    assert.deepEqual(await guard.check('http://127.0.0.1:7233/'), { permitted: true });
  });

  for (const [address, port] of [
    ['http://ui.example:8080/temporal', 8_080],
    ['https://UI.example./', 443],
  ] as const)
    test(`may be given by its address, ${address}`, () => {
      assert.deepEqual(serviceOf(address), { host: 'ui.example', port });
    });

  const written: [address: string, service: { host: string; port: number }][] = [
    ['localhost:7233', { host: 'localhost', port: 7_233 }],
    ['Temporal.Example.:80', { host: 'temporal.example', port: 80 }],
    ['[::1]:8233', { host: '::1', port: 8_233 }],
    ['temporal', { host: 'temporal', port: 7_233 }],
  ];
  for (const [address, service] of written)
    test(`may be written ${address}`, () => {
      assert.deepEqual(serviceAt(address, 7_233), service);
    });
});

describe('the addresses for a connection', () => {
  test('are those that were checked, all of them', async () => {
    const guard = guardWith({ names: { 'example.com': ['2606:4700::1111', '8.8.8.8'] } });

    assert.deepEqual(await guard.addressesFor('http://example.com:8080/'), [
      { address: '2606:4700::1111', family: 6 },
      { address: '8.8.8.8', family: 4 },
    ]);
    assert.deepEqual(await guard.addressesFor('http://[2606:4700::1111]/'), [
      { address: '2606:4700::1111', family: 6 },
    ]);
  });

  for (const address of ['http://127.0.0.1/', 'http://example.com/', 'http://user@8.8.8.8/', 'http://8.8.8.8:25/', 'x'])
    test(`are none for ${address}: InvalidRequest`, async () => {
      const guard = guardWith({ names: { 'example.com': ['8.8.8.8', '10.0.0.7'] } });

      await assert.rejects(guard.addressesFor(address), { code: 'InvalidRequest' });
    });
});

describe('the lookup for connections', () => {
  test('a refusal reaches the callback as InvalidRequest, and nothing is thrown at the caller', async () => {
    const guard = guardWith({ names: { 'example.com': ['127.0.0.1'] } });

    await assert.rejects(
      lookupThrough(guard, 'example.com', 443),
      (error: unknown) => AutoTriggerError.is(error) && error.code === 'InvalidRequest',
    );
  });

  test("a resolver's own failure stays what it is", async () => {
    await assert.rejects(lookupThrough(guardWith(), 'example.com', 443), /ENOTFOUND/);
  });

  test('a name without any answer is a failure', async () => {
    await assert.rejects(lookupThrough(guardWith({ names: { 'example.com': [] } }), 'example.com', 443), /no address/);
  });

  test('without `all` the first address and its family are given', async () => {
    const guard = guardWith({ names: { 'example.com': ['2606:4700::1111', '8.8.8.8'] } });

    const answer = await new Promise((resolve) => {
      guard.lookupFor(443)('EXAMPLE.com.', {}, (error, address, family) => resolve({ error, address, family }));
    });

    assert.deepEqual(answer, { error: null, address: '2606:4700::1111', family: 6 });
  });
});
