import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer as createWebServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:net';
import { listening, portOf } from '../support/listening.ts';
import { attackPage, type Targets } from './attack-page.ts';
import type { Site } from './site.ts';

/** What is to be closed when the tests are over. */
export type Closing = (() => unknown)[];

export const listeningUntil = <Listener extends Server>(server: Listener, closing: Closing, host?: string) =>
  listening(server, (end) => closing.push(end), host);

/** Services that nobody may reach, and by which ways they were. */
export async function startVictims(closing: Closing) {
  const reached = new Set<string>();
  const note = ({ url = '' }: IncomingMessage) => reached.add(decodeURIComponent(url.slice(1)));
  const web = createWebServer((request, response) => {
    note(request);
    response.end();
  });
  web.on('upgrade', (request: IncomingMessage, socket) => {
    note(request);
    socket.destroy();
  });
  await listeningUntil(web, closing, '::');
  const tcp = async (way: string) =>
    portOf(
      await listeningUntil(
        createServer(() => reached.add(way)),
        closing,
      ),
    );
  const udp = async (way: string) => {
    const socket = createSocket('udp4', () => reached.add(way)).bind(0, '127.0.0.1');
    await once(socket, 'listening');
    closing.push(() => socket.close());
    return socket.address().port;
  };
  const hosts = ['localhost', '127.1', '2130706433', '0.0.0.0', '[::1]', '[::ffff:127.0.0.1]', 'attacker.example'];
  const targets: Targets = {
    web: `127.0.0.1:${portOf(web)}`,
    spellings: hosts.map((host) => `${host}:${portOf(web)}`),
    ports: {
      'webrtc by tcp': await tcp('webrtc by tcp'),
      'webrtc by udp': await udp('webrtc by udp'),
      webtransport: await udp('webtransport'),
    },
  };
  return { reached, targets };
}

/** The attacking page at every address of its site, and where its redirects lead. */
export function attackRoutes(targets: Targets, tried: () => void): Site['routes'] {
  const page = attackPage(targets);
  const route = (request: IncomingMessage, response: ServerResponse) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://site');
    if (pathname === '/tried') tried();
    if (pathname === '/') response.setHeader('content-type', 'text/html').end(page);
    else if (pathname === '/away') response.writeHead(302, { location: searchParams.get('to') ?? '' }).end();
    else if (pathname === '/policy')
      response
        .writeHead(200, {
          'content-type': 'text/html',
          'content-security-policy': `img-src 'none'; report-uri ${searchParams.get('report')}`,
        })
        .end('<img src="/picture.png">');
    else response.end();
  };
  return new Proxy({}, { get: () => route });
}
