import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { BrowserPool } from '../../../src/browser/pool.ts';
import type { ActionOutcome } from '../../../src/contract/results.ts';
import type { ProposedAction } from '../../../src/contract/tools.ts';
import { type Site, startPool, startSite } from '../../browser/site.ts';
import { type Run, scoreShape, shortLife } from '../../corpus/score.ts';
import { shapes } from '../../corpus/shapes.ts';
import { runOn } from './session.ts';

const lanes = 3;

describe('the built-in planner tells the newest, what is new, and nothing else', { concurrency: lanes }, () => {
  let pool: BrowserPool;
  /** Pages stay open from shape to shape: to open one takes longer than all that is done in it. */
  const free: { sessionId: string; site: Site }[] = [];
  before(async () => {
    pool = startPool({ pageTimeoutMs: 10_000 });
    for (let lane = 0; lane < lanes; lane += 1) {
      // oxlint-disable-next-line no-await-in-loop
      const [site] = await Promise.all([
        startSite({}),
        pool.open({ sessionId: `lane-${lane}`, checkpoint: null, allowedSites: [] }),
      ]);
      free.push({ sessionId: `lane-${lane}`, site });
    }
  });
  after(async () => {
    await pool.closeAll();
    await Promise.all(free.map(({ site }) => site.close()));
  });

  const families = new Set<string>();
  for (const shape of shapes) {
    const isFirst = !families.has(shape.family);
    families.add(shape.family);
    test(`${shape.family}: ${shape.name}`, async () => {
      const lane = free.pop();
      assert.ok(lane);
      const run = isFirst ? visitAll(lane.sessionId) : visitLists(lane.sessionId);

      const { mistakes } = await scoreShape(shape, { run, site: lane.site, visits: shortLife }).finally(() =>
        free.push(lane),
      );

      assert.deepEqual(mistakes, []);
    });
  }

  const visitAll =
    (sessionId: string): Run =>
    (goal, life) =>
      runOn({ pool, sessionId }, goal, life);

  /** Without a look at the newest post itself, where the list says all of it. */
  const visitLists =
    (sessionId: string): Run =>
    (goal, life) => {
      let isDated = false;
      const watched: Pick<BrowserPool, 'act'> = {
        async act(action) {
          const step = await pool.act(action);
          if (step.outcome.status === 'done' && step.outcome.result.tool === 'entries')
            isDated = step.outcome.result.entries.every(
              (entry) => entry.published_at !== null && !entry.date_is_reckoned,
            );
          return step;
        },
      };
      const intercept = (action: ProposedAction) => (isDated ? emptyPost(action) : undefined);
      return runOn({ pool: watched, sessionId }, goal, life, { intercept });
    };
});

/** A post that says nothing. */
function emptyPost({ tool, arguments: given }: ProposedAction): ActionOutcome {
  const url = 'url' in given ? given.url : 'https://a.example/';
  return tool === 'navigate'
    ? { status: 'done', result: { tool, url, status: 200, title: '', content_type: 'text/html' } }
    : { status: 'done', result: { tool: 'read', url, title: '', published_at: null, text: 'Words.', price: null } };
}
