import { once } from 'node:events';
import type { AddressInfo, Server, Socket } from 'node:net';

export const portOf = (server: Server) => (server.address() as AddressInfo).port;

/** Has a server listen on a free port; `onEnd` gets what ends it with all of its connections. */
export async function listening<Listener extends Server>(
  server: Listener,
  onEnd: (end: () => void) => unknown,
  host = '127.0.0.1',
): Promise<Listener> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.once('close', () => sockets.delete(socket));
  });
  server.listen(0, host);
  await once(server, 'listening');
  onEnd(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return server;
}
