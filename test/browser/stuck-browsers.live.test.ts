import assert from 'node:assert/strict';
import { chmod, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, test, type TestContext } from 'node:test';
import { findBrowser } from '../../src/dev/obtain-browser.ts';
import { AutoTriggerError } from '../../src/contract/errors.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { resultOf, startPool, startSite, visitor } from './site.ts';

const lost = (error: unknown) => AutoTriggerError.is(error) && error.code === 'SessionLost';

/** A pool whose browsers can be stopped, so that they answer nothing as if a page held them up. */
async function scene(t: TestContext, maxSessions = 4) {
  const folder = await temporaryFolder(t);
  const script = join(folder, 'chromium');
  await writeFile(script, `#!/bin/sh\necho $$ >> '${folder}/started'\nexec '${await findBrowser()}' "$@"\n`);
  await chmod(script, 0o755);
  const pool = startPool({ executablePath: () => Promise.resolve(script), maxSessions, pageTimeoutMs: 10_000 });
  t.after(() => pool.closeAll());
  const site = await startSite({
    '/': '<title>Home</title><p>Hello there.</p>',
    '/sign-in': '<title>In</title><script>document.cookie = "name=ada; max-age=1000"</script><p>Welcome.</p>',
    '/me': (request, response) =>
      response
        .writeHead(200, { 'content-type': 'text/html' })
        .end(`<title>${request.headers.cookie}</title><p>You.</p>`),
  });
  t.after(() => site.close());
  const browsers = async () => (await readFile(join(folder, 'started'), 'utf8')).trim().split('\n').map(Number);
  const open = async (sessionId: string) => {
    await pool.open({ sessionId, checkpoint: null, allowedSites: [site.name] });
    return visitor(pool, sessionId, [site.name]);
  };
  const navigate = (path: string) => ({ tool: 'navigate', arguments: { url: `${site.url}${path}` } }) as const;
  /** Stops a browser for good, by the order in which they were started. */
  const holdUp = async (index: number) =>
    process.kill((await browsers())[index] ?? assert.fail('there is none'), 'SIGSTOP');
  return { pool, open, navigate, browsers, holdUp };
}
const look = { tool: 'snapshot', arguments: {} } as const;

/** Blames nobody for sure. */
const measured =
  /opening an empty page took more than 5 s, so the browser was ended; a page in it may have held it up, or the machine is too busy: its load was \d+\.\d on \d+ processors, and this process's event loop was held up for at most \d+ ms$/;

describe('a browser that does not do what it is told', { timeout: 120_000 }, () => {
  test('is ended, and all of its sessions go on where they stood, also the one that found it', async (t) => {
    const { open, navigate, browsers, holdUp } = await scene(t);
    const [finder, other] = [await open('finder'), await open('other')];
    await other(navigate('/sign-in'));
    await finder(navigate('/'));
    await holdUp(0);

    assert.equal(resultOf(await finder(navigate('/me')), 'navigate').title, 'undefined');
    assert.equal(resultOf(await other(look), 'snapshot').title, 'In');
    assert.equal(resultOf(await other(navigate('/me')), 'navigate').title, 'name=ada');
    assert.equal((await browsers()).length, 3);
  });

  test('does not lose what another session was reading at that moment: it is read again', async (t) => {
    const { open, navigate, holdUp } = await scene(t);
    const [finder, other] = [await open('finder'), await open('other')];
    await other(navigate('/'));
    await finder(navigate('/'));
    await holdUp(0);

    const [, outcome] = await Promise.all([finder(navigate('/me')), other(look)]);

    assert.equal(resultOf(outcome, 'snapshot').title, 'Home');
  });

  test('was perhaps its finder’s doing, which is told what was measured when that happens where it is alone', async (t) => {
    const { open, navigate, browsers, holdUp } = await scene(t);
    const [finder, other] = [await open('finder'), await open('other')];
    await other(navigate('/'));
    await finder(navigate('/'));
    await holdUp(0);
    await finder(navigate('/me'));
    await other(look);
    await holdUp(1);

    const outcome = await finder(navigate('/me'));

    assert.ok(outcome.status === 'failed');
    assert.equal(outcome.code, 'TOOL_FAILED');
    assert.match(outcome.message, measured);
    await assert.rejects(finder(look), lost);
    assert.equal(resultOf(await other(look), 'snapshot').title, 'Home');
    assert.equal((await browsers()).length, 3, 'the other one kept its browser');
  });

  test('is also found out by a session that is opened in it, and that costs nobody anything', async (t) => {
    const { open, navigate, browsers, holdUp } = await scene(t);
    const other = await open('other');
    await other(navigate('/sign-in'));
    await holdUp(0);

    const third = await open('third');

    assert.equal(resultOf(await third(navigate('/')), 'navigate').title, 'Home');
    assert.equal(resultOf(await other(navigate('/me')), 'navigate').title, 'name=ada');
    assert.equal((await browsers()).length, 2);
  });

  test('leaves the sessions that go on their places', async (t) => {
    const { pool, open, navigate, holdUp } = await scene(t, 2);
    const [finder, other] = [await open('finder'), await open('other')];
    await other(navigate('/'));
    await finder(navigate('/'));
    await holdUp(0);
    await finder(navigate('/me'));
    await pool.close('finder');
    await open('third');

    await assert.rejects(open('fourth'), { code: 'BrowserBusy' });
    assert.equal(resultOf(await other(look), 'snapshot').title, 'Home');
    await pool.close('other');
    await open('fourth');
  });
});
