import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** A way to the server that a test can interrupt. */
export interface Proxy {
  address: string;
  /** Counts how often this text goes to the server. */
  listenFor(text: string): void;
  /** The same, and once it has gone there nothing comes back, though everything arrives. */
  swallowAnswersTo(text: string): void;
  /** How often that text has gone to the server. */
  heard(): number;
  /** Ends what is open, and lets answers through again. */
  recover(): void;
  /** Ends what is open, and takes nothing more. */
  close(): Promise<void>;
}

export async function startProxy(target: string): Promise<Proxy> {
  const [host = '', port] = target.split(':');
  const sockets = new Set<Socket>();
  let text: string | undefined;
  let heard = 0;
  let swallows = false;
  const server = createServer((incoming) => {
    const outgoing = connect(Number(port), host);
    for (const socket of [incoming, outgoing]) {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        sockets.delete(socket);
        incoming.destroy();
        outgoing.destroy();
      });
    }
    incoming.on('data', (chunk) => {
      if (text !== undefined && chunk.includes(text)) heard += 1;
      outgoing.write(chunk);
    });
    outgoing.on('data', (chunk) => {
      if (heard === 0 || !swallows) incoming.write(chunk);
    });
  });
  const cut = () => {
    for (const socket of sockets) socket.destroy();
  };
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    listenFor: (marker) => {
      text = marker;
    },
    swallowAnswersTo: (marker) => {
      text = marker;
      swallows = true;
    },
    heard: () => heard,
    recover: () => {
      swallows = false;
      cut();
    },
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      cut();
      await closed;
    },
  };
}
