import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { TemporalConnection } from '../../../src/client/server/connection.ts';
import { keyProblem, publishWorkerKeys, readWorkerKeys } from '../../../src/client/server/worker-keys.ts';
import { readTemporalSettings } from '../../../src/config.ts';

const namespace = `keys-${process.pid}`;
const temporal = new TemporalConnection(readTemporalSettings({ namespace }));
before(async () => {
  const workflowExecutionRetentionPeriod = { seconds: 86_400 as never };
  await temporal.call(() => temporal.service.registerNamespace({ namespace, workflowExecutionRetentionPeriod }));
});
after(() => temporal.close());

describe('the master keys of workers', () => {
  test('are told by their fingerprints, go from one to the next, and a stranger says that it is one', async () => {
    assert.deepEqual(await readWorkerKeys(temporal), []);
    assert.equal(await publishWorkerKeys(temporal, ['old']), null);
    assert.deepEqual(await readWorkerKeys(temporal), ['old']);

    assert.match(
      (await publishWorkerKeys(temporal, ['stranger'])) ?? '',
      /\(fingerprint stranger\) is none of.+\(old\)/,
    );
    assert.deepEqual(await readWorkerKeys(temporal), ['old'], 'who is right is for a person to say');

    assert.equal(await publishWorkerKeys(temporal, ['new', 'old']), null);
    assert.equal(await publishWorkerKeys(temporal, ['new']), null);
    assert.deepEqual(await readWorkerKeys(temporal), ['new']);
    assert.match((await publishWorkerKeys(temporal, ['old'])) ?? '', /none of those of the other workers/);
  });

  test('are compared with those of a client, whose first one counts', () => {
    assert.equal(keyProblem(['a'], []), null);
    assert.equal(keyProblem(['a'], ['b', 'a']), null);
    assert.match(
      keyProblem(['a'], ['b']) ?? '',
      /\(fingerprint a\) is none of the workers' \(b\).+the same AUTO_TRIGGER/,
    );
    assert.match(keyProblem(['a', 'b'], ['b']) ?? '', /give the workers the new key first$/);
  });
});
