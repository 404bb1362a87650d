import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Finish } from '../../../src/contract/session.ts';
import type { PageLook } from '../../../src/reading/page-look.ts';
import { textOf } from '../../../src/reading/page-model.ts';
import {
  type LookName,
  recordedLook,
  recordedPost,
  savedPage,
  type SavedPage,
  savedPages,
} from '../../reading/saved-pages.ts';
import { RecordedPages } from './recorded-pages.ts';
import { goalOf, shouldBeTold, told } from './saved-life.ts';
import { type Life, runOn } from './session.ts';

const pages = savedPages();

/** What stands at an address while a saved page is as it is at a look: itself, or the newest entry's own page. */
function lookOf(page: SavedPage, name: LookName): (address: string) => PageLook {
  const look = recordedLook(page, name);
  const post = recordedPost(page, name) ?? { ...look, page: { ...look.page, body: littleText } };
  const isHere = (address: string) => address.replace(/#.*/, '') === look.page.url.replace(/#.*/, '');
  return (url) => {
    const there = isHere(url) ? look : post;
    return { ...there, page: { ...there.page, url } };
  };
}

const littleText = { tag: 'body', attributes: {}, children: ['It says little.'] };
const newLife = (): Life => ({ memory: [], given: [], lastAnsweredAt: null });

async function visit(goal: string, lookAt: (address: string) => PageLook, life: Life): Promise<Finish> {
  return (await runOn({ pool: new RecordedPages(lookAt), sessionId: 'recorded' }, goal, life)).finish;
}

describe('the built-in planner tells the newest, what is new, and nothing else', () => {
  for (const page of pages.filter(({ expected }) => expected.page.list !== undefined))
    test(`${page.name}: ${page.expected.about}`, async () => {
      const life = newLife();
      const goal = goalOf(page.expected.url);
      const tells = [];

      for (const name of page.looks) {
        const lookAt = lookOf(page, name);
        // oxlint-disable-next-line no-await-in-loop -- each visit remembers the one before
        const finish = await visit(goal, lookAt, life);
        tells.push(told(finish, name));
        assertQuoted(finish, lookAt, page.expected.url);
      }

      assert.deepEqual(
        tells,
        page.looks.map((name) => shouldBeTold(page, name)),
      );
    });
});

/** Each quote stands where it is said to; there is one, unless the newest is known from a feed alone. */
function assertQuoted({ evidence, result }: Finish, lookAt: (address: string) => PageLook, url: string): void {
  const textAt = (address: string) => textOf(lookAt(address).page.body);
  const { latest } = result as { latest: { title: string } };
  if (textAt(url).includes(latest.title)) assert.notEqual(evidence.length, 0, 'nothing is quoted');
  for (const { url: address, quote } of evidence)
    assert.ok(textAt(address).includes(quote), `“${quote}” is no quote of ${address}`);
}

describe('a page that shows something else in place of its list', () => {
  const list = recordedLook(savedPage('wordpress-classic-theme'), 'page');

  for (const page of pages)
    for (const { code, outcomes } of [page.expected.page.obstacle ?? []].flat())
      test(`${page.name} ends the session as ${outcomes.join(' or ')} with ${code}, and memory stays`, async () => {
        const life = newLife();
        const { url } = page.expected;
        const goal = goalOf(url);
        const first = await visit(goal, lookOf(page, 'page'), life);
        await visit(goal, (address) => ({ ...list, page: { ...list.page, url: address } }), life);
        const remembered = structuredClone(life.memory);

        const last = await visit(goal, lookOf(page, 'page'), life);

        for (const { outcome, error, answer } of [first, last]) {
          assert.ok(
            outcomes.some((each) => each === outcome),
            `${outcome}: ${answer}`,
          );
          assert.equal(error?.code, code, answer);
        }
        assert.notEqual(remembered.length, 0);
        assert.deepEqual(life.memory, remembered);
      });
});

describe('a watched price', () => {
  for (const page of pages.filter(({ expected }) => expected.later?.price !== undefined))
    test(`${page.name}: ${page.expected.about}`, async () => {
      const life = newLife();
      const goal = `Tell me when the price on ${page.expected.url} changes`;
      const ends = [];

      // oxlint-disable-next-line no-await-in-loop -- each visit remembers the one before
      for (const name of page.looks) ends.push(await visit(goal, lookOf(page, name), life));

      const [first, second] = [page.expected.page.price?.text, page.expected.later?.price?.text];
      assert.deepEqual(
        ends.map(({ outcome, result }) => [outcome, (result as { text: string }).text]),
        [
          ['answered', first],
          ['no_change', first],
          ['answered', second],
        ],
      );
    });
});
