/** Sites, a proxy before them, and who asks it as a browser would. */
import { once } from 'node:events';
import { type Agent, createServer, type IncomingMessage, request, type RequestListener } from 'node:http';
import { connect, createServer as createTcpServer, isIP, type Server, type Socket } from 'node:net';
import type { TestContext } from 'node:test';
import { parseAllowList } from '../../src/network/allow-list.ts';
import { createNetworkGuard } from '../../src/network/guard.ts';
import { type GuardingProxy, startGuardingProxy } from '../../src/network/guarding-proxy.ts';
import { listening, portOf } from '../support/listening.ts';

export const listeningFor = <Listener extends Server>(t: TestContext, server: Listener, host?: string) =>
  listening(server, (end) => t.after(end), host);

/** A web server, with the connections that it has and had. */
export async function startSite(t: TestContext, answer: RequestListener) {
  const server = await listeningFor(t, createServer(answer));
  const connections = { open: 0, ever: 0 };
  server.on('connection', (socket: Socket) => {
    connections.open += 1;
    connections.ever += 1;
    socket.once('close', () => (connections.open -= 1));
  });
  return { server, connections, host: `127.0.0.1:${portOf(server)}` };
}

/** A server that speaks no HTTP. */
export async function startRawSite(t: TestContext, talk: (socket: Socket) => void) {
  const server = await listeningFor(t, createTcpServer({ allowHalfOpen: true }, talk));
  return { server, host: `127.0.0.1:${portOf(server)}` };
}

export async function startProxy(
  t: TestContext,
  { allow = '', names = {} }: { allow?: string; names?: Record<string, () => string> } = {},
) {
  const guard = createNetworkGuard({
    allow: parseAllowList(allow),
    async resolveName(name) {
      const address = names[name]?.();
      if (address === undefined) throw Object.assign(new Error(`getaddrinfo ENOTFOUND ${name}`), { code: 'ENOTFOUND' });
      return [{ address, family: isIP(address) }];
    },
  });
  const proxy = await startGuardingProxy(guard);
  t.after(() => proxy.close());
  return proxy;
}

export const authorization = ({ credentials: { username, password } }: GuardingProxy) =>
  `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;

interface Ask {
  url: string;
  method?: string;
  headers?: Record<string, string>;
  body?: Buffer;
  agent?: Agent;
}

/** As a browser asks a proxy: by the whole address. */
export async function ask(
  proxy: GuardingProxy,
  { url, method = 'GET', headers = {}, body, agent }: Ask,
): Promise<IncomingMessage> {
  const { hostname, port } = new URL(proxy.server);
  const asking = request({
    hostname,
    port,
    path: url,
    method,
    headers: { host: new URL(url).host, 'proxy-authorization': authorization(proxy), ...headers },
    agent: agent ?? false,
  });
  asking.end(body);
  const [answer] = (await once(asking, 'response')) as [IncomingMessage];
  return answer;
}

/** How a request ended that got no answer. */
export const closedWithoutAnswer = { code: 'ECONNRESET', message: 'socket hang up' };

/** A connection by CONNECT, and the status line that came for it. */
export async function tunnel(t: TestContext, proxy: GuardingProxy, target: string, credentials = authorization(proxy)) {
  const socket = connect({ port: Number(new URL(proxy.server).port), host: '127.0.0.1' });
  t.after(() => socket.destroy());
  socket.on('error', () => undefined);
  socket.write(`CONNECT ${target} HTTP/1.1\r\nHost: ${target}\r\nProxy-Authorization: ${credentials}\r\n\r\n`);
  const head = Promise.withResolvers<string>();
  socket.once('close', () => head.resolve(''));
  socket.once('data', (part: Buffer) => {
    const end = part.indexOf('\r\n\r\n');
    socket.pause().unshift(part.subarray(end + 4));
    head.resolve(part.subarray(0, end).toString());
  });
  const [status = ''] = (await head.promise).split('\r\n');
  return { socket, status };
}

export const established = 'HTTP/1.1 200 Connection established';
