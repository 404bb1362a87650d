import { optionalTsToMs } from '@temporalio/common/lib/time.js';
import type { TemporalConnection } from './connection.ts';

/** A poll lasts a minute at most, so who has not polled for longer is gone. */
const goneAfterMs = 70_000;

export interface LastPoll {
  identity: string;
  /** By the server's clock, in milliseconds since the epoch. */
  atMs: number;
}

/** The workers that poll a queue for workflow tasks. The server remembers a killed one for a minute. */
export async function lastPolls(temporal: TemporalConnection, taskQueue: string): Promise<LastPoll[]> {
  const { pollers } = await temporal.call(() =>
    temporal.service.describeTaskQueue({
      namespace: temporal.namespace,
      taskQueue: { name: taskQueue },
    }),
  );
  return pollers
    .map(({ identity, lastAccessTime }) => ({
      identity: identity ?? 'unnamed',
      atMs: optionalTsToMs(lastAccessTime) ?? 0,
    }))
    .filter(({ atMs }) => atMs > Date.now() - goneAfterMs);
}

const pollsGoodForMs = 3_000;

export type IsPolled = (taskQueue: string) => Promise<boolean>;

/** Whether anybody polls a queue, for many triggers that share it: asked once every three seconds. */
export function watchPolls(temporal: TemporalConnection): IsPolled {
  const pollsOf = rememberPolls(temporal);
  return async (taskQueue) => (await pollsOf(taskQueue)).length > 0;
}

/** Whether a worker of another identity polls a queue; false where the server does not say. */
export function watchPeers(temporal: TemporalConnection, taskQueue: string, identity: string): () => Promise<boolean> {
  const pollsOf = rememberPolls(temporal);
  return async () => {
    const polls = await pollsOf(taskQueue).catch(() => []);
    return polls.some((poll) => poll.identity !== identity);
  };
}

function rememberPolls(temporal: TemporalConnection): (taskQueue: string) => Promise<LastPoll[]> {
  const known = new Map<string, { untilMs: number; polls: Promise<LastPoll[]> }>();
  return (taskQueue) => {
    const found = known.get(taskQueue);
    if (found !== undefined && Date.now() < found.untilMs) return found.polls;
    const polls = lastPolls(temporal, taskQueue);
    known.set(taskQueue, { untilMs: Date.now() + pollsGoodForMs, polls });
    return polls;
  };
}
