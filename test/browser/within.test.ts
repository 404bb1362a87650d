import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { describe, test } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { promisify } from 'node:util';
import { within } from '../../src/browser/within.ts';

const never = () => new Promise<never>(() => undefined);

describe('a limit in time', () => {
  test('lets work that is done in time be, its error too', async () => {
    assert.equal(await within(60_000, Promise.resolve('done'), assert.fail), 'done');
    await assert.rejects(within(60_000, Promise.reject(new Error('broken')), assert.fail), /broken/);
  });

  test('gives or throws something else once it is over', async () => {
    assert.equal(await within(1, never(), () => 'too late'), 'too late');
    assert.equal(await within(1, never(), async () => 'too late'), 'too late');
    const refuse = () => {
      throw new Error('no answer');
    };
    await assert.rejects(within(1, never(), refuse), /no answer/);
  });

  test('leaves the error of work that comes later to nobody', async (t) => {
    const unhandled: unknown[] = [];
    const note = (error: unknown) => unhandled.push(error);
    process.on('unhandledRejection', note);
    t.after(() => process.off('unhandledRejection', note));
    const work = Promise.withResolvers<never>();

    await within(1, work.promise, () => undefined);
    work.reject(new Error('later'));
    await nextTurn();

    assert.deepEqual(unhandled, []);
  });

  test('keeps no process alive', async () => {
    const { href } = new URL('../../src/browser/within.ts', import.meta.url);
    const script = `import { within } from '${href}'; void within(60_000, new Promise(() => {}), () => {});`;

    await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script], { timeout: 20_000 });
  });
});
