import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { BrowserPool } from '../../src/browser/pool.ts';
import { startPool, startSite } from '../browser/site.ts';
import { scoreShape, shortLife } from '../corpus/score.ts';
import { shapes } from '../corpus/shapes.ts';

describe('the built-in planner tells the newest, what is new, and nothing else', { concurrency: 2 }, () => {
  let pool: BrowserPool;
  before(() => void (pool = startPool({ pageTimeoutMs: 10_000 })));
  after(() => pool.closeAll());

  for (const shape of shapes)
    test(`${shape.family}: ${shape.name}`, async () => {
      const site = await startSite({});

      const { mistakes } = await scoreShape(shape, { pool, site, visits: shortLife }).finally(() => site.close());

      assert.deepEqual(mistakes, []);
    });
});
