import {
  Agent,
  type ClientRequestArgs,
  type IncomingMessage,
  request,
  type ServerResponse,
  validateHeaderName,
  validateHeaderValue,
} from 'node:http';
import { type Duplex, pipeline } from 'node:stream';
import { callbackify } from 'node:util';
import type { Dialler } from './dialler.ts';
import { bracketed, unbracketed } from '../contract/brackets.ts';

/** More than any browser takes, so that it is Chromium who says no. */
export const headersMaxBytes = 262_144;
// RFC 9110, section 7.6.1, and what browsers send to proxies
const hopByHop = new Set([
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

type Connected = (error: Error | null, socket: Duplex) => void;

/**
 * Connections to sites for one connection of Chromium: kept for its next request to the same site, and ended with it,
 * so that neither two sessions nor two sites ever share one.
 */
export class SiteConnections extends Agent {
  readonly #dialler: Dialler;
  readonly #ended = new AbortController();

  constructor(dialler: Dialler) {
    super({ keepAlive: true, maxSockets: 1 });
    this.#dialler = dialler;
  }

  override createConnection({ host, port }: ClientRequestArgs, callback: Connected = () => undefined): undefined {
    callbackify(this.#dialler.dial)(`http://${bracketed(host ?? '')}:${port}/`, this.#ended.signal, callback);
  }

  override destroy(): void {
    this.#ended.abort();
    super.destroy();
  }
}

/**
 * Asks the site what Chromium asked of the proxy, and hands the answer through as it comes; `onReceived` hears of each
 * part of its body.
 *
 * Nothing is ever answered in a site's place: what fails ends Chromium's connection, so that a page finds a request
 * failed, as it would without a proxy, and no answer of ours can be mistaken for a site's.
 */
export function forward(
  asked: IncomingMessage,
  response: ServerResponse,
  connections: SiteConnections,
  dialler: Dialler,
  onReceived: (bytes: number) => void,
): void {
  const { host, hostname, port, pathname, search } = new URL(asked.url ?? '');
  const hangUp = () => void asked.socket.destroy();
  response.sendDate = false; // the site's own, or none
  const outgoing = request({
    agent: connections,
    hostname: unbracketed(hostname),
    port: port || 80,
    path: pathname + search,
    method: asked.method,
    headers: endToEnd(asked),
    // as lenient as Chromium
    insecureHTTPParser: true,
    maxHeaderSize: headersMaxBytes,
  });
  const failed = (code: string) => {
    dialler.noteFailure(`http://${host}/`, code);
    hangUp();
  };
  outgoing.on('response', (answer) => {
    // a site that asks for the proxy's credentials is no proxy, and would be asked again without end
    const { statusCode: status = 0 } = answer;
    if (status === 407) return failed('UNEXPECTED_PROXY_AUTH');
    if (status < 200) return failed('HPE_INVALID_STATUS');
    response.writeHead(status, printable(answer.statusMessage), endToEnd(answer));
    // with the first part of the body, where that is here already
    setImmediate(() => response.flushHeaders());
    pipeline(answer, response, (error) => error && hangUp());
    answer.on('data', ({ length }: Buffer) => onReceived(length));
  });
  outgoing.on('error', (error: NodeJS.ErrnoException) => {
    if (error.syscall === 'read' || error.code?.startsWith('HPE_')) failed(error.code ?? '');
    else hangUp(); // noted where it was dialled, or the site hung up
  });
  asked.pipe(outgoing);
}

/** The header lines that are not for the next hop alone, in their order, without those that are none. */
function endToEnd({ rawHeaders, headers }: IncomingMessage): string[] {
  const named = (headers.connection ?? '')
    .toLowerCase()
    .split(',')
    .map((name) => name.trim());
  const isChunked = headers['transfer-encoding'] !== undefined;
  const lines: string[] = [];
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const [name = '', value = ''] = rawHeaders.slice(index, index + 2);
    const key = name.toLowerCase();
    const isForUs = hopByHop.has(key) || named.includes(key) || (isChunked && key === 'content-length');
    if (!isForUs && isValid(name, value)) lines.push(name, value);
  }
  return lines;
}

function isValid(name: string, value: string): boolean {
  try {
    validateHeaderName(name);
    validateHeaderValue(name, value);
    return true;
  } catch {
    return false;
  }
}

const printable = (text = '') => text.replaceAll(/[^\t\x20-\x7e\x80-\xff]/g, ' ');
