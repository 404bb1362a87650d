import assert from 'node:assert/strict';
import { test } from 'node:test';
import { TemporalConnection } from '../../../src/client/server/connection.ts';
import { registerSearchAttributes } from '../../../src/client/server/register-search-attributes.ts';
import { readTemporalSettings } from '../../../src/config.ts';
import { startDevServer } from '../../../src/dev/dev-server.ts';
import { createAssisfy } from '../../../src/index.ts';
import { eventually } from '../../support/eventually.ts';

test('triggers are created and listed where the server does not know its new search attributes everywhere yet', async (t) => {
  // as a cluster in production, which reads them anew once a minute
  const server = await startDevServer({
    dynamicConfig: ['system.forceSearchAttributesCacheRefreshOnRead=false'],
    progress: () => undefined,
  });
  t.after(() => server.stop());
  const namespace = 'young';
  const temporal = new TemporalConnection(readTemporalSettings({ address: server.address, namespace }));
  t.after(() => temporal.close());
  await temporal.service.registerNamespace({
    namespace,
    workflowExecutionRetentionPeriod: { seconds: 86_400 as never },
  });
  await eventually('they are registered', async () => (await registerSearchAttributes(temporal)).usable.length === 5);
  const email = 'young@example.com';
  const client = createAssisfy({
    temporal: { address: server.address, namespace },
    email,
    taskQueue: 'none-polls-this',
  });
  t.after(() => client.close());

  const { id } = await client.session().create({ goal: 'Look' });
  const rows = await eventually('it is listed', async () => {
    const { triggers } = await client.session().list({ email });
    return triggers.length > 0 && triggers;
  });

  assert.deepEqual(
    rows.map(({ tracking_id }) => tracking_id),
    [id],
  );
});
