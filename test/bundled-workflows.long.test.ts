import assert from 'node:assert/strict';
import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { bundledWorkflows } from '../src/bundled-workflows.ts';
import { silentLogger } from './support/bundle.ts';
import { temporaryFolder } from './support/temporary-folder.ts';

describe('the workflows as one script', () => {
  test('are bundled once for the same sources', async (context) => {
    const cache = await temporaryFolder(context);
    const first = await bundledWorkflows(cache, silentLogger);
    assert.ok('codePath' in first);
    assert.match(await readFile(first.codePath, 'utf8'), /autoTrigger/);
    const { mtimeMs } = await stat(first.codePath);

    assert.deepEqual(await bundledWorkflows(cache, silentLogger), first);

    assert.equal((await stat(first.codePath)).mtimeMs, mtimeMs);
    assert.equal((await readdir(join(cache, 'workflow-bundles'))).length, 1);
  });

  test('come all the same where the cache folder cannot be written to, with a warning', async (context) => {
    const file = join(await temporaryFolder(context), 'a-file');
    await writeFile(file, '');
    const warnings: string[] = [];

    const bundle = await bundledWorkflows(file, { ...silentLogger, warn: (message) => void warnings.push(message) });

    assert.ok('code' in bundle);
    assert.equal(warnings.length, 1);
    assert.match(warnings[0] ?? '', /a-file\/workflow-bundles, and is made anew at each start: ENOTDIR/);
  });
});
