import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { findBrowser } from '../../src/dev/obtain-browser.ts';
import type { BrowserPool, BrowserPoolOptions } from '../../src/browser/browser-pool.ts';
import { createBrowserPool } from '../../src/browser/pool.ts';
import type { ToolOutcome } from '../../src/browser/outcome.ts';
import type { AgentConfig } from '../../src/contract/agent.ts';
import type { Effect, ToolCall } from '../../src/contract/tools.ts';
import type { ToolResult } from '../../src/contract/results.ts';
import { parseAllowList } from '../../src/network/allow-list.ts';
import { createNetworkGuard } from '../../src/network/guard.ts';
import { siteOf } from '../../src/network/sites.ts';

type Handler = (request: IncomingMessage, response: ServerResponse) => void;
/** HTML, or a type and a body, or whatever a handler does. */
export type Route = string | { type: string; body: string } | Handler;

export interface Site {
  url: string;
  /** Its site as the product names it. */
  name: string;
  /** May be changed at any time; `{origin}` in a body becomes the address of the site. */
  routes: Record<string, Route>;
  close(): Promise<void>;
}

/** A real HTTP server on a free port of this machine. */
export async function startSite(routes: Record<string, Route>): Promise<Site> {
  const server = createServer((request, response) => {
    const route = site.routes[request.url ?? '/'];
    if (typeof route === 'function') return route(request, response);
    const { type, body } =
      typeof route === 'string' ? { type: 'text/html; charset=utf-8', body: route } : (route ?? notFound);
    response.writeHead(route === undefined ? 404 : 200, { 'content-type': type });
    return response.end(body.replaceAll('{origin}', site.url));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const site: Site = {
    url,
    name: siteOf(url),
    routes,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
  return site;
}

const notFound = { type: 'text/html', body: '<h1>Not here</h1>' };

/** A pool on the Chromium of this machine, which may visit loopback addresses alone beside public ones. */
export function startPool(options: Partial<BrowserPoolOptions> = {}): BrowserPool {
  const guard = createNetworkGuard({ allow: parseAllowList('127.0.0.1') });
  return createBrowserPool({ executablePath: findBrowser, maxSessions: 4, guard, ...options });
}

/** What most tests act within: acting is allowed, nobody was asked, and robots.txt is another test's subject. */
export const unasked = { permitted: 'act', approves: null, robots: 'ignore' } as const;

export type Visit = (call: ToolCall, permitted?: Effect) => Promise<ToolOutcome>;

/** Acts in one session of a pool; changing the page is permitted unless told otherwise. */
export function visitor(
  pool: BrowserPool,
  sessionId: string,
  allowedSites: string[],
  robots: AgentConfig['robots'] = unasked.robots,
): Visit {
  return async (action, permitted = unasked.permitted) => {
    const { signal } = new AbortController();
    const policy = permitted === 'submit' ? [{ effect: permitted, decision: 'allow' as const }] : [];
    const about = { sessionId, action, allowedSites, signal, policy };
    return (await pool.act({ ...about, ...unasked, permitted, robots })).outcome;
  };
}

/** The result of a tool that is expected to have done its work. */
export function resultOf<Tool extends ToolResult['tool']>(
  outcome: ToolOutcome,
  tool: Tool,
): ToolResult & { tool: Tool } {
  if (outcome.status === 'failed') throw new Error(`${outcome.code}: ${outcome.message}`);
  if (outcome.result.tool !== tool) throw new Error(`${outcome.result.tool} instead of ${tool}`);
  return outcome.result as ToolResult & { tool: Tool };
}
