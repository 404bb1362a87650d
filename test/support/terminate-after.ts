import type { TestContext } from 'node:test';
import { Client, Connection } from '@temporalio/client';
import { readTemporalSettings } from '../../src/config.ts';

/** Ends workflows with the test, whatever state they are in. */
export function terminateAfter(test: TestContext, workflowIds: readonly string[]): void {
  test.after(async () => {
    const connection = await Connection.connect({ address: readTemporalSettings().address });
    const { workflow } = new Client({ connection });
    for (const id of workflowIds)
      await workflow
        .getHandle(id)
        .terminate('the test is over')
        .catch(() => undefined);
    await connection.close();
  });
}
