import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, test } from 'node:test';
import { answersVersion } from '../../src/dev/obtain.ts';
import { fromCache, makeInCache, type CachedTool } from '../../src/dev/tool-cache.ts';
import { startNode, type Child } from '../support/child.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import type { TestContext } from 'node:test';

const tool: CachedTool = { name: 'tool', executable: 'bin-*/tool', check: answersVersion };
const script = '#!/bin/sh\necho 1.0\n';
const silent = () => undefined;

let cache: string;

beforeEach(async (context) => {
  const folder = await temporaryFolder(context as TestContext);
  process.env['XDG_CACHE_HOME'] = folder;
  cache = join(folder, 'auto-trigger');
});

async function writeTool(folder: string, content: string = script): Promise<void> {
  await mkdir(join(folder, 'bin-7'));
  await writeFile(join(folder, 'bin-7', 'tool'), content, { mode: 0o755 });
}

describe('the cache of tools', () => {
  test('what was made is found again', async () => {
    const made = await makeInCache(tool, silent, writeTool);

    assert.equal(made, join(cache, 'tool', 'bin-7', 'tool'));
    assert.equal(await fromCache(tool).attempt(), made);
  });

  test('what does not pass the check never gets in, and leaves nothing behind', async () => {
    await assert.rejects(
      makeInCache(tool, silent, (folder) => writeTool(folder, '#!/bin/sh\necho broken >&2; exit 3\n')),
      /does not answer --version \(broken\)/,
    );

    assert.deepEqual(await readdir(cache), []);
    await assert.rejects(fromCache(tool).attempt(), /nothing in/);
  });

  test('what broke after it was made is made anew', async () => {
    const path = await makeInCache(tool, silent, writeTool);
    await writeFile(path, '#!/bin/sh\nexit 1\n');

    await assert.rejects(fromCache(tool).attempt(), /does not answer --version/);
    await makeInCache(tool, silent, writeTool);

    assert.equal(await readFile(path, 'utf8'), script);
  });

  test('a process that was killed in the middle poisons nothing, and keeps nobody waiting', async (context) => {
    const killed = startMaker(context, join(cache, 'never'));
    await killed.says(/making/);
    killed.process.kill('SIGKILL');
    await killed.ended;

    await assert.rejects(fromCache(tool).attempt(), /nothing in/);
    const lines: string[] = [];
    await makeInCache(tool, (line) => lines.push(line), writeTool);

    assert.deepEqual(lines, [`process ${killed.process.pid} is at the same; waiting for it`]);
    assert.equal(await fromCache(tool).attempt(), join(cache, 'tool', 'bin-7', 'tool'));
  });

  test('of two processes at once one makes it; the other waits, says so, and takes it', async (context) => {
    const mayEnd = join(cache, '..', 'may-end');
    const first = startMaker(context, mayEnd);
    await first.says(/making/);
    const second = startMaker(context, mayEnd);
    await second.says(new RegExp(`process ${first.process.pid} is at the same; waiting for it`));
    await writeFile(mayEnd, '');

    assert.deepEqual(await Promise.all([first.ended, second.ended]), [0, 0]);
    assert.match(first.output(), /made .*tool\/bin-7\/tool/);
    assert.match(second.output(), /made .*tool\/bin-7\/tool/);
    assert.doesNotMatch(second.output(), /making/);
    assert.deepEqual(await readdir(cache), ['tool']);
  });
});

const source = (path: string) => JSON.stringify(new URL(`../../src/dev/${path}`, import.meta.url).href);

/** A process that makes the tool, and is not done before a file is there. */
function startMaker(context: TestContext, mayEnd: string): Child {
  const program = `
    import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
    import { setTimeout as pause } from 'node:timers/promises';
    import { makeInCache } from ${source('tool-cache.ts')};
    import { answersVersion } from ${source('obtain.ts')};
    const tool = { name: 'tool', executable: 'bin-*/tool', check: answersVersion };
    const path = await makeInCache(tool, console.log, async (folder) => {
      console.log('making');
      mkdirSync(folder + '/bin-7');
      writeFileSync(folder + '/bin-7/tool', '#!/bin/sh\\n', { mode: 0o755 });
      while (!existsSync(${JSON.stringify(mayEnd)})) await pause(20);
    });
    console.log('made', path);`;
  return startNode(context, ['--input-type=module', '--eval', program]);
}
