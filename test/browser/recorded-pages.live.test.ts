import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { readModel } from '../reading/model-file.ts';
import { type Recorder, startRecorder } from '../reading/recorder.ts';
import { readIfThere, type SavedPage, savedPages } from '../reading/saved-pages.ts';

const lanes = 3;

/** One look at each page, since the other looks are at the same page, only later. */
describe('the models of the saved pages', () => {
  let recorder: Recorder;
  before(async () => void (recorder = await startRecorder(lanes)));
  after(() => recorder.close());

  test('are what the extraction makes of their HTML today', async () => {
    const waiting = savedPages();
    const outdated: string[] = [];
    async function compareAll(): Promise<void> {
      for (let page = waiting.shift(); page !== undefined; page = waiting.shift())
        // oxlint-disable-next-line no-await-in-loop -- one page after the other, in each lane
        outdated.push(...(await outdatedOf(page)));
    }

    await Promise.all(Array.from({ length: lanes }, compareAll));

    assert.ok(outdated.length === 0, `${outdated.join('\n')}\nrun npm run record-pages, and look at what it changes`);
  });

  async function outdatedOf(page: SavedPage): Promise<string[]> {
    const recorded = await recorder.record(page, ['page']);
    return recorded.flatMap(({ html, model, page: now }) => {
      try {
        assert.deepEqual(now, readModel(readIfThere(page, model) ?? '{}', readIfThere(page, html) ?? ''));
        return [];
      } catch (error) {
        return [`${page.name}/${model} is not what its HTML gives today: ${(error as Error).message}`];
      }
    });
  }
});
