import assert from 'node:assert/strict';
import { BlockList } from 'node:net';
import { describe, test } from 'node:test';
import * as fc from 'fast-check';
import { specialRange } from '../../src/network/special-ranges.ts';

// IANA, "IPv4 Special-Purpose Address Space" (RFC 6890), and "IPv4 Multicast Address Space" (RFC 5771)
// prettier-ignore
const special4 = [
  '0.0.0.0/8', '10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16', '172.16.0.0/12', '192.0.0.0/24',
  '192.0.2.0/24', '192.31.196.0/24', '192.52.193.0/24', '192.88.99.0/24', '192.168.0.0/16', '192.175.48.0/24',
  '198.18.0.0/15', '198.51.100.0/24', '203.0.113.0/24', '224.0.0.0/4', '240.0.0.0/4',
];
// IANA, "IPv6 Special-Purpose Address Space"; all that is not global unicast, 2000::/3 (RFC 4291), is none for us
// prettier-ignore
const special6 = [
  '::/3', '4000::/2', '8000::/1',
  '2001::/23', '2001:db8::/32', '2002::/16', '2620:4f:8000::/48', '3fff::/20',
];
const azurePlatform = '168.63.129.16';

const bitsOf = { ipv4: 32, ipv6: 128 } as const;
type Family = keyof typeof bitsOf;

/** The built-in list of Node, which shares no code with what is tested. */
function listOf(ranges: string[], family: Family): BlockList {
  const list = new BlockList();
  for (const range of ranges) {
    const [network = '', bits] = range.split('/');
    list.addSubnet(network, Number(bits), family);
  }
  return list;
}

const lists = { ipv4: listOf(special4, 'ipv4'), ipv6: listOf(special6, 'ipv6') };
const isIsatap = (number: bigint) => [0x5efen, 0x2005efen].includes((number >> 32n) & 0xffff_ffffn);

function textOf(number: bigint, family: Family): string {
  const size = family === 'ipv4' ? 8n : 16n;
  const count = family === 'ipv4' ? 4 : 8;
  const parts = Array.from(
    { length: count },
    (_, index) => (number >> (size * BigInt(count - 1 - index))) & ((1n << size) - 1n),
  );
  return family === 'ipv4' ? parts.join('.') : parts.map((part) => part.toString(16)).join(':');
}

function numberOf(network: string, family: Family): bigint {
  if (family === 'ipv4') return network.split('.').reduce((number, part) => (number << 8n) | BigInt(part), 0n);
  const [head = '', tail = ''] = network.split('::');
  const parts = (text: string) => (text === '' ? [] : text.split(':').map((part) => BigInt(`0x${part}`)));
  const zeros = Array.from({ length: 8 - parts(head).length - parts(tail).length }, () => 0n);
  return [...parts(head), ...zeros, ...parts(tail)].reduce((number, part) => (number << 16n) | part, 0n);
}

/** Any address, and often one at the edge of a range or inside of it. */
function addresses(family: Family, ranges: string[]): fc.Arbitrary<bigint> {
  const last = (1n << BigInt(bitsOf[family])) - 1n;
  const any = fc.bigInt({ min: 0n, max: last });
  const near = fc.tuple(fc.constantFrom(...ranges), any, fc.constantFrom('before', 'first', 'inside', 'last', 'after'));
  const placed = near.map(([range, offset, place]) => {
    const [network = '', bits] = range.split('/');
    const first = numberOf(network, family);
    const size = 1n << BigInt(bitsOf[family] - Number(bits));
    const at = { before: -1n, first: 0n, inside: offset % size, last: size - 1n, after: size }[place];
    return (first + at + last + 1n) % (last + 1n);
  });
  return fc.oneof(any, placed);
}

describe('an IP address is special', () => {
  for (const [family, ranges] of [
    ['ipv4', special4],
    ['ipv6', special6],
  ] as const)
    test(`just where the registries of IANA say so (${family})`, () => {
      fc.assert(
        fc.property(addresses(family, ranges), (number) => {
          const text = textOf(number, family);
          const expected =
            lists[family].check(text, family) || (family === 'ipv6' ? isIsatap(number) : text === azurePlatform);
          assert.equal(specialRange(text) !== undefined, expected, text);
        }),
        { numRuns: 20_000 },
      );
    });

  const carriers: [name: string, wrap: (ipv4: string) => string][] = [
    ['mapped (RFC 4291)', (ipv4) => `::ffff:${ipv4}`],
    ['compatible (RFC 4291)', (ipv4) => `::${ipv4}`],
    ['translated (RFC 2765)', (ipv4) => `::ffff:0:${ipv4}`],
    ['NAT64 (RFC 6052)', (ipv4) => `64:ff9b::${ipv4}`],
    ['NAT64 of a local network (RFC 8215)', (ipv4) => `64:ff9b:1::${ipv4}`],
    ['6to4 (RFC 3056)', (ipv4) => `2002:${hex(ipv4)}::1`],
    ['Teredo (RFC 4380)', (ipv4) => `2001:0:1234:5678:0:ffff:${hex(ipv4)}`],
    ['ISATAP (RFC 5214)', (ipv4) => `2606:4700::5efe:${hex(ipv4)}`],
    ['ISATAP of a public address (RFC 5214)', (ipv4) => `2606:4700::200:5efe:${hex(ipv4)}`],
  ];
  for (const [name, wrap] of carriers)
    test(`where it hides any IPv4 address, ${name}`, () => {
      fc.assert(
        fc.property(fc.ipV4(), (ipv4) => {
          assert.notEqual(specialRange(wrap(ipv4)), undefined);
        }),
      );
    });

  // prettier-ignore
  const metadata = [
    ['169.254.169.254', 'AWS, Azure, Google, DigitalOcean'], ['fd00:ec2::254', 'AWS by IPv6'],
    ['169.254.170.2', 'AWS containers'], ['100.100.100.200', 'Alibaba'], ['192.0.0.192', 'Oracle'],
    [azurePlatform, "Azure's platform"],
  ] as const;
  for (const [address, cloud] of metadata)
    test(`where ${cloud} answers with what belongs to the machine (${address})`, () => {
      assert.notEqual(specialRange(address), undefined);
    });
});

function hex(ipv4: string): string {
  const [a = 0, b = 0, c = 0, d = 0] = ipv4.split('.').map(Number);
  return `${(a * 256 + b).toString(16)}:${(c * 256 + d).toString(16)}`;
}
