import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { Client, Connection } from '@temporalio/client';
import { startDevServer } from '../../../src/dev/dev-server.ts';
import { freePort } from '../../../src/dev/free-port.ts';
import { createAssisfy } from '../../../src/index.ts';
import { openEventsQuery } from '../../../src/contract/messages.ts';
import { eventually } from '../../support/eventually.ts';
import { startProxy } from './proxy.ts';

test('who follows a trigger goes on where he was after a restart of the server', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'auto-trigger-restart-'));
  const settings = {
    ports: { frontend: await freePort(), ui: await freePort() },
    databaseFile: join(folder, 'temporal.db'),
    progress: () => undefined,
  };
  let server = await startDevServer(settings);
  t.after(async () => {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  });
  const proxy = await startProxy(server.address);
  t.after(() => proxy.close());
  proxy.listenFor(openEventsQuery.name);
  const client = createAssisfy({ temporal: { address: proxy.address }, email: 'me@example.com' });
  t.after(() => client.close());
  const session = await client.session().create({ goal: 'nobody works on this' });
  const notices: string[] = [];
  const following = (async () => {
    for await (const event of session.events({ onNotice: (notice) => notices.push(notice) })) assert.fail(event.event);
  })();
  const waiting = session.result();

  await eventually('a second look begins', () => proxy.heard() >= 2);
  await server.stop();
  await eventually('the loss is noticed', () => notices.some((notice) => notice.includes('trying again')));
  // who tries to reach a port where nobody listens may happen to hold it, for a moment
  server = await eventually('the server is back', () => startDevServer(settings).catch(() => undefined));
  await eventually('the return is noticed', () => notices.some((notice) => notice.endsWith('answers again')));
  const connection = await Connection.connect({ address: server.address });
  await new Client({ connection }).workflow.getHandle(session.id).terminate('by hand');
  await connection.close();
  await following;

  assert.match(notices[0] ?? '', /no worker polls/);
  assert.match(notices.join('\n'), /does not answer; trying again\n.* answers again/);
  assert.equal((await waiting).state, 'stopped');
});
