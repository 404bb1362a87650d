import assert from 'node:assert/strict';
import { mkdir, readdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, test, type TestContext } from 'node:test';
import { pino } from 'pino';
import { inspectEventLoops } from '../src/cli/inspect-event-loops.ts';
import { runCommand } from '../src/dev/run-command.ts';
import { watchEventLoop } from '../src/event-loop-watch.ts';
import { readWorkerFigures, writeWorkerFigures } from '../src/worker-figures.ts';
import { eventually } from './support/eventually.ts';
import { temporaryFolder } from './support/temporary-folder.ts';

function holdUpFor(milliseconds: number): void {
  for (const end = performance.now() + milliseconds; performance.now() < end;);
}

async function scene(t: TestContext, every: { lookEveryMs: number; reportEveryMs: number; warnEveryMs: number }) {
  const stateFolder = await temporaryFolder(t);
  const lines: { level: number; largestMs: number; over: number; msg: string }[] = [];
  const logger = pino({ level: 'info' }, { write: (line: string) => void lines.push(JSON.parse(line)) });
  const watch = watchEventLoop({ logger, identity: '7@here', stateFolder, ...every });
  t.after(() => watch.stop());
  const figures = () => readWorkerFigures(stateFolder).then(([first]) => first);
  return { stateFolder, lines, watch, figures };
}

const figures = (more = {}) => ({
  identity: '7@here',
  measured_at: new Date().toISOString(),
  seconds: 60,
  largest_ms: 31,
  p99_ms: 4,
  seconds_over: 0,
  ...more,
});

describe("a worker's event loop", () => {
  test('that is held up for over 200 ms is warned of, with the largest delay and how often', async (t) => {
    const { lines } = await scene(t, { lookEveryMs: 20, reportEveryMs: 1_500, warnEveryMs: 0 });

    const [warning] = await eventually('it is warned of', () => {
      if (lines.length > 0) return lines;
      holdUpFor(300);
      return undefined;
    });

    assert.equal(warning?.level, 40);
    assert.ok(warning.largestMs >= 250 && warning.over >= 2, JSON.stringify(warning));
    assert.match(warning.msg, /held up for up to \d+ ms, and in \d+ looks for more than 200 ms/);
  });

  test('is warned of once in a while, however often it is held up', async (t) => {
    const { lines, figures } = await scene(t, { lookEveryMs: 10, reportEveryMs: 10, warnEveryMs: 3_600_000 });
    for (let times = 0; times < 3; times += 1) {
      await eventually('it is reported', async () => {
        holdUpFor(300);
        return ((await figures())?.seconds_over ?? 0) > 0;
      });
    }

    assert.equal(lines.length, 1);
  });

  test('has figures of its own in each report', async (t) => {
    const { figures } = await scene(t, { lookEveryMs: 10, reportEveryMs: 10, warnEveryMs: 0 });
    await eventually('a delay is reported', async () => {
      holdUpFor(400);
      return ((await figures())?.largest_ms ?? 0) >= 300;
    });

    await eventually('it is forgotten', async () => ((await figures())?.largest_ms ?? 400) < 300);
  });

  test('is nobody’s any more once the worker has ended', async (t) => {
    const { watch, figures } = await scene(t, { lookEveryMs: 10, reportEveryMs: 10, warnEveryMs: 0 });
    await eventually('it is reported', async () => (await figures()) !== undefined);

    await watch.stop();

    assert.equal(await figures(), undefined);
  });
});

describe('doctor', () => {
  test('shows what the workers of this machine told last of their event loops', async (t) => {
    const folder = await temporaryFolder(t);
    await writeWorkerFigures(folder, figures());
    await writeWorkerFigures(folder, figures({ identity: '8@here', largest_ms: 900, seconds_over: 3 }));
    await writeWorkerFigures(folder, figures({ identity: '9@here', seconds: 0 }));

    const { ok, found, mend } = await inspectEventLoops(folder);

    assert.equal(ok, true);
    assert.deepEqual(found.split('; ').toSorted(), [
      '7@here was held up for at most 31 ms (99 % below 4 ms) within 60 s',
      '8@here was held up for at most 900 ms (99 % below 4 ms) within 60 s, over 200 ms in 3 of them',
      '9@here began less than a minute ago',
    ]);
    assert.match(mend ?? '', /fewer sessions/);
  });

  test(
    'passes over workers that are gone, and what is no worker’s, without being held up',
    { timeout: 10_000 },
    async (t) => {
      const folder = await temporaryFolder(t);
      await writeWorkerFigures(folder, figures({ measured_at: '2027-01-01T00:00:00.000Z' }));
      await mkdir(join(folder, 'workers'), { recursive: true });
      await runCommand('mkfifo', [join(folder, 'workers', 'pipe')]);
      await symlink('/dev/zero', join(folder, 'workers', 'endless'));
      await writeFile(join(folder, 'workers', 'broken'), '{');
      t.mock.timers.enable({ apis: ['Date'], now: Date.parse('2027-01-01T01:00:00Z') });

      const { ok, found, mend } = await inspectEventLoops(folder);

      assert.deepEqual([ok, mend], [true, null]);
      assert.match(found, /no worker of this user runs on this machine/);
      assert.deepEqual((await readdir(join(folder, 'workers'))).toSorted(), ['broken', 'endless', 'pipe']);
    },
  );
});
