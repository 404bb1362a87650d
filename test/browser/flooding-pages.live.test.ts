import assert from 'node:assert/strict';
import type { ServerResponse } from 'node:http';
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

test('a page that asks for one thing after the other is left while nobody works with it, as the next action is told', async (t) => {
  const pool = startPool();
  t.after(() => pool.closeAll());
  const goes = Promise.withResolvers<ServerResponse>();
  const left = Promise.withResolvers<void>();
  const flood = 'for (;;) await Promise.allSettled(Array.from({ length: 200 }, () => fetch("data:,x")))';
  const site = await startSite({
    '/': `<title>Hostile</title><p>Words.</p><script>fetch('/stays'); fetch('/go').then(async () => { ${flood} })</script>`,
    '/go': (_request, response) => goes.resolve(response),
    '/stays': (_request, response) => response.writeHead(200).once('close', left.resolve).flushHeaders(),
    '/fine': fine,
  });
  t.after(() => site.close());
  await pool.open({ sessionId: 's', checkpoint: null, allowedSites: [site.name] });
  const visit = visitor(pool, 's', [site.name]);
  const navigate = (path: string) => visit({ tool: 'navigate', arguments: { url: `${site.url}${path}` } });
  assert.equal(resultOf(await navigate('/'), 'navigate').title, 'Hostile');

  (await goes.promise).end();
  await left.promise;

  const outcome = await visit({ tool: 'snapshot', arguments: {} });
  assert.ok(
    outcome.status === 'failed' && /asks for one thing after the other, so it was left/.test(outcome.message),
    JSON.stringify(outcome),
  );
  assert.equal(resultOf(await navigate('/fine'), 'navigate').title, 'Fine');
});

test('a page that hangs keeps no frame of another session from loading', async (t) => {
  const pool = startPool();
  t.after(() => pool.closeAll());
  const goes = Promise.withResolvers<ServerResponse>();
  const hangs = Promise.withResolvers<void>();
  const hang = "const request = new XMLHttpRequest(); request.open('GET', '/never', false); request.send()";
  const site = await startSite({
    '/': `<title>Hostile</title><p>Words.</p><script>fetch('/go').then(() => { ${hang} })</script>`,
    '/go': (_request, response) => goes.resolve(response),
    '/never': () => hangs.resolve(),
    '/framed': '<title>Framed</title><p>Words.</p><iframe src="/fine"></iframe>',
    '/fine': fine,
  });
  t.after(() => site.close());
  const [hostile, other] = await Promise.all(
    ['hostile', 'other'].map(async (sessionId) => {
      await pool.open({ sessionId, checkpoint: null, allowedSites: [site.name] });
      return visitor(pool, sessionId, [site.name]);
    }),
  );
  assert.ok(hostile !== undefined && other !== undefined);
  await hostile({ tool: 'navigate', arguments: { url: `${site.url}/` } });
  (await goes.promise).end();
  await hangs.promise;

  await other({ tool: 'navigate', arguments: { url: `${site.url}/framed` } });

  assert.match(resultOf(await other({ tool: 'snapshot', arguments: {} }), 'snapshot').tree, /All is well/);
});
