import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { type Browser, type BrowserContext, type CDPSession, chromium, type Page } from 'playwright-core';
import { keptShields, launchChromium, type RunningBrowser, switches } from '../../src/browser/chromium/chromium.ts';
import { ownFolder } from '../../src/browser/chromium/own-folder.ts';
import { isProfile, profileIn } from '../../src/browser/chromium/working-folder.ts';
import { guardRequests } from '../../src/browser/page/guard-requests.ts';
import { probeElements } from '../../src/browser/page/probe-elements.ts';
import { openSessionPages } from '../../src/browser/page/session-context.ts';
import { SessionLoad } from '../../src/browser/page/session-load.ts';
import type { SessionPages } from '../../src/browser/page/session-pages.ts';
import { playwrightMessage } from '../../src/browser/playwright-message.ts';
import { environmentWith } from '../../src/config.ts';
import { freePort } from '../../src/dev/free-port.ts';
import { findBrowser } from '../../src/dev/obtain-browser.ts';
import { runCommand } from '../../src/dev/run-command.ts';
import { parseAllowList } from '../../src/network/allow-list.ts';
import { createNetworkGuard } from '../../src/network/guard.ts';
import { type GuardingProxy, startGuardingProxy } from '../../src/network/guarding-proxy.ts';
import { type Site, startSite } from './site.ts';

const record = 'docs/decisions/2026-11-30-private-parts.md';
const { resolve } = createRequire(import.meta.url);
const playwrightFolder = dirname(resolve('playwright-core/package.json'));
const page = `<!doctype html><title>Fine</title><a href="/next">Next</a><input value="Its own"><iframe srcdoc="<button>In it</button>"></iframe>
  <script>open('/pop-up')</script>`;

describe('what Playwright and Chromium promise nobody, and the product stands on:', () => {
  let site: Site;
  let proxy: GuardingProxy;
  let running: RunningBrowser;
  let context: BrowserContext;
  let pages: SessionPages;
  /** As Playwright starts it for everybody. */
  let usual: Browser;
  const named: string[] = [];

  before(async () => {
    site = await startSite({
      '/': page,
      '/next': page,
      '/hanging': () => undefined,
      '/file': (_request, response) => response.writeHead(200, { 'content-disposition': 'attachment' }).end('x'),
    });
    proxy = await startGuardingProxy(createNetworkGuard({ allow: parseAllowList('127.0.0.1') }));
    running = await launchChromium({ executablePath: findBrowser, environment: environmentWith({}) }, proxy.server);
    await guardRequests(running.protocol, proxy.credentials);
    pages = await openSessionPages(running.browser, 'test', undefined, new SessionLoad(1e9));
    ({ context } = pages);
    await pages.open.goto(site.url);
    usual = await chromium.launch({
      executablePath: await findBrowser(),
      chromiumSandbox: process.getuid?.() !== 0,
      args: switches.filter((each) => each.startsWith('--host-resolver-rules=')),
    });
  });
  after(async () => {
    await usual.close();
    await running.end();
    await proxy.close();
    await site.close();
  });

  /** One private part; a failure says what moved, in which versions, and what is to be mended. */
  function part(name: string, file: string, holds: () => Promise<void>): void {
    named.push(name, file);
    test(`${name} (${file})`, { timeout: 60_000 }, async () => {
      try {
        await holds();
      } catch (cause) {
        const { version } = JSON.parse(await readFile(join(playwrightFolder, 'package.json'), 'utf8')) as {
          version: string;
        };
        const found = `playwright-core ${version} with Chromium ${running.browser.version()}`;
        const advice = `mend ${file}, then ${record}`;
        throw new Error(`"${name}" is not in ${found} what it was: ${advice}`, { cause });
      }
    });
  }

  part('the utility world', 'src/browser/page/ask-frames.ts', async () => {
    await pages.open.ariaSnapshot({ mode: 'ai' });
    const worlds = await worldsOf(pages.protocol);

    assert.ok(
      worlds.some((world) => world.name.startsWith('__playwright_utility_world')),
      `there are ${worlds.map((world) => world.name).join(', ')}`,
    );
  });

  part('_ariaRef', 'src/browser/page/probe-script.ts', async () => {
    const tree = await pages.open.ariaSnapshot({ mode: 'ai' });
    const expression = `JSON.stringify(document.querySelector('a')?._ariaRef)`;
    const values = (await worldsOf(pages.protocol)).map(async ({ uniqueContextId }) => {
      const { result } = await pages.protocol.send('Runtime.evaluate', { uniqueContextId, expression });
      return result.value as unknown;
    });
    const [found = '{}', ...others] = (await Promise.all(values)).filter((value) => typeof value === 'string');

    const { ref, ...described } = JSON.parse(found) as { ref?: string };
    assert.deepEqual(described, { role: 'link', name: 'Next' });
    assert.ok(tree.includes(`link "Next" [ref=${ref}]`), tree);
    assert.deepEqual(others, [], "the page's own scripts see it");
    const probed = await probeElements(pages, { refs: [ref ?? ''], isDetailed: false }, AbortSignal.timeout(10_000));
    assert.deepEqual(
      probed.map(({ tag, name, link }) => ({ tag, name, address: link?.address })),
      [{ tag: 'a', name: 'Next', address: `${site.url}/next` }],
    );
  });

  part('what a field holds, for a snapshot', 'src/browser/page/secret-fields-script.ts', async () => {
    const expression = `Object.defineProperty(document.querySelector('input'), 'value', { get: () => 'Ours' })`;
    const worlds = await worldsOf(pages.protocol);
    for (const { uniqueContextId } of worlds.filter(({ name }) => name.startsWith('__playwright_utility_world')))
      // oxlint-disable-next-line no-await-in-loop
      await pages.protocol.send('Runtime.evaluate', { uniqueContextId, expression });

    const tree = await pages.open.ariaSnapshot({ mode: 'ai' });
    assert.match(tree, /textbox \[ref=\w+\]: Ours$/m);
    assert.equal(await pages.open.evaluate(`document.querySelector('input').value`), 'Its own');
  });

  part('the form of references and addresses in a snapshot', 'src/browser/tools/snapshot.ts', async () => {
    const tree = await pages.open.ariaSnapshot({ mode: 'ai' });
    const refs = Array.from(tree.matchAll(/\[ref=(\w+)\]/g), ([, ref = '']) => ref);

    assert.deepEqual(
      refs.filter((ref) => !/^(?:f\d+)?e\d+$/.test(ref)),
      [],
    );
    assert.ok(
      refs.some((ref) => ref.startsWith('f')),
      `nothing is in a frame: ${tree}`,
    );
    assert.match(tree, /^ *- \/url: \/next$/m);
  });

  part('frames without a session of their own', 'src/browser/page/ask-frames.ts', async () => {
    const [, frame] = pages.open.frames();

    await assert.rejects(context.newCDPSession(frame ?? assert.fail('no frame')), /part of the parent frame/);
  });

  part("Playwright's profile", 'src/browser/chromium/working-folder.ts', async () => {
    const commandLine = await commandLineOf(running.protocol);
    const profile = profileIn(commandLine);

    assert.ok(profile !== undefined && isProfile(profile), `${profile} in ${tmpdir()}, by ${commandLine}`);
  });

  part("Chromium's socket", 'src/browser/chromium/own-folder.ts', async () => {
    const folder = await ownFolder({});
    const sockets = (await readFile('/proc/net/unix', 'utf8').catch(() => '')).split('\n').flatMap((line) => {
      const path = line.slice(Math.max(0, line.indexOf('/')));
      return path.startsWith(`${folder}/`) ? [path.slice(folder.length)] : [];
    });

    for (const path of sockets) assert.match(path, /^\/\w{6}\/org\.chromium\.Chromium\.\w{6}\/SingletonSocket$/);
  });

  part('what Playwright switches off for tests', 'src/browser/chromium/chromium.ts', async () => {
    const theirs = await commandLineOf(await usual.newBrowserCDPSession());
    const ours = await commandLineOf(running.protocol);

    for (const shield of keptShields) {
      assert.ok(theirs.includes(shield), `Playwright does not say ${shield} any more; it may have another name`);
      assert.ok(!ours.includes(shield), `${shield} is said all the same`);
    }
    assert.equal(context.pages().length, 1, 'a page opens windows by itself');
  });

  part('the log below a message', 'src/browser/playwright-message.ts', async () => {
    const error = await failureOf(pages.open.click('#nothing', { timeout: 50 }));

    assert.match(String(error), /\nCall log:\n.*#nothing/s);
    assert.equal(playwrightMessage(error), 'page.click: Timeout 50ms exceeded.');
  });

  part('what a navigation that fails says', 'src/browser/page/page-failures.ts', async () => {
    const own = await (await running.browser.newContext()).newPage();
    const port = await freePort();
    const says = async (address: string) => playwrightMessage(await failureOf(own.goto(address, { timeout: 2_000 })));

    assert.equal(await says(`${site.url}/file`), 'page.goto: Download is starting');
    assert.equal(await says(`${site.url}/hanging`), 'page.goto: Timeout 2000ms exceeded.');
    assert.match(await says(`http://127.0.0.1:${port}/`), /net::ERR_EMPTY_RESPONSE at /);
    assert.match(await says(`https://127.0.0.1:${port}/`), /net::ERR_TUNNEL_CONNECTION_FAILED at /);
    await own.waitForURL(/^chrome-error:/, { timeout: 5_000 });
    // it ends with the browser: closing an error page can hang
  });

  part("Playwright's own installer", 'src/dev/obtain-browser.ts', async () => {
    const cli = join(playwrightFolder, 'cli.js');
    const parameters = [cli, 'install', 'chromium', '--only-shell', '--dry-run'];
    const plan = await runCommand(process.execPath, parameters, {
      environment: { PLAYWRIGHT_BROWSERS_PATH: '/somewhere' },
    });

    assert.match(plan, /\/somewhere\/chromium_headless_shell-\d+\s/);
    assert.match(chromium.executablePath(), /[/\\]chromium-\d+[/\\]/);
  });

  part('--proxy-bypass-list=<-loopback>', 'src/browser/chromium/chromium.ts', async () => {
    // the site is on loopback: with nobody at the proxy's address it is not reached
    const stranded = await launchChromium({ executablePath: findBrowser }, `http://127.0.0.1:${await freePort()}`);
    const error = await failureOf((await stranded.browser.newPage()).goto(site.url));
    await stranded.end();

    assert.match(String(error), /net::ERR_PROXY_CONNECTION_FAILED/);
  });

  part('--host-resolver-rules', 'src/browser/chromium/chromium.ts', async () => {
    const free = await usual.newPage();
    await free.goto(site.url);
    const { port } = new URL(site.url);

    for (const host of ['localhost', '127.0.0.2', '[::1]'])
      assert.match(String(await failureOf(free.goto(`http://${host}:${port}/`))), /net::ERR_NAME_NOT_RESOLVED/, host);
    await free.close();
  });

  part('--webrtc-ip-handling-policy', 'src/browser/chromium/chromium.ts', async () => {
    const free = await usual.newPage();
    await free.goto(site.url);

    assert.notEqual(await candidatesOf(free), 0, 'nothing to compare with: even without the policy there are none');
    assert.equal(await candidatesOf(pages.open), 0);
    await free.close();
  });

  part('documents seen from the whole browser', 'src/browser/page/guard-requests.ts', async () => {
    const { protocol } = running;
    const paused: { frameId: string; url: string }[] = [];
    const note = ({ frameId, request }: { frameId: string; request: { url: string } }) =>
      void paused.push({ frameId, url: request.url });
    protocol.on('Fetch.requestPaused', note);
    await pages.open.goto(`${site.url}/next`);
    protocol.off('Fetch.requestPaused', note);

    const document = paused.find(({ url }) => url === `${site.url}/next`);
    assert.ok(document, 'Fetch tells the whole browser nothing of it');
    // a page's main frame has the name of its target
    const { targetInfo } = await protocol.send('Target.getTargetInfo', { targetId: document.frameId });
    const { targetInfo: ofPage } = await pages.protocol.send('Target.getTargetInfo');
    assert.equal(targetInfo.type, 'page');
    assert.ok(targetInfo.browserContextId);
    assert.equal(targetInfo.browserContextId, ofPage.browserContextId);
  });

  part('the credentials of the proxy', 'src/browser/page/guard-requests.ts', async () => {
    const status = await pages.open.evaluate(async () => (await fetch('/next')).status);

    assert.equal(status, 200);
  });

  part('the processes of a browser', 'src/browser/chromium/memory-watch.ts', async () => {
    const { processInfo } = await running.protocol.send('SystemInfo.getProcessInfo');

    const types = new Set(processInfo.map(({ type }) => type));
    assert.ok(types.has('browser') && types.has('renderer'), [...types].join(', '));
    for (const { id } of processInfo) process.kill(id, 0); // throws where there is none
  });

  part("Chromium's name without a window", 'src/browser/pool.ts', async () => {
    assert.match(running.userAgent, / HeadlessChrome\/\d/);
    assert.doesNotMatch(running.userAgent.replace('HeadlessChrome/', 'Chrome/'), /headless/i);
  });

  test('each of them has its reasons written down', async () => {
    const text = await readFile(new URL(`../../${record}`, import.meta.url), 'utf8');

    assert.deepEqual(
      named.filter((name) => !text.includes(name)),
      [],
    );
  });
});

/** Every world of a page's documents, as Chromium tells them before it has answered. */
async function worldsOf(protocol: CDPSession): Promise<{ name: string; uniqueContextId: string }[]> {
  const worlds: { name: string; uniqueContextId: string }[] = [];
  const note = ({ context }: { context: { name: string; uniqueId: string } }) =>
    void worlds.push({ name: context.name, uniqueContextId: context.uniqueId });
  protocol.on('Runtime.executionContextCreated', note);
  await protocol.send('Runtime.enable');
  protocol.off('Runtime.executionContextCreated', note);
  await protocol.send('Runtime.disable');
  return worlds;
}

async function commandLineOf(protocol: CDPSession): Promise<string> {
  return (await protocol.send('SystemInfo.getInfo')).commandLine;
}

const failureOf = (work: Promise<unknown>) =>
  work.then(
    () => assert.fail('it did not fail'),
    (error: unknown) => error,
  );

/** Addresses of this machine that a page learns by WebRTC. */
async function candidatesOf(asked: Page): Promise<number> {
  return asked.evaluate(async () => {
    const peer = new RTCPeerConnection();
    peer.createDataChannel('x');
    let candidates = 0;
    const complete = new Promise<void>((done) => {
      peer.addEventListener('icecandidate', ({ candidate }) => {
        if (candidate === null) done();
        else if (candidate.candidate !== '') candidates += 1;
      });
    });
    await peer.setLocalDescription(await peer.createOffer());
    await complete;
    return candidates;
  });
}
