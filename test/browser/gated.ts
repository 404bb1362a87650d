import type { TestContext } from 'node:test';
import type { AgentConfig } from '../../src/contract/agent.ts';
import type { Effect, ToolCall } from '../../src/contract/tools.ts';
import type { BrowserPool, SessionStep } from '../../src/browser/browser-pool.ts';
import { referenceIn } from '../support/reference-in.ts';
import { type Route, type Site, startSite } from './site.ts';

/** A site that keeps what came: `POST /order name=Ann`. */
export interface LoggingSite extends Site {
  log: string[];
}

export async function startLoggingSite(t: TestContext, routes: Record<string, Route>): Promise<LoggingSite> {
  const log: string[] = [];
  const logged = Object.entries(routes).map(([path, route]): [string, Route] => [
    path,
    (request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        log.push([request.method, request.url, Buffer.concat(chunks).toString()].join(' ').trim());
        response.setHeader('access-control-allow-origin', '*');
        response.setHeader('access-control-allow-headers', '*');
        if (typeof route === 'function') return route(request, response);
        const { type, body } = typeof route === 'string' ? { type: 'text/html; charset=utf-8', body: route } : route;
        return response.writeHead(200, { 'content-type': type }).end(body);
      });
    },
  ]);
  const site = await startSite(Object.fromEntries(logged));
  t.after(() => site.close());
  return Object.assign(site, { log });
}

interface Terms {
  policy?: AgentConfig['policy'];
  permitted?: Effect;
  /** True where a person approved the action. */
  isApproved?: boolean;
  /** Where a test has several sessions. */
  id?: string;
}

/** One session that may be on some sites, step by step. */
export async function openGated(t: TestContext, pool: BrowserPool, allowedSites: string[], terms: Terms = {}) {
  const sessionId = `${t.fullName} ${terms.id ?? ''}`;
  await pool.open({ sessionId, checkpoint: null, allowedSites });
  t.after(() => pool.close(sessionId));
  const { policy = [] } = terms;
  const { signal } = new AbortController();
  const about = { sessionId, allowedSites, policy, robots: 'ignore', signal } as const;
  const act = (action: ToolCall, { permitted = 'act', isApproved = false }: Terms = {}): Promise<SessionStep> =>
    pool.act({ ...about, action, permitted, approves: isApproved ? () => true : null });
  const open = (url: string) => act({ tool: 'navigate', arguments: { url } });
  const refOf = async (element: string): Promise<string> => {
    const { outcome } = await act({ tool: 'snapshot', arguments: {} });
    const tree = outcome.status === 'done' && 'tree' in outcome.result ? outcome.result.tree : '';
    return referenceIn(tree, element);
  };
  return {
    act,
    open,
    refOf,
    async click(element: string, more: Terms = {}): Promise<SessionStep> {
      return act({ tool: 'click', arguments: { ref: await refOf(element) } }, more);
    },
    /** What a person says to what the last click held. */
    settle(step: SessionStep, isApproved: boolean, more: { allowedSites?: string[] } = {}): Promise<SessionStep> {
      const action: ToolCall = { tool: 'click', arguments: { ref: 'e1' } };
      return pool.settle({ ...about, action, heldId: step.held?.id ?? '', isApproved, ...more });
    },
  };
}

/** What an outcome says, whatever it is. */
export const wordsOf = ({ outcome }: SessionStep): string => JSON.stringify(outcome);
