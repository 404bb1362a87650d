import { chromiumNameOf, connectionWords } from '../connection-failures.ts';
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

/** How Chromium shows a connection that its proxy did not get. */
const atProxy = new Set(['ERR_TUNNEL_CONNECTION_FAILED', 'ERR_EMPTY_RESPONSE']);

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
  const code = failure !== undefined && 'code' in failure ? chromiumNameOf(failure.code) : seen;
  if (code === 'ERR_TIMED_OUT' || code === 'ERR_CONNECTION_TIMED_OUT' || /Timeout \d+ms exceeded/.test(message))
    return failed('PAGE_TIMEOUT', `${url} did not load within ${pageTimeoutMs / 1_000} s`);
  if (/Download is starting/.test(message)) return notHtml(url, 'a download');
  if (/chrome-error:/.test(message) || code === 'ERR_ABORTED') return failed('PAGE_EMPTY', `${url} has no content`);
  return failed(
    'PAGE_UNREACHABLE',
    `${url} cannot be reached: ${code === undefined ? message : connectionWords(code)}`,
  );
}

export function notHtml(url: string, contentType: string): ToolOutcome {
  return failed('PAGE_NOT_HTML', `${url} is neither a web page nor a feed but ${contentType}`);
}
