import assert from 'node:assert/strict';
import type { LookupAddress } from 'node:dns';
import { describe, test, type TestContext } from 'node:test';
import { rememberAnswers } from '../../src/network/remember-answers.ts';

const answer = (address: string): LookupAddress[] => [{ address, family: 4 }];

/** A resolver that gives another address each time, and says for which names it was asked. */
function resolver(t: TestContext) {
  t.mock.timers.enable({ apis: ['Date'] });
  const asked: string[] = [];
  const resolveName = rememberAnswers(async (name) => {
    asked.push(name);
    if (name === 'gone.example') throw new Error('getaddrinfo ENOTFOUND gone.example');
    return answer(`192.0.2.${asked.length}`);
  });
  return { asked, resolveName, pass: (ms: number) => t.mock.timers.tick(ms) };
}

describe('the answers of DNS', () => {
  test('are kept for a minute, so that what was checked is what is dialled', async (t) => {
    const { asked, resolveName, pass } = resolver(t);

    const both = await Promise.all([resolveName('a.example'), resolveName('a.example')]);
    pass(59_999);
    const later = await resolveName('a.example');
    assert.deepEqual([...both, later], [answer('192.0.2.1'), answer('192.0.2.1'), answer('192.0.2.1')]);

    pass(1);
    assert.deepEqual(await resolveName('a.example'), answer('192.0.2.2'));
    assert.deepEqual(asked, ['a.example', 'a.example']);
  });

  test('are each name’s own', async (t) => {
    const { resolveName } = resolver(t);

    assert.deepEqual(await resolveName('a.example'), answer('192.0.2.1'));
    assert.deepEqual(await resolveName('b.example'), answer('192.0.2.2'));
  });

  test('that are none are not kept', async (t) => {
    const { asked, resolveName } = resolver(t);

    await assert.rejects(resolveName('gone.example'), /ENOTFOUND/);
    await assert.rejects(resolveName('gone.example'), /ENOTFOUND/);
    assert.equal(asked.length, 2);
  });

  test('are forgotten, the oldest first, where there are more than a thousand', async (t) => {
    const { asked, resolveName } = resolver(t);

    for (let index = 0; index <= 1_000; index += 1) await resolveName(`${index}.example`);
    await resolveName('1000.example');
    await resolveName('1.example');
    assert.equal(asked.length, 1_001);
    await resolveName('0.example');
    assert.equal(asked.length, 1_002);
  });
});
