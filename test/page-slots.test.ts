import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { maxPagesIn } from '../src/contract/max-pages.ts';
import { defaultMaxPages, PageSlots } from '../src/page-slots.ts';

const never = new AbortController().signal;

describe('a worker asks for sessions that need a page', () => {
  test('only while it has a place, those that it asked for already counted', async () => {
    let places = 2;
    const slots = new PageSlots(() => places);
    await slots.reserveSlot(null, never);
    await slots.reserveSlot(null, never);
    let isGranted = false;
    const third = slots.reserveSlot(null, never).then(() => (isGranted = true));
    await Promise.resolve();
    assert.deepEqual([isGranted, slots.tryReserveSlot()], [false, null]);

    places = 3;
    slots.placesChanged();

    assert.ok(await third);
  });

  test('again where nobody came', async () => {
    const slots = new PageSlots(() => 1);
    await slots.reserveSlot(null, never);
    const second = slots.reserveSlot(null, never);

    slots.releaseSlot();

    assert.deepEqual(await second, {});
  });

  test('no longer where the worker ends', async () => {
    const slots = new PageSlots(() => 0);
    const ending = new AbortController();
    const asked = slots.reserveSlot(null, ending.signal);

    ending.abort();

    await assert.rejects(asked, { name: 'AbortError' });
  });
});

describe('the pages of a worker', () => {
  test('are two for each processor, as far as the memory goes', () => {
    assert.equal(defaultMaxPages(16e9, 2), 4);
    assert.equal(defaultMaxPages(64e9, 16), 32);
    assert.equal(defaultMaxPages(2e9, 16), 6);
    assert.equal(defaultMaxPages(0.5e9, 1), 1);
  });

  test('are as many as the operator says, where that is a number', () => {
    assert.equal(maxPagesIn('12'), 12);
    assert.equal(maxPagesIn(undefined), undefined);
    for (const text of ['0', '1001', '-1', '1.5', '0x10', 'many'])
      assert.throws(() => maxPagesIn(text), /AUTO_TRIGGER_MAX_PAGES: ".*" is no number of pages/);
  });
});
