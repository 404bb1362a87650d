import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { AutoTriggerError } from '../../src/contract/errors.ts';
import { allowsAddress, allowsName, parseAllowList } from '../../src/network/allow-list.ts';

describe('AUTO_TRIGGER_ALLOW_NETWORKS', () => {
  test('nothing is allowed by an empty text, and empty entries are passed over', () => {
    assert.deepEqual(parseAllowList(''), { names: [], networks: [] });
    assert.deepEqual(parseAllowList(' , ,'), { names: [], networks: [] });
  });

  test('a name matches the host as written, in any case, on every port', () => {
    const list = parseAllowList('Receiver.Internal.');

    assert.ok(allowsName(list, 'receiver.internal', 80));
    assert.ok(allowsName(list, 'receiver.internal', 8443));
    assert.ok(!allowsName(list, 'other.receiver.internal', 80));
  });

  test('a name with a port matches on that port alone', () => {
    const list = parseAllowList('localhost:8080');

    assert.ok(allowsName(list, 'localhost', 8080));
    assert.ok(!allowsName(list, 'localhost', 8081));
  });

  const addresses: [entry: string, address: string, port: number, allowed: boolean][] = [
    ['10.0.0.0/8', '10.255.0.1', 80, true],
    ['10.0.0.0/8', '11.0.0.1', 80, false],
    ['10.1.2.3/8', '10.9.9.9', 80, true],
    ['127.0.0.1', '127.0.0.1', 9000, true],
    ['127.0.0.1', '127.0.0.2', 9000, false],
    ['127.0.0.1:9000', '127.0.0.1', 9000, true],
    ['127.0.0.1:9000', '127.0.0.1', 9001, false],
    ['0.0.0.0/0', '192.168.1.1', 80, true],
    ['0.0.0.0/0', '::1', 80, false],
    ['::1', '::1', 80, true],
    ['[::1]:8080', '::1', 8080, true],
    ['[::1]:8080', '::1', 8081, false],
    ['[fd00::1]', 'fd00::1', 443, true],
    ['fd00::/8', 'fd12:3456::1', 443, true],
    ['fd00::/8', 'fe80::1', 443, false],
    ['127.0.0.0/8', '::ffff:127.0.0.1', 80, false],
    ['::ffff:127.0.0.1', '::ffff:127.0.0.1', 80, true],
  ];
  for (const [entry, address, port, allowed] of addresses) {
    test(`${entry} ${allowed ? 'allows' : 'does not allow'} ${address} on port ${port}`, () => {
      assert.equal(allowsAddress(parseAllowList(entry), address, port), allowed);
    });
  }

  const bad = [
    'http://receiver.internal',
    'receiver.internal/path',
    '10.0.0.0/33',
    '10.0.0.0/',
    '10.0.0.0/8/8',
    '::1/129',
    'example.com:0',
    'example.com:65536',
    'example.com:http',
    '*.example.com',
    'fe80::1%eth0',
    '[fe80::1%25eth0]:80',
    '[127.0.0.1]:80',
    'two words',
    'user@example.com',
    ':8080',
  ];
  for (const entry of bad) {
    test(`the entry "${entry}" is bad configuration, and the message names it`, () => {
      assert.throws(
        () => parseAllowList(`10.0.0.0/8, ${entry}`),
        (error: unknown) =>
          AutoTriggerError.is(error, 'BadConfiguration') &&
          error.details.variable === 'AUTO_TRIGGER_ALLOW_NETWORKS' &&
          error.message.includes(`"${entry}"`),
      );
    });
  }
});
