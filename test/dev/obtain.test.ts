import assert from 'node:assert/strict';
import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { AutoTriggerError } from '../../src/contract/errors.ts';
import {
  answersVersion,
  firstThatPasses,
  fromEnvironment,
  obtain,
  type Search,
  type Source,
} from '../../src/dev/obtain.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

function search(sources: Source[], lines: string[] = []): Search {
  return { what: 'the tool', sources, advice: 'Type this.', progress: (line) => lines.push(line) };
}
const works = (name: string, path: string): Source => ({ name, attempt: () => Promise.resolve(path) });
const fails = (name: string, reason: string): Source => ({ name, attempt: () => Promise.reject(new Error(reason)) });

describe('obtaining a tool', () => {
  test('the first source that works is taken, and those after it are not tried', async () => {
    const never: Source = { name: 'never', attempt: () => assert.fail('was tried') };

    const path = await obtain(search([fails('first', 'no'), works('second', '/second'), never]));

    assert.equal(path, '/second');
  });

  test('each try is a line of progress, with the reason where it failed', async () => {
    const lines: string[] = [];

    await obtain(search([fails('first', 'not there'), works('second', '/second')], lines));

    assert.deepEqual(lines, ['the tool: not from first: not there', 'the tool: /second (second)']);
  });

  test('where none works, one error says what was tried, why each failed, and what to type', async () => {
    await assert.rejects(obtain(search([fails('first', 'not there'), fails('second', 'not reachable')])), (error) => {
      assert.ok(AutoTriggerError.is(error));
      assert.equal(error.code, 'Unobtainable');
      assert.equal(
        error.message,
        'the tool could not be obtained. Tried:\n  - first: not there\n  - second: not reachable\nType this.',
      );
      return true;
    });
  });

  test('an interruption ends the search, and is not taken for a reason', async () => {
    const interruption = new AbortController();
    const source: Source = {
      name: 'first',
      attempt() {
        interruption.abort();
        return Promise.reject(new Error('killed'));
      },
    };

    await assert.rejects(obtain({ ...search([source, works('second', '/second')]), signal: interruption.signal }), {
      name: 'AbortError',
    });
  });
});

describe('a path in the environment', () => {
  test('not set, it is passed over', async () => {
    const source = fromEnvironment('TOOL_PATH', undefined, answersVersion);

    assert.equal(await obtain(search([source, works('second', '/second')])), '/second');
  });

  test('set and not working, it ends the search with an error that names it', async () => {
    const source = fromEnvironment('TOOL_PATH', '/nowhere/tool', answersVersion);

    await assert.rejects(obtain(search([source, works('second', '/second')])), {
      code: 'BadConfiguration',
      message:
        'TOOL_PATH is set, but /nowhere/tool does not answer --version (there is no such file); give the path of one that works, or unset TOOL_PATH',
    });
  });
});

test('of several paths the first that answers --version is taken', async (context) => {
  const folder = await temporaryFolder(context);
  const broken = join(folder, 'broken');
  const good = join(folder, 'good');
  await writeFile(broken, '#!/bin/sh\nexit 1\n');
  await writeFile(good, '#!/bin/sh\n[ "$1" = --version ]\n');
  await Promise.all([broken, good].map((path) => chmod(path, 0o755)));

  assert.equal(await firstThatPasses([join(folder, 'absent'), broken, good], answersVersion), good);
});
