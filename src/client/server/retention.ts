import { optionalTsToMs } from '@temporalio/common/lib/time.js';
import { isUnanswered, type TemporalConnection } from './connection.ts';

/** How long a namespace keeps closed runs, in milliseconds; the errors of `call`. */
export async function readRetention(temporal: TemporalConnection): Promise<number> {
  const { namespace } = temporal;
  const { config } = await temporal.call(() => temporal.service.describeNamespace({ namespace }));
  return optionalTsToMs(config?.workflowExecutionRetentionTtl) ?? 0;
}

/** The same; undefined where the server does not let this client ask. */
export async function readRetentionIfTold(temporal: TemporalConnection): Promise<number | undefined> {
  try {
    return await readRetention(temporal);
  } catch (error) {
    if (isUnanswered(error)) throw error;
    return undefined;
  }
}
