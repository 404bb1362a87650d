import type { SessionErrorCode } from '../../contract/session-errors.ts';
import { failed, type Surroundings, type ToolOutcome } from '../outcome.ts';

/** What an HTTP status says of a page that was to be opened; undefined where it is good. */
export function statusFailure(url: string, status: number): ToolOutcome | undefined {
  if (status < 400) return undefined;
  if (status === 404 || status === 410) return failed('PAGE_NOT_FOUND', `${url} was not found (HTTP ${status})`);
  if (status === 401 || status === 403)
    return failed(
      'ACCESS_REFUSED',
      `${url} refused access (HTTP ${status}); it may want a login or no automated visits`,
    );
  const advice = status === 429 ? '; it is visited too often, so a longer interval may help' : '';
  return failed('PAGE_HTTP_ERROR', `${url} answered with HTTP ${status}${advice}`);
}

const reasons: Record<string, string> = {
  ERR_NAME_NOT_RESOLVED: 'its name is not known to DNS',
  ERR_CONNECTION_REFUSED: 'the connection was refused',
  ERR_CONNECTION_RESET: 'the connection was reset',
  ERR_CONNECTION_CLOSED: 'the connection was closed',
  ERR_EMPTY_RESPONSE: 'the server closed the connection without an answer',
  ERR_ADDRESS_UNREACHABLE: 'there is no way to its address',
  ERR_INTERNET_DISCONNECTED: 'there is no network',
  ERR_TOO_MANY_REDIRECTS: 'it redirects in a circle',
  ERR_SSL_PROTOCOL_ERROR: 'it does not speak TLS properly',
  ERR_CERT_DATE_INVALID: 'its certificate has expired',
  ERR_CERT_AUTHORITY_INVALID: 'its certificate comes from nobody that is trusted',
  ERR_CERT_COMMON_NAME_INVALID: 'its certificate is for another name',
  ERR_INVALID_HTTP_RESPONSE: 'it does not speak HTTP properly',
  ERR_PROXY_CONNECTION_FAILED: 'the network guard of this worker has ended',
};

/** How Chromium shows a connection that its proxy did not get. */
const atProxy = new Set(['ERR_TUNNEL_CONNECTION_FAILED', 'ERR_EMPTY_RESPONSE']);
/** What Chromium calls the errors of Node when it connects by itself. */
const withoutProxy: Record<string, string> = {
  ENOTFOUND: 'ERR_NAME_NOT_RESOLVED',
  EAI_AGAIN: 'ERR_NAME_NOT_RESOLVED',
  ENODATA: 'ERR_NAME_NOT_RESOLVED',
  ECONNREFUSED: 'ERR_CONNECTION_REFUSED',
  ECONNRESET: 'ERR_CONNECTION_RESET',
  EHOSTUNREACH: 'ERR_ADDRESS_UNREACHABLE',
  ENETUNREACH: 'ERR_ADDRESS_UNREACHABLE',
  ENETDOWN: 'ERR_INTERNET_DISCONNECTED',
  ETIMEDOUT: 'ERR_CONNECTION_TIMED_OUT',
};

/**
 * What Playwright's message, without its log, says of a navigation that came to no page. `asked` is the address that
 * it failed at, after redirects: of what happened beyond the proxy, the proxy alone knows. What it refused, the gate has
 * stopped before.
 */
export function navigationFailure(
  url: string,
  message: string,
  { pageTimeoutMs, failureAt }: Pick<Surroundings, 'pageTimeoutMs' | 'failureAt'>,
  asked = url,
): ToolOutcome {
  const seen = /ERR_[A-Z_]+/.exec(message)?.[0];
  const failure = seen !== undefined && atProxy.has(seen) ? failureAt(asked) : undefined;
  const code = failure !== undefined && 'code' in failure ? nameOf(failure.code) : seen;
  if (code === 'ERR_TIMED_OUT' || code === 'ERR_CONNECTION_TIMED_OUT' || /Timeout \d+ms exceeded/.test(message))
    return failed('PAGE_TIMEOUT', `${url} did not load within ${pageTimeoutMs / 1_000} s`);
  if (/Download is starting/.test(message)) return notHtml(url, 'a download');
  if (/chrome-error:/.test(message) || code === 'ERR_ABORTED') return failed('PAGE_EMPTY', `${url} has no content`);
  const known: SessionErrorCode = 'PAGE_UNREACHABLE';
  const reason = (code && reasons[code]) ?? code ?? message;
  return failed(known, `${url} cannot be reached: ${reason}${code !== undefined && reasons[code] ? ` (${code})` : ''}`);
}

const nameOf = (code: string) =>
  code.startsWith('HPE_') ? 'ERR_INVALID_HTTP_RESPONSE' : (withoutProxy[code] ?? `ERR_${code}`);

export function notHtml(url: string, contentType: string): ToolOutcome {
  return failed('PAGE_NOT_HTML', `${url} is neither a web page nor a feed but ${contentType}`);
}
