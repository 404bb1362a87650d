import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import type { BrowserPool } from '../../../src/browser/browser-pool.ts';
import { type Site, startPool, startSite } from '../../browser/site.ts';
import { type Life, type People, runOn } from './session.ts';

interface Post {
  path: string;
  title: string;
  date?: string;
}

const list = (posts: Post[]) =>
  `<title>The blog</title><main>${posts
    .map(
      ({ path, title, date }) =>
        `<article><h2><a href="${path}">${title}</a></h2>${date === undefined ? '' : `<time datetime="${date}">${date}</time>`}</article>`,
    )
    .join('')}</main>`;
const post = ({ title, date }: Post, text: string) =>
  `<title>${title}</title><article><h1>${title}</h1><time datetime="${date}">${date}</time><p>${text}</p></article>`;

const first: Post = { path: '/first', title: 'A quiet beginning', date: '2026-11-01' };
const second: Post = { path: '/second', title: 'Now with news', date: '2026-11-10' };
const third: Post = { path: '/third', title: 'Even more news', date: '2026-11-15' };

describe('the built-in planner', () => {
  const sessionId = 'builtin';
  let pool: BrowserPool;
  let blog: Site;
  let elsewhere: Site;
  let life: Life;
  let goal: string;

  before(async () => {
    pool = startPool({ pageTimeoutMs: 2_000 });
    elsewhere = await startSite({
      '/guest': post(
        { path: '', title: 'A guest post', date: '2026-11-20' },
        'Written by a friend of the house, elsewhere.',
      ),
    });
    blog = await startSite({});
    // one page for all: what is shown, and not how a page is opened, is the subject
    await pool.open({ sessionId, checkpoint: null, allowedSites: [blog.name] });
  });
  beforeEach(() => {
    blog.routes = {
      '/blog': list([second, first]),
      '/first': post(first, 'It begins without any noise at all. And so on.'),
      '/second': post(second, 'Here is what changed since we began. There is more below.'),
      '/third': post(third, 'Once more something has changed around here. Read on.'),
    };
    life = { memory: [], given: [], lastAnsweredAt: null };
    goal = `Go through ${blog.url}/blog and let me know the latest update on the blog`;
  });
  after(async () => {
    await pool.closeAll();
    await blog.close();
    await elsewhere.close();
  });

  const url = (path: string) => `${blog.url}${path}`;
  const run = (aim: string, of: Life, people?: People) => runOn({ pool, sessionId }, aim, of, people);

  test('answers at the first look with the latest post, which it has read and quotes', async () => {
    const { finish, actions, thoughts } = await run(goal, life);

    assert.equal(finish.outcome, 'answered');
    assert.equal(
      finish.answer,
      `The latest post is “Now with news” (2026-11-10, the site’s date), ${url('/second')}. This is the first look, so there is nothing to compare it with. The latest begins: “Here is what changed since we began.”`,
    );
    assert.deepEqual(finish.result, {
      latest: { title: 'Now with news', url: url('/second'), published_at: '2026-11-10' },
      added: [],
      removed: [],
      changed: [],
      ordered_by: 'date',
    });
    assert.deepEqual(finish.evidence, [
      { url: url('/blog'), quote: 'Now with news' },
      { url: url('/second'), quote: 'Here is what changed since we began.' },
    ]);
    const host = blog.url.slice('http://'.length);
    assert.deepEqual(actions, [
      `Open ${host}/blog`,
      'List the entries of the page',
      `Open ${host}/second`,
      'Read the page',
    ]);
    assert.ok(
      thoughts.every((thought) => /^[A-Z].*\.$/.test(thought)),
      thoughts.join('\n'),
    );
  });

  test('says that nothing is new, and opens no post for it', async () => {
    await run(goal, life);

    const { finish, actions } = await run(goal, life);

    assert.equal(finish.outcome, 'no_change');
    assert.match(
      finish.answer,
      /^Nothing new since 2026-11-23 00:00 UTC: the latest is still “Now with news” \(2026-11-10, the site’s date\), http/,
    );
    assert.equal(actions.length, 2);
  });

  test('tells a new post by title, date and address', async () => {
    await run(goal, life);
    blog.routes['/blog'] = list([third, second, first]);

    const { finish } = await run(goal, life);

    assert.equal(finish.outcome, 'answered');
    assert.equal(
      finish.answer,
      `New since the last session: “Even more news” (2026-11-15, the site’s date), ${url('/third')}. The latest begins: “Once more something has changed around here.”`,
    );
    const { added } = finish.result as { added: { title: string }[] };
    assert.deepEqual(
      added.map((entry) => entry.title),
      ['Even more news'],
    );
    assert.equal(finish.evidence[1]?.quote, 'Once more something has changed around here.');
    assert.equal((await run(goal, life)).finish.outcome, 'no_change');
  });

  test('counts several new posts', async () => {
    blog.routes['/blog'] = list([first]);
    await run(goal, life);
    blog.routes['/blog'] = list([third, second, first]);

    const { finish } = await run(goal, life);

    assert.match(
      finish.answer,
      /^2 new since the last session; the latest is “Even more news”.*Also new: “Now with news” \(2026-11-10\)\. The latest begins: “Once more/,
    );
  });

  const dates: [how: string, date: string, told: RegExp][] = [
    ['an instant, in UTC', '2026-11-20T23:30:00-05:00', /\(2026-11-21 04:30 UTC\)/],
    ['a day alone, as the site’s', '2026-11-20', /\(2026-11-20, the site’s date\)/],
    ['a time that names no zone, by its day', '2026-11-20T23:30:00', /\(2026-11-20, the site’s date\)/],
  ];
  for (const [how, date, told] of dates)
    test(`tells the date of a post: ${how}`, async () => {
      blog.routes['/blog'] = list([{ ...second, date }, first]);

      const { finish } = await run(goal, life);

      assert.match(finish.answer, told);
    });

  test('tells a date that was reckoned as about that day in UTC, and the other new ones shorter', async () => {
    await run(goal, life);
    const aged = (path: string, title: string, age: string) =>
      `<article><h2><a href="${path}">${title}</a></h2><span>${age}</span></article>`;
    blog.routes['/blog'] = list([second, first]).replace(
      '<main>',
      `<main>${aged('/fresh', 'Fresh from the press', '3 days ago')}${aged('/older', 'A little older', '4 days ago')}`,
    );

    const { finish } = await run(goal, life);

    assert.match(finish.answer, /“Fresh from the press” \(about 20\d\d-\d\d-\d\d UTC\), http/);
    assert.match(finish.answer, /Also new: “A little older” \(about 20\d\d-\d\d-\d\d UTC\)\./);
  });

  test('says where the order of the page decided, and takes the date from the post', async () => {
    blog.routes['/blog'] = list([second, first].map(({ path, title }) => ({ path, title })));

    const { finish } = await run(goal, life);

    assert.match(finish.answer, /“Now with news” \(2026-11-10, the site’s date\).*its own order decided/);
    assert.equal((finish.result as { ordered_by: string }).ordered_by, 'page_order');
  });

  test('asks for a post on another site, and reads it once that is approved', async () => {
    await run(goal, life);
    blog.routes['/blog'] = list([
      { path: `${elsewhere.url}/guest`, title: 'A guest post', date: '2026-11-20' },
      second,
      first,
    ]);

    const { finish } = await run(goal, life, { decide: () => 'approve' });

    assert.equal(finish.outcome, 'answered');
    assert.equal(finish.evidence[1]?.quote, 'Written by a friend of the house, elsewhere.');
  });

  test('says what the list shows where the post may not be opened, and does not ask again', async () => {
    await run(goal, life);
    blog.routes['/blog'] = list([
      { path: `${elsewhere.url}/guest`, title: 'A guest post', date: '2026-11-20' },
      second,
      first,
    ]);

    const { finish } = await run(goal, life, { decide: () => 'deny' });

    assert.equal(finish.outcome, 'denied');
    assert.match(
      finish.answer,
      /New since the last session: “A guest post”.*was not opened, as that was refused \(not this one\)/,
    );
    const again = await run(goal, life, { decide: () => assert.fail('it asked again') });
    assert.equal(again.finish.outcome, 'no_change');
  });

  test('keeps its memory as it was where nobody answered in time, so that it asks again', async () => {
    await run(goal, life);
    blog.routes['/blog'] = list([
      { path: `${elsewhere.url}/guest`, title: 'A guest post', date: '2026-11-20' },
      second,
      first,
    ]);

    const { finish } = await run(goal, life, { decide: () => 'expire' });

    assert.equal(finish.outcome, 'expired');
    assert.equal((await run(goal, life, { decide: () => 'approve' })).finish.outcome, 'answered');
  });

  test('proposes the address on another site to which the page of the goal leads', async () => {
    blog.routes['/blog'] = (_request, response) => response.writeHead(302, { location: `${elsewhere.url}/list` }).end();
    elsewhere.routes['/list'] =
      list([{ path: '/guest', title: 'A guest post', date: '2026-11-20' }]) +
      list([{ path: '/b', title: 'Another one', date: '2026-10-20' }]);
    const asked: string[] = [];

    const { finish } = await run(goal, life, {
      decide: (action) => (asked.push(action.summary), 'approve'),
    });

    assert.equal(asked[0], `Open ${elsewhere.name}/list`);
    assert.equal(finish.outcome, 'answered');
    assert.match(finish.answer, /A guest post/);
    assert.equal((await run(goal, life, { decide: () => 'deny' })).finish.outcome, 'denied');
  });

  test('answers from the list where the post itself cannot be opened', async () => {
    delete blog.routes['/second'];

    const { finish } = await run(goal, life);

    assert.equal(finish.outcome, 'answered');
    assert.match(finish.answer, /The post itself could not be opened: .*HTTP 404/);
    assert.deepEqual(finish.evidence, [{ url: url('/blog'), quote: 'Now with news' }]);
  });

  test('fails with the code of the page where that cannot be read, and remembers what it did', async () => {
    await run(goal, life);
    const before = structuredClone(life.memory);
    delete blog.routes['/blog'];

    const { finish } = await run(goal, life);

    assert.deepEqual([finish.outcome, finish.error?.code], ['failed', 'PAGE_NOT_FOUND']);
    assert.deepEqual(life.memory, before);
  });

  test('is blocked where access is refused', async () => {
    blog.routes['/blog'] = (_request, response) =>
      response.writeHead(403, { 'content-type': 'text/html' }).end('<p>No.</p>');

    const { finish } = await run(goal, life);

    assert.deepEqual([finish.outcome, finish.error?.code], ['blocked', 'ACCESS_REFUSED']);
  });

  test('concludes nothing from a list that all but vanished', async () => {
    const many = [1, 2, 3, 4, 5, 6].map((day) => ({
      path: `/p${day}`,
      title: `Post of day ${day}`,
      date: `2026-10-0${day}`,
    }));
    blog.routes['/blog'] = list(many);
    await run(goal, life);
    const before = structuredClone(life.memory);
    blog.routes['/blog'] = list(many.slice(0, 1));

    const { finish } = await run(goal, life);

    assert.deepEqual([finish.outcome, finish.error?.code], ['failed', 'NO_ENTRIES']);
    assert.match(finish.answer, /1 of the 6 entries/);
    assert.deepEqual(life.memory, before);
  });

  test('asks once for the address where the goal names none', async () => {
    const vague = 'Let me know what is new on our blog';

    const asked = await run(vague, life, { answer: () => url('/blog') });
    const later = await run(vague, life, { answer: () => assert.fail('it asked again') });

    assert.deepEqual(asked.questions[0]?.schema, { type: 'string', format: 'uri' });
    assert.match(asked.questions[0]?.message ?? '', /Let me know what is new on our blog/);
    assert.equal(asked.finish.outcome, 'answered');
    assert.equal(later.finish.outcome, 'no_change');
  });

  test('ends expired where nobody says which page is meant', async () => {
    assert.equal((await run('What is new?', life)).finish.outcome, 'expired');
  });

  for (const value of ['mailto:ann@example.com', 42, 'the usual one'])
    test(`does not take ${JSON.stringify(value)} for an address`, async () => {
      const { finish } = await run('What is new?', life, { answer: () => value });

      assert.deepEqual([finish.outcome, finish.error?.code], ['failed', 'GOAL_NOT_UNDERSTOOD']);
      assert.deepEqual(life.memory, []);
    });

  test('goes through every page that the goal names, and answers once', async () => {
    blog.routes['/other'] = list([third, { path: '/older', title: 'Something older', date: '2026-09-01' }]);
    const both = `Look at ${url('/blog')} and ${url('/other')}`;

    const { finish } = await run(both, life);

    assert.equal((finish.result as { latest: { title: string } }).latest.title, 'Even more news');
    assert.match(
      finish.answer,
      /\/blog: The latest post is “Now with news”.*\/other: The latest post is “Even more news”/,
    );
    delete blog.routes['/other'];
    const half = await run(both, life);
    assert.equal(half.finish.outcome, 'unsure');
    assert.match(half.finish.answer, /\/blog: Nothing new.*\/other could not be read: .*404/);
  });

  test('does its last step again where the browser was lost in the middle of it', async () => {
    let lost = 0;
    const { finish, thoughts } = await run(goal, life, {
      intercept: (action) =>
        action.tool === 'entries' && lost++ === 0 ? { status: 'unknown', look: null } : undefined,
    });

    assert.equal(finish.outcome, 'answered');
    assert.ok(thoughts.some((thought) => thought.includes('lost')));
  });
});
