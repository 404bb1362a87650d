import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { messageOf } from '../contract/errors.ts';

/**
 * Below the ports that systems give to whoever asks for any (32,768 and up on Linux, 49,152 on others), so that
 * a port found here is not given to another process before it is used. Above the ports that browsers refuse.
 */
const [lowest, beyond] = [12_000, 32_000];
const triesMax = 100;

/** A port of this machine that nothing listens on, and that nobody gets by asking the system for any port. */
export async function freePort(): Promise<number> {
  for (let tries = 0; tries < triesMax; tries += 1) {
    const port = randomInt(lowest, beyond);
    if ((await portProblem(port)) === undefined) return port;
  }
  throw new Error(`no free port: ${triesMax} of ${lowest} to ${beyond - 1}, chosen at random, are all in use`);
}

/** Why a port of this machine cannot be used, as in "address already in use"; undefined where it can. */
export async function portProblem(port: number): Promise<string | undefined> {
  const server = createServer();
  try {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
  } catch (error) {
    return messageOf(error);
  }
  server.close();
  await once(server, 'close');
  return undefined;
}
