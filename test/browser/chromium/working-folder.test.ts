import assert from 'node:assert/strict';
import { chmod, chown, lstat, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test, type TestContext } from 'node:test';
import { launchChromium } from '../../../src/browser/chromium/chromium.ts';
import { ownFolder } from '../../../src/browser/chromium/own-folder.ts';
import { makeWorkingFolder, removeAbandonedFolders } from '../../../src/browser/chromium/working-folder.ts';
import { AutoTriggerError } from '../../../src/contract/errors.ts';
import { runCommand } from '../../../src/dev/run-command.ts';

/** A place of this user alone, whose path is short as those of sockets have to be. */
async function ownPlace(t: TestContext, name = 'at-'): Promise<string> {
  const place = await mkdtemp(join('/tmp', name));
  t.after(() => rm(place, { recursive: true, force: true }));
  return place;
}

/** Has the folder for everybody's temporary files be another one. */
function temporaryFilesIn(t: TestContext, folder: string): void {
  const before = process.env['TMPDIR'];
  process.env['TMPDIR'] = folder;
  t.after(() => {
    if (before === undefined) delete process.env['TMPDIR'];
    else process.env['TMPDIR'] = before;
  });
}

const exists = (path: string) =>
  lstat(path).then(
    () => true,
    () => false,
  );
const isRoot = process.getuid?.() === 0;
const nobody = 65_534;

describe("a browser's temporary files", () => {
  test('are in the runtime folder, where nobody else can enter', async (t) => {
    const runtime = await ownPlace(t);

    const folder = await ownFolder({ runtime, cache: join(runtime, 'cache') });

    assert.equal(folder, join(runtime, 'auto-trigger'));
    assert.equal((await stat(folder)).mode & 0o777, 0o700);
    assert.equal(await ownFolder({ runtime }), folder, 'it is taken again');
    const { path } = await makeWorkingFolder(folder);
    assert.equal((await stat(path)).mode & 0o777, 0o700);
    assert.equal((await stat(join(path, 'owner.json'))).mode & 0o777, 0o600);
  });

  test('are in the cache where there is no runtime folder', async (t) => {
    const cache = join(await ownPlace(t), 'cache');

    for (const runtime of [undefined, join(cache, 'missing')])
      assert.equal(await ownFolder({ runtime, cache }), join(cache, 'browsers'));
    assert.equal(await exists(join(cache, 'missing')), false);
  });

  test('are not in a folder where others may put theirs in its place', async (t) => {
    const [runtime, place] = [await ownPlace(t), await ownPlace(t)];
    const cache = join(place, 'cache');
    await chmod(runtime, 0o777);

    assert.equal(await ownFolder({ runtime, cache }), join(cache, 'browsers'));
    assert.deepEqual(await readdir(runtime), []);
  });

  const planted: [what: string, plant: (path: string) => Promise<unknown>][] = [
    ['a link stands in its place', (path) => symlink('/tmp', path)],
    ['a file stands in its place', (path) => writeFile(path, '')],
    ['others may enter it', async (path) => chmod((await mkdir(path, { recursive: true })) ?? path, 0o755)],
  ];
  for (const [what, plant] of planted)
    test(`are elsewhere where ${what}`, async (t) => {
      const [runtime, place] = [await ownPlace(t), await ownPlace(t)];
      const cache = join(place, 'cache');
      await plant(join(runtime, 'auto-trigger'));

      assert.equal(await ownFolder({ runtime, cache }), join(cache, 'browsers'));
    });

  test(
    'are not in what belongs to another user',
    { skip: !isRoot && 'it takes root to give a file away' },
    async (t) => {
      const [runtime, taken, place] = [await ownPlace(t), await ownPlace(t), await ownPlace(t)];
      const cache = join(place, 'cache');
      await chown(runtime, nobody, nobody);
      await mkdir(join(taken, 'auto-trigger'), { mode: 0o700 });
      await chown(join(taken, 'auto-trigger'), nobody, nobody);

      assert.equal(await ownFolder({ runtime, cache }), join(cache, 'browsers'));
      assert.equal(await ownFolder({ runtime: taken, cache }), join(cache, 'browsers'));
    },
  );

  test('are where the path of a socket below is not too long', async (t) => {
    const runtime = join(await ownPlace(t), 'x'.repeat(40));
    await mkdir(runtime);
    temporaryFilesIn(t, await ownPlace(t));

    const folder = await ownFolder({ runtime, cache: join(runtime, 'cache') });

    assert.equal(folder, join(tmpdir(), `auto-trigger-${process.getuid?.()}`));
    const { path } = await makeWorkingFolder(folder);
    const socket = join(path, '.org.chromium.Chromium.XXXXXX', 'SingletonSocket');
    assert.ok(Buffer.byteLength(socket) <= 104, socket);
  });

  test('that can be nowhere are told in one line, which says what is wrong with each place', async (t) => {
    const place = await ownPlace(t);
    await writeFile(join(place, 'file'), '');
    temporaryFilesIn(t, join(place, 'file'));
    const runtime = join(place, 'missing');
    const cache = join(place, 'x'.repeat(60));

    await assert.rejects(
      launchChromium({ executablePath: async () => '/nowhere', folders: { runtime, cache } }, 'http://127.0.0.1:9'),
      (error) => {
        assert.ok(AutoTriggerError.is(error) && error.code === 'BrowserUnavailable');
        assert.ok(error.message.includes(`${runtime}/auto-trigger: ENOENT`), error.message);
        assert.ok(error.message.includes(`${cache}/browsers: its path is longer than`), error.message);
        assert.ok(error.message.includes(`${place}/file/auto-trigger-${process.getuid?.()}: ENOTDIR`), error.message);
        assert.ok(!error.message.includes('\n'));
        return true;
      },
    );
  });
});

describe('what a browser of a worker that was killed left behind', () => {
  /** A folder as a process that has gone left it, and its profile. */
  async function abandoned(parent: string, owner = {}): Promise<string> {
    const { path, noteProfile } = await makeWorkingFolder(parent);
    const profile = await mkdtemp(join(tmpdir(), 'playwright_chromiumdev_profile-'));
    await noteProfile(profile);
    const written = JSON.parse(await readFile(join(path, 'owner.json'), 'utf8')) as object;
    await writeFile(join(path, 'owner.json'), JSON.stringify({ ...written, startedAt: '1', ...owner }));
    return path;
  }

  test('is removed, and what is of a process that runs stays', async (t) => {
    const parent = await ownPlace(t);
    temporaryFilesIn(t, await ownPlace(t));
    const running = await makeWorkingFolder(parent);
    await abandoned(parent);

    await removeAbandonedFolders(parent);

    assert.deepEqual(await readdir(parent), [running.path.slice(parent.length + 1)]);
    assert.deepEqual(await readdir(tmpdir()), []);
  });

  test('stays where another machine left it', async (t) => {
    const parent = await ownPlace(t);
    temporaryFilesIn(t, await ownPlace(t));
    const path = await abandoned(parent, { machine: 'another' });

    await removeAbandonedFolders(parent);

    assert.ok(await exists(path));
  });

  test(
    'holds nobody up with pipes, links and files that never end in its place, and is left as it is',
    { timeout: 10_000 },
    async (t) => {
      const parent = await ownPlace(t);
      const outside = await ownPlace(t);
      temporaryFilesIn(t, await ownPlace(t));
      const whole = await abandoned(outside);
      await mkdir(join(parent, 'piped'));
      await runCommand('mkfifo', [join(parent, 'piped', 'owner.json')]);
      await mkdir(join(parent, 'linked'));
      await symlink(join(whole, 'owner.json'), join(parent, 'linked', 'owner.json'));
      await mkdir(join(parent, 'endless'));
      await symlink('/dev/zero', join(parent, 'endless', 'owner.json'));
      await symlink(whole, join(parent, 'elsewhere'));
      await runCommand('mkfifo', [join(parent, 'pipe')]);

      await removeAbandonedFolders(parent);

      assert.deepEqual((await readdir(parent)).toSorted(), ['elsewhere', 'endless', 'linked', 'pipe', 'piped']);
      assert.ok(await exists(join(whole, 'owner.json')));
    },
  );

  test('is removed without a profile that is a pipe, a link, or another user’s', { timeout: 10_000 }, async (t) => {
    const parent = await ownPlace(t);
    const precious = await ownPlace(t);
    temporaryFilesIn(t, await ownPlace(t));
    const piped = await abandoned(parent);
    await rm(join(piped, 'profile'));
    await runCommand('mkfifo', [join(piped, 'profile')]);
    const linked = await abandoned(parent);
    const link = join(tmpdir(), 'playwright_chromiumdev_profile-link');
    await symlink(precious, link);
    await writeFile(join(linked, 'profile'), link);
    const given = await abandoned(parent);
    const theirs = join(tmpdir(), 'playwright_chromiumdev_profile-theirs');
    await mkdir(theirs);
    if (isRoot) await chown(theirs, nobody, nobody);
    await writeFile(join(given, 'profile'), isRoot ? theirs : '/');

    await removeAbandonedFolders(parent);

    assert.deepEqual(await readdir(parent), []);
    for (const path of [precious, link, theirs]) assert.ok(await exists(path), path);
  });
});
