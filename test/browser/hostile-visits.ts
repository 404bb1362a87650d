import assert from 'node:assert/strict';
import { after, afterEach, before } from 'node:test';
import type { BrowserPool } from '../../src/browser/browser-pool.ts';
import type { ToolOutcome } from '../../src/browser/outcome.ts';
import type { Effect, ToolCall } from '../../src/contract/tools.ts';
import { resultOf, type Route, type Site, startPool, startSite, type Visit, visitor } from './site.ts';

/** A page with a button that does nothing, and a script. */
export const bodyOf = (script: string) =>
  `<!doctype html><title>Hostile</title><main><h1>Hostile</h1><p>Words.</p><button>Go on</button></main><script>${script}</script>`;
/** A page whose script runs when its button is clicked. */
export const onClick = (script: string) => bodyOf(`document.querySelector('button').onclick = () => { ${script} }`);
export const fine = '<!doctype html><title>Fine</title><h1>Fine</h1><p>All is well.</p>';
/** How an action ended: a code, or that it was done. */
export const codeOf = (outcome: ToolOutcome) => (outcome.status === 'done' ? 'done' : outcome.code);

/** Far above what any page may take here, far below for ever. */
const endMs = 20_000;

/**
 * Visits to hostile pages for the tests of one file, in a pool of one session with short time-outs. Whatever a page
 * did, after each test its own session goes on to a fine page, as the next one does in the same pool.
 */
export function hostileVisits() {
  let pool: BrowserPool;
  let site: Site;
  let sessions = 0;
  let visit: Visit;
  /** Of the site that is visited; its page at `/` is the same whatever follows in the query. */
  const routes = new Proxy<Record<string, Route>>(
    { '/fine': fine },
    { get: (given, path: string) => given[path.startsWith('/?') ? '/' : path] },
  );

  before(async () => {
    pool = startPool({ pageTimeoutMs: 2_000, graceMs: 500, pageMaxBytes: 2_000_000, maxSessions: 1 });
    site = await startSite(routes);
  });
  after(async () => {
    await pool.closeAll();
    await site.close();
  });
  afterEach(async () => {
    try {
      const outcome = await act({ tool: 'navigate', arguments: { url: addressOf('/fine') } });
      assert.equal(resultOf(outcome, 'navigate').title, 'Fine');
    } finally {
      await pool.close(`s${sessions}`);
    }
  });

  async function open(): Promise<Visit> {
    sessions += 1;
    await inTime(pool.open({ sessionId: `s${sessions}`, checkpoint: null, allowedSites: [site.name] }));
    return visitor(pool, `s${sessions}`, [site.name]);
  }

  async function inTime<Value>(work: Promise<Value>): Promise<Value> {
    const begin = performance.now();
    const value = await work;
    const took = performance.now() - begin;
    assert.ok(took < endMs, `it took ${took.toFixed(0)} ms`);
    return value;
  }

  const addressOf = (path: string) => `${site.url}${path}`;

  const act = (call: ToolCall, permitted?: Effect) => inTime(visit(call, permitted));

  async function visitPage(page: Route): Promise<ToolOutcome> {
    routes['/'] = page;
    await pool.close(`s${sessions}`);
    visit = await open();
    return act({ tool: 'navigate', arguments: { url: addressOf('/') } });
  }

  async function look() {
    const outcome = await act({ tool: 'snapshot', arguments: {} });
    return outcome.status === 'done' && outcome.result.tool === 'snapshot' ? outcome.result : undefined;
  }

  async function click(permitted?: Effect): Promise<ToolOutcome> {
    const ref = /button "Go on"(?: \[\w+\])* \[ref=(\w+)\]/.exec((await look())?.tree ?? '')?.[1] ?? 'none';
    return act({ tool: 'click', arguments: { ref } }, permitted);
  }

  return {
    routes,
    /** The full address of a path of the site. */
    addressOf,
    /** Opens a page at `/` of the site, in a session of its own. */
    visitPage,
    act,
    /** What a snapshot shows; undefined where there is none. */
    look,
    /** Clicks what is called “Go on”. */
    click,
  };
}
