import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { describe, test, type TestContext } from 'node:test';
import { TemporalConnection } from '../../../src/client/server/connection.ts';
import { readTemporalSettings } from '../../../src/config.ts';
import { AutoTriggerError, createAssisfy, type TriggerRow } from '../../../src/index.ts';
import { assertRefused } from '../../support/assert-refused.ts';
import { eventually } from '../../support/eventually.ts';
import { startProxy } from './proxy.ts';

const temporalAddress = process.env['TEMPORAL_ADDRESS'] ?? '';
const boundMs = 5_000;

function clientAt(test: TestContext, address: string) {
  const client = createAssisfy({ temporal: { address }, email: 'me@example.com', taskQueue: 'nobody-polls-this' });
  test.after(() => client.close());
  return client;
}

async function assertUnreachable(
  address: string,
  call: () => Promise<unknown>,
  message = /no Temporal server answers/,
): Promise<void> {
  const startedAt = Date.now();
  await assert.rejects(call(), (error) => {
    assert.ok(AutoTriggerError.is(error), String(error));
    assert.equal(error.code, 'TemporalUnreachable');
    assert.ok(error.message.includes(address), error.message);
    assert.match(error.message, message);
    return true;
  });
  assert.ok(Date.now() - startedAt < boundMs, `${Date.now() - startedAt} ms`);
}

describe('a Temporal server that does not answer', () => {
  test('that refuses connections is named within five seconds', async (t) => {
    const session = clientAt(t, '127.0.0.1:1').session();

    const absent = /nothing listens at/;
    await assertUnreachable(
      '127.0.0.1:1',
      () => session.create({ goal: 'once' }),
      /nothing listens.*Nothing was started$/,
    );
    await assertUnreachable('127.0.0.1:1', () => session.list(), absent);
    await assertUnreachable('127.0.0.1:1', () => session.get('trg_x').stop(), absent);
  });

  test('that accepts connections and says nothing is named within five seconds', async (t) => {
    const silent = createServer();
    silent.listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const sockets: Socket[] = [];
    silent.on('connection', (socket) => sockets.push(socket));
    t.after(() => {
      for (const socket of sockets) socket.destroy();
      silent.close();
    });
    const address = `127.0.0.1:${(silent.address() as AddressInfo).port}`;

    await assertUnreachable(address, () => clientAt(t, address).session().create({ goal: 'once' }));
  });

  test('that has no name is named within five seconds', async (t) => {
    const address = 'no-such-host.invalid:7233';

    await assertUnreachable(address, () => clientAt(t, address).session().list());
  });

  test('that goes away after the first call is named within five seconds', async (t) => {
    const proxy = await startProxy(temporalAddress);
    const session = clientAt(t, proxy.address).session();
    await session.list({ limit: 1 });

    await proxy.close();

    await assertUnreachable(proxy.address, () => session.list({ limit: 1 }), /nothing listens at/);
  });

  test('that is only slow is told apart, with how long it was waited for', async (t) => {
    const proxy = await startProxy(temporalAddress);
    t.after(() => proxy.close());
    const temporal = new TemporalConnection(readTemporalSettings({ address: proxy.address }));
    t.after(() => temporal.close());
    await temporal.call(() => temporal.service.getSystemInfo({}));
    proxy.swallowAnswersTo('trg_slow');

    const asking = temporal.call(() => temporal.client.workflow.getHandle('trg_slow').describe(), 1_000);

    const details = await assertRefused(asking, 'TemporalUnreachable', /did not answer within 1 s; it runs/);
    assert.deepEqual(details, { address: proxy.address, timeout_ms: 1_000 });
  });

  test('an address that is none is bad configuration', async (t) => {
    const client = clientAt(t, 'http://localhost:7233/');

    await assert.rejects(client.session().list(), (error) => AutoTriggerError.is(error));
  });
});

test('a start whose answer was lost starts one trigger', async (t) => {
  const proxy = await startProxy(temporalAddress);
  t.after(() => proxy.close());
  const goal = `the answer to this is lost ${process.pid}`;
  const session = clientAt(t, proxy.address).session();
  const direct = clientAt(t, temporalAddress).session();

  proxy.swallowAnswersTo(goal);
  const creating = session.create({ goal });
  await eventually('the start has arrived', async () =>
    (await direct.list({ limit: 1_000 })).triggers.some((row) => row.goal === goal),
  );
  proxy.recover();
  const { id } = await creating;

  const rows = await eventually('it is listed', async () => {
    const { triggers } = await direct.list({ limit: 1_000 });
    return triggers.some((row) => row.tracking_id === id) && triggers.filter((row) => row.goal === goal);
  });
  assert.deepEqual(
    rows.map((row) => row.tracking_id),
    [id],
  );
});

test('a start that nobody answers any more says that a trigger may have been started, and how to find out', async (t) => {
  const proxy = await startProxy(temporalAddress);
  const goal = `nobody answers to this ${process.pid}`;
  const creating = clientAt(t, proxy.address).session().create({ goal });
  proxy.swallowAnswersTo(goal);
  const direct = clientAt(t, temporalAddress).session();
  const [{ tracking_id }] = await eventually('the start has arrived', async () => {
    const triggers = (await direct.list({ limit: 1_000 })).triggers.filter((row) => row.goal === goal);
    return triggers.length > 0 && (triggers as [TriggerRow]);
  });

  const refused = assertRefused(
    creating,
    'TemporalUnreachable',
    new RegExp(`A trigger may have been started: "auto-trigger show ${tracking_id}" tells`),
  );
  await proxy.close();

  await refused;
});
