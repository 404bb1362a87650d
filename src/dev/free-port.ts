import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { messageOf } from '../contract/errors.ts';

/** A port of this machine that nothing listens on now; another process may take it before it is used. */
export async function freePort(): Promise<number> {
  return tryPort(0);
}

/** Why a port of this machine cannot be used, as in "address already in use"; undefined where it can. */
export async function portProblem(port: number): Promise<string | undefined> {
  return tryPort(port).then(() => undefined, messageOf);
}

async function tryPort(wanted: number): Promise<number> {
  const server = createServer().listen(wanted, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
