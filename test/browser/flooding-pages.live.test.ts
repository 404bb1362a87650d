import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { AutoTriggerError } from '../../src/contract/errors.ts';
import type { ToolCall } from '../../src/contract/tools.ts';
import { resultOf, startPool, startSite, visitor } from './site.ts';

const fine = '<!doctype html><title>Fine</title><h1>Fine</h1><p>All is well.</p>';

describe('a page that holds up the whole browser', () => {
  test('has that ended, says so, and its session and others get another browser', async (t) => {
    const pool = startPool({ pageTimeoutMs: 1_500, graceMs: 1_000 });
    t.after(() => pool.closeAll());
    const flood = 'setInterval(() => { for (let i = 0; i < 1000; i += 1) console.log("x".repeat(1_000)) })';
    const site = await startSite({
      '/': `<title>Hostile</title><script>new Worker(URL.createObjectURL(new Blob([${JSON.stringify(flood)}])))</script>`,
      '/fine': fine,
    });
    t.after(() => site.close());
    const open = (sessionId: string) => pool.open({ sessionId, checkpoint: null, allowedSites: [site.name] });
    const visit = visitor(pool, 's', [site.name]);
    await open('s');
    const begin = performance.now();
    const ending = async (call: ToolCall) =>
      visit(call).then(
        (outcome) => (outcome.status === 'done' ? 'done' : outcome.code),
        (error: unknown) => (AutoTriggerError.is(error) ? error.code : Promise.reject(error)),
      );

    let code = await ending({ tool: 'navigate', arguments: { url: `${site.url}/` } });
    if (code === 'done') code = await ending({ tool: 'wait', arguments: { seconds: 1 } });

    // by the moment at which the browser is found out, it is the tool that failed, or the page that is lost
    assert.match(code, /^(?:TOOL_FAILED|SessionLost|PageLost)$/);
    assert.ok(performance.now() - begin < 40_000);
    await open('s');
    const again = await visit({ tool: 'navigate', arguments: { url: `${site.url}/fine` } });
    assert.equal(resultOf(again, 'navigate').title, 'Fine');
  });
});
