import { randomBytes, timingSafeEqual } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { type ConnectionFailure, createDialler, type Dialler } from './dialler.ts';
import { forward, headersMaxBytes, SiteConnections } from './forward.ts';
import type { NetworkGuard } from './guard.ts';
import type { Traffic } from './traffic.ts';
import { joinSockets } from './tunnel.ts';

/** An HTTP proxy on this machine, through which a browser reaches what the guard permits, and nothing else. */
export interface GuardingProxy {
  /** As Chromium wants it, like `http://127.0.0.1:4711`. */
  server: string;
  /** The password is new with each start, and who does not have it gets nothing. Any name will do, which says whose traffic it is. */
  credentials: { username: string; password: string };
  /** From now on counts what is received in this name; until the function that is returned is called. */
  meter(username: string, traffic: Traffic): () => void;
  /** Why no connection to the host and port of an address came about; undefined where the last one did. */
  failureAt(address: string): ConnectionFailure | undefined;
  /** Ends every connection. */
  close(): Promise<void>;
}

/**
 * Starts the proxy, on a free port of 127.0.0.1 that nobody reaches through the guard.
 *
 * Every connection is dialled by the guard's word on the very address that it goes to. What is refused or fails shows
 * as a failed request in the page; `failureAt` says why.
 */
export async function startGuardingProxy(guard: NetworkGuard): Promise<GuardingProxy> {
  const dialler = createDialler(guard);
  const credentials = { username: 'chromium', password: randomBytes(32).toString('base64url') };
  const browserSockets = new Map<Socket, SiteConnections>();
  const metered = new Map<string, Traffic>();
  // an idle connection is Chromium's to close, and an upload takes what it takes
  const server = createServer({ maxHeaderSize: headersMaxBytes, keepAliveTimeout: 0, requestTimeout: 0 });

  server.on('connection', (socket: Socket) => {
    const connections = new SiteConnections(dialler);
    browserSockets.set(socket, connections);
    socket.once('close', () => {
      browserSockets.delete(socket);
      connections.destroy();
    });
  });
  server.on('clientError', (_error, socket) => void socket.destroy());

  server.on('request', (request, response) => {
    const connections = browserSockets.get(request.socket);
    const name = nameOf(request, credentials);
    const traffic = metered.get(name ?? '');
    if (name === undefined) response.writeHead(407, challenge).end();
    // what is not for a proxy is nobody's
    else if (connections === undefined || !isForProxy(request.url)) request.socket.destroy();
    else if (traffic?.admits(request.socket) === false) request.socket.destroy();
    else if (isAhead(request)) request.socket.destroy();
    else forward(request, response, connections, dialler, (bytes) => traffic?.count(bytes));
  });

  server.on('connect', (request, socket, head) => {
    socket.on('error', () => undefined); // it closes then
    if (head.length > 0) socket.unshift(head);
    const name = nameOf(request, credentials);
    const traffic = metered.get(name ?? '');
    if (name === undefined) socket.end(answerTo(407, challenge));
    // it is a Socket, as long as nobody gives the server connections of another kind
    else if (traffic?.admits(socket as Socket) === false) socket.destroy();
    else void tunnel(`http://${request.url}/`, socket as Socket, dialler, (bytes) => traffic?.count(bytes));
  });

  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const release = guard.reserve({ host: '127.0.0.1', port });
  return {
    server: `http://127.0.0.1:${port}`,
    credentials,
    meter(username, traffic) {
      metered.set(username, traffic);
      return () => void metered.delete(username);
    },
    failureAt: dialler.failureAt,
    async close() {
      server.close();
      for (const socket of browserSockets.keys()) socket.destroy();
      await once(server, 'close');
      release();
    },
  };
}

async function tunnel(
  address: string,
  socket: Socket,
  dialler: Dialler,
  onReceived: (bytes: number) => void,
): Promise<void> {
  const hungUp = new AbortController();
  socket.once('close', () => hungUp.abort());
  try {
    const site = await dialler.dial(address, hungUp.signal);
    socket.write(answerTo(200));
    joinSockets(socket, site);
    site.on('data', ({ length }: Buffer) => onReceived(length));
  } catch {
    socket.end(answerTo(502)); // the dialler remembers why
  }
}

const isForProxy = (address = '') => /^http:\/\//i.test(address) && URL.canParse(address);
const challenge = { 'proxy-authenticate': 'Basic realm="agent-auto-trigger"', 'content-length': '0' };

/** The name by which somebody asks who has the password; undefined for everybody else. */
function nameOf({ headers }: IncomingMessage, { password }: GuardingProxy['credentials']): string | undefined {
  const [, encoded = ''] = /^Basic (\S+)$/i.exec(headers['proxy-authorization'] ?? '') ?? [];
  const [, name, given = ''] = /^([^:]*):(.*)$/s.exec(Buffer.from(encoded, 'base64').toString()) ?? [];
  const [one, other] = [Buffer.from(given), Buffer.from(password)];
  return one.length === other.length && timingSafeEqual(one, other) ? name : undefined;
}

const reasons = { 200: 'Connection established', 407: 'Proxy Authentication Required', 502: 'Bad Gateway' };

function answerTo(status: keyof typeof reasons, headers: Record<string, string> = {}): string {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  return `HTTP/1.1 ${status} ${reasons[status]}\r\n${lines.join('')}\r\n`;
}

/** What a page has fetched ahead, by rules of speculation, no other part of the browser is asked about. */
const isAhead = ({ headers }: IncomingMessage) => String(headers['sec-purpose']).includes('prefetch');
