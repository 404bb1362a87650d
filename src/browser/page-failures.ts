import type { SessionErrorCode } from '../contract/session.ts';
import { failed, type ToolOutcome } from './outcome.ts';

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
};

/** What Chromium's error says of a navigation that came to no page. */
export function navigationFailure(url: string, message: string, timeoutMs: number): ToolOutcome {
  const code = /ERR_[A-Z_]+/.exec(message)?.[0];
  if (code === 'ERR_TIMED_OUT' || code === 'ERR_CONNECTION_TIMED_OUT' || message.includes('Timeout'))
    return failed('PAGE_TIMEOUT', `${url} did not load within ${timeoutMs / 1_000} s`);
  if (/Download is starting/.test(message)) return notHtml(url, 'a download');
  if (/chrome-error:/.test(message) || code === 'ERR_ABORTED') return failed('PAGE_EMPTY', `${url} has no content`);
  const known: SessionErrorCode = 'PAGE_UNREACHABLE';
  const reason = (code && reasons[code]) ?? code ?? message.split('\n')[0];
  return failed(known, `${url} cannot be reached: ${reason}${code !== undefined && reasons[code] ? ` (${code})` : ''}`);
}

export function notHtml(url: string, contentType: string): ToolOutcome {
  return failed('PAGE_NOT_HTML', `${url} is neither a web page nor a feed but ${contentType}`);
}
