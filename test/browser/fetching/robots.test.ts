import assert from 'node:assert/strict';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { describe, test, type TestContext } from 'node:test';
import { createRobots } from '../../../src/browser/fetching/robots.ts';
import { parseAllowList } from '../../../src/network/allow-list.ts';
import { createNetworkGuard } from '../../../src/network/guard.ts';
import { listening, portOf } from '../../support/listening.ts';

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

const text =
  (body: string): Answer =>
  (_request, response) =>
    response.end(body);
const failing: Answer = (_request, response) => response.writeHead(503).end();
const never: Answer = () => undefined;
const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

/** A site whose robots.txt can change, and a clock that can be set; timers stay real. */
async function scene(t: TestContext, pageTimeoutMs = 2_000) {
  t.mock.timers.enable({ apis: ['Date'], now: Date.now() });
  const guard = createNetworkGuard({ allow: parseAllowList('127.0.0.1') });
  const robots = createRobots({ guard, userAgent: 'agent-auto-trigger', pageTimeoutMs });
  const server = createServer((request, response) => {
    asked += 1;
    world.robots(request, response);
  });
  await listening(server, (end) => t.after(end));
  const origin = `http://127.0.0.1:${portOf(server)}`;
  let asked = 0;
  const world = {
    robots: text(''),
    /** How often it was asked for since this was asked. */
    takeAsked() {
      const before = asked;
      asked = 0;
      return before;
    },
    async verdict(path = '/', signal = new AbortController().signal): Promise<string> {
      return (await robots.objection(`${origin}${path}`, signal))?.code ?? 'allowed';
    },
    pass: (milliseconds: number) => t.mock.timers.tick(milliseconds),
  };
  return world;
}

describe('robots.txt over the hours', () => {
  test('is asked for once an hour', async (t) => {
    const world = await scene(t);
    await world.verdict();
    world.pass(hourMs - 1_000);
    await world.verdict();
    assert.equal(world.takeAsked(), 1);

    world.robots = text('User-agent: *\nDisallow: /');
    world.pass(2_000);

    assert.equal(await world.verdict(), 'ROBOTS_DISALLOWED');
    assert.equal(world.takeAsked(), 1);
  });

  test('is asked for once by sessions that need it at one time', async (t) => {
    const world = await scene(t);

    assert.deepEqual(await Promise.all([world.verdict(), world.verdict('/a')]), ['allowed', 'allowed']);
    assert.equal(world.takeAsked(), 1);
  });

  test('that cannot be had is asked for again after pauses that double, up to an hour, and is a no all the while', async (t) => {
    const world = await scene(t);
    world.robots = failing;
    assert.equal(await world.verdict(), 'PAGE_HTTP_ERROR');

    for (const minutes of [1, 2, 4, 8, 16, 32, 60, 60]) {
      world.takeAsked();
      world.pass(minutes * minuteMs - 1_000);
      assert.equal(await world.verdict(), 'PAGE_HTTP_ERROR');
      assert.equal(world.takeAsked(), 0, `it was asked for before ${minutes} min were over`);
      world.pass(1_000);
      assert.equal(await world.verdict(), 'PAGE_HTTP_ERROR');
      assert.equal(world.takeAsked(), 1, `it was not asked for after ${minutes} min`);
    }
    world.pass(40 * 24 * hourMs);
    assert.equal(await world.verdict(), 'PAGE_HTTP_ERROR');
  });

  test('that is there again is noticed, and what it says then holds', async (t) => {
    const world = await scene(t);
    world.robots = failing;
    await world.verdict();

    world.robots = text('User-agent: *\nDisallow: /private');
    world.pass(minuteMs);

    assert.equal(await world.verdict('/news'), 'allowed');
    assert.equal(await world.verdict('/private'), 'ROBOTS_DISALLOWED');
    world.pass(hourMs - 1_000);
    world.takeAsked();
    await world.verdict();
    assert.equal(world.takeAsked(), 0);
  });

  test('that cannot be had any more holds as it was had, for 24 hours', async (t) => {
    const world = await scene(t);
    world.robots = text('User-agent: *\nDisallow: /private');
    await world.verdict();
    world.robots = failing;

    for (const hours of [2, 12, 9]) {
      world.pass(hours * hourMs);
      assert.equal(await world.verdict('/news'), 'allowed');
      assert.equal(await world.verdict('/private'), 'ROBOTS_DISALLOWED');
    }
    world.pass(hourMs);

    assert.equal(await world.verdict('/news'), 'PAGE_HTTP_ERROR');
  });

  test('that hangs holds nobody up twice within the hour, and is noticed when it is there again', async (t) => {
    const world = await scene(t, 4_000); // so that two seconds are waited where any are
    world.robots = never;
    assert.equal(await world.verdict(), 'PAGE_TIMEOUT');
    world.pass(minuteMs);
    const begin = performance.now();
    assert.equal(await world.verdict(), 'PAGE_TIMEOUT');
    assert.ok(performance.now() - begin < 1_500, 'the visit a minute later was held up');

    // once the try of before is over, the next one is due
    world.robots = text('');
    for (const end = performance.now() + 30_000; (await world.verdict()) !== 'allowed'; world.pass(2 * minuteMs))
      assert.ok(performance.now() < end, 'it was not noticed');
  });

  test('is not waited for where the session ends', async (t) => {
    const world = await scene(t, 10_000);
    world.robots = never;

    await assert.rejects(world.verdict('/', AbortSignal.timeout(50)), { name: 'TimeoutError' });
  });
});

describe('redirects of a robots.txt', () => {
  for (const [times, verdict] of [
    [5, 'ROBOTS_DISALLOWED'],
    [6, 'allowed'],
  ] as const)
    test(`${times} in a row: ${verdict}`, async (t) => {
      const world = await scene(t);
      world.robots = (request, response) => {
        const hop = Number(/\d+$/.exec(request.url ?? '')?.[0] ?? 0);
        if (hop < times) response.writeHead(302, { location: `/robots.txt?${hop + 1}` }).end();
        else response.end('User-agent: *\nDisallow: /');
      };

      assert.equal(await world.verdict(), verdict);
    });
});

describe('of a robots.txt that is too long', () => {
  const rule = 'Disallow: /late\n';
  const head = 'User-agent: *\n';
  const padded = (length: number, lineEnd: string) => `#${'x'.repeat(98)}${lineEnd}`.repeat(length / 100);

  test('500 KiB are read, and nothing beyond', async (t) => {
    const world = await scene(t);
    const filler = padded(511_900 - head.length - rule.length, '\n').padEnd(
      512_000 - head.length - rule.length - 1,
      '#',
    );
    world.robots = text(`${head}${filler}\n${rule}Disallow: /beyond\n${padded(1_000_000, '\n')}`);

    assert.equal(await world.verdict('/late'), 'ROBOTS_DISALLOWED');
    assert.equal(await world.verdict('/beyond'), 'allowed');
  });

  test('what was cut in the middle of a line is left out, whatever ends lines there', async (t) => {
    for (const lineEnd of ['\n', '\r', '\r\n']) {
      const world = await scene(t);
      const beginning = [head.trim(), 'Disallow: /early', ''].join(lineEnd);
      world.robots = text(`${beginning}Allow: /early/${'x'.repeat(600_000)}`);

      assert.equal(await world.verdict('/early/x'), 'ROBOTS_DISALLOWED', JSON.stringify(lineEnd));
      t.mock.timers.reset();
    }
  });
});

describe('many robots.txt', () => {
  test('of the greatest length are not all kept: the oldest is had again', async (t) => {
    let asked = 0;
    const server = createServer((_request, response) => {
      asked += 1;
      response.end(`User-agent: *\nDisallow: /private\n${'# and so on\n'.repeat(40_000)}`);
    });
    await listening(server, (end) => t.after(end));
    const guard = createNetworkGuard({
      allow: parseAllowList('127.0.0.1'),
      resolveName: async () => [{ address: '127.0.0.1', family: 4 }],
    });
    const robots = createRobots({ guard, userAgent: 'agent-auto-trigger', pageTimeoutMs: 30_000 });
    const objection = (index: number) =>
      robots.objection(`http://s${index}.site.example:${portOf(server)}/private`, new AbortController().signal);

    for (let index = 0; index < 12; index += 1) assert.equal((await objection(index))?.code, 'ROBOTS_DISALLOWED');
    assert.equal(asked, 12);
    await objection(11);
    assert.equal(asked, 12);
    await objection(0);
    assert.equal(asked, 13);
  });
});
