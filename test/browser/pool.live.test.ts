import assert from 'node:assert/strict';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { findBrowser } from '../../src/dev/obtain-browser.ts';
import type { BrowserPool } from '../../src/browser/browser-pool.ts';
import { AutoTriggerError, type ErrorCode } from '../../src/contract/errors.ts';
import { eventually } from '../support/eventually.ts';
import { resultOf, type Site, startPool, startSite, unasked, visitor } from './site.ts';

const withCode = (code: ErrorCode) => (error: unknown) => AutoTriggerError.is(error) && error.code === code;

describe('the browser pool', () => {
  let folder: string;
  let pool: BrowserPool;
  let site: Site;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'auto-trigger-pool-'));
    const script = join(folder, 'chromium');
    // says under which process id each browser runs, so that one can be killed
    await writeFile(script, `#!/bin/sh\necho $$ > '${folder}/pid'\nexec '${await findBrowser()}' "$@"\n`);
    await chmod(script, 0o755);
    pool = startPool({ executablePath: () => Promise.resolve(script), maxSessions: 2 });
    site = await startSite({
      '/': '<title>Home</title><script>document.cookie = "visitor=ada; max-age=1000"; localStorage.setItem("seen", "yes")</script><p>Hello there.</p>',
      '/me': (request, response) =>
        response
          .writeHead(200, { 'content-type': 'text/html' })
          .end(`<title>${request.headers.cookie}</title><p>You.</p>`),
    });
  });
  after(async () => {
    await pool.closeAll();
    await site.close();
    await rm(folder, { recursive: true, force: true });
  });

  const open = (sessionId: string) => pool.open({ sessionId, checkpoint: null, allowedSites: [site.name] });
  const visit = (sessionId: string, path = '/') =>
    pool.act({
      sessionId,
      action: { tool: 'navigate', arguments: { url: `${site.url}${path}` } },
      allowedSites: [site.name],
      signal: new AbortController().signal,
      ...unasked,
    });
  const processId = async () => Number(await readFile(join(folder, 'pid'), 'utf8'));

  test('says which browser it opened', async () => {
    const { browser, version } = await open('one');

    assert.equal(browser, 'chromium');
    assert.match(version, /^\d+\./);
    await pool.close('one');
  });

  test('refuses more sessions than it may have, and takes one again when another is closed', async () => {
    await open('one');
    await open('two');

    await assert.rejects(
      open('three'),
      (error) => withCode('BrowserBusy')(error) && (error as AutoTriggerError).retryAfterMs === 1_000,
    );
    await open('two'); // the same session again is no further one

    await pool.close('one');
    await open('three');
    await pool.close('two');
    await pool.close('three');
  });

  test('knows nothing of a session that it did not open: SessionLost', async () => {
    await assert.rejects(visit('stranger'), withCode('SessionLost'));
    await pool.close('stranger');
  });

  test('keeps the sessions apart', async () => {
    await open('one');
    await open('two');
    await visit('one');

    const { outcome } = await visit('two', '/me');

    assert.equal(resultOf(outcome, 'navigate').title, 'undefined');
    await pool.close('one');
    await pool.close('two');
  });

  test('gives no checkpoint after a tool that only looks', async () => {
    await open('one');
    await visit('one');
    const { signal } = new AbortController();

    const { checkpoint } = await pool.act({
      sessionId: 'one',
      action: { tool: 'snapshot', arguments: {} },
      allowedSites: [site.name],
      signal,
      ...unasked,
    });

    assert.equal(checkpoint, null);
    await pool.close('one');
  });

  test('restores a session from its checkpoint after its browser was killed', async () => {
    await open('one');
    const { checkpoint } = await visit('one');
    assert.equal(checkpoint?.url, `${site.url}/`);
    process.kill(await processId(), 'SIGKILL');
    await eventually('the session is lost', () =>
      visit('one').then(
        () => false,
        (error: unknown) => withCode('SessionLost')(error),
      ),
    );

    await pool.open({ sessionId: 'one', checkpoint, allowedSites: [site.name] });

    const look = visitor(pool, 'one', [site.name]);
    assert.equal(resultOf(await look({ tool: 'snapshot', arguments: {} }), 'snapshot').title, 'Home');
    assert.equal(resultOf((await visit('one', '/me')).outcome, 'navigate').title, 'visitor=ada');
    await pool.close('one');
  });

  test('notices at once that its browser was killed while a page is on its way', { timeout: 60_000 }, async () => {
    const patient = startPool({
      executablePath: () => Promise.resolve(join(folder, 'chromium')),
      pageTimeoutMs: 600_000,
    });
    const { promise: asked, resolve: noteAsked } = Promise.withResolvers<void>();
    site.routes['/link'] = '<a href="/never">Wait for me</a>';
    site.routes['/never'] = () => noteAsked();
    await patient.open({ sessionId: 'one', checkpoint: null, allowedSites: [site.name] });
    const look = visitor(patient, 'one', [site.name]);
    await look({ tool: 'navigate', arguments: { url: `${site.url}/link` } });
    const { tree } = resultOf(await look({ tool: 'snapshot', arguments: {} }), 'snapshot');
    const ref = /link "Wait for me" \[ref=(\w+)\]/.exec(tree)?.[1] ?? '';

    const clicked = assert.rejects(look({ tool: 'click', arguments: { ref } }), withCode('PageLost'));
    await asked;
    process.kill(await processId(), 'SIGKILL');

    await clicked;
    await patient.closeAll();
  });

  test('opens a session whose checkpoint does not load any more', async () => {
    const checkpoint = { url: `${site.url}/nothing`, storageState: { cookies: 'nonsense' } };

    await pool.open({ sessionId: 'one', checkpoint, allowedSites: [site.name] });

    assert.equal(resultOf((await visit('one')).outcome, 'navigate').status, 200);
    await pool.close('one');
  });

  test('gives an idle session back', async () => {
    const brief = startPool({ idleMs: 50, maxSessions: 1 });
    await brief.open({ sessionId: 'one', checkpoint: null, allowedSites: [] });

    await eventually('the place of the idle session is free', () =>
      brief.open({ sessionId: 'two', checkpoint: null, allowedSites: [] }).then(
        () => true,
        (error: unknown) => !withCode('BrowserBusy')(error),
      ),
    );
    await brief.closeAll();
  });

  test('says that no browser can be started where Chromium is missing: BrowserUnavailable', async () => {
    const without = startPool({ executablePath: () => Promise.resolve(join(folder, 'missing')) });

    await assert.rejects(
      without.open({ sessionId: 'one', checkpoint: null, allowedSites: [] }),
      withCode('BrowserUnavailable'),
    );
    await without.closeAll();
  });

  test('ends the browser for certain when all is closed, and starts another one at need', async () => {
    await open('one');
    const first = await processId();

    await pool.closeAll();

    assert.throws(() => process.kill(first, 0), /ESRCH/);
    await assert.rejects(visit('one'), withCode('SessionLost'));
    await open('one');
    assert.notEqual(await processId(), first);
  });
});
