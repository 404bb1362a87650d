import type { CDPSession } from 'playwright-core';
import type { GuardingProxy } from '../../network/guarding-proxy.ts';
import { siteOf } from '../../network/sites.ts';
import type { Surroundings } from '../outcome.ts';
import type { Objection } from '../fetching/robots.ts';

/** Why a document was stopped before its request left. */
export type Stop =
  | { reason: 'elsewhere' | 'circle'; url: string }
  /** For people: what the guard said, or how the form is sent. */
  | { reason: 'refused' | 'form'; url: string; detail: string }
  | { reason: 'robots'; url: string; objection: Objection };

export interface DocumentRequest {
  url: string;
  method: string;
  isMainFrame: boolean;
}

/** What the documents of a session are measured by: all that the action in progress may do. */
export type Passage = Pick<Surroundings, 'guard' | 'failureAt' | 'allowedSites' | 'permitted' | 'robots' | 'signal'>;

/** Pages that one action may lead to one after the other. */
const documentsMax = 30;

/**
 * Decides on each document that a session's pages ask for, whatever made them ask: a click, a script, a redirect, a
 * pop-up. A page is on a permitted site at a permitted address, and a form is sent by an action that may send one.
 *
 * The proxy guards every connection anyway. Here a page's address is checked first so that nobody is asked to permit
 * a site that would then be refused, and the page before stays.
 */
export class DocumentGate {
  /** The last document that a page itself, and not a frame, asked for and was let ask for; the last hop of redirects. */
  lastAdmitted: string | undefined;
  #passage: Passage | undefined;
  #documents = 0;
  #stops: Stop[] = [];

  /** For one action, and for what its page does by itself until the next one. */
  open(passage: Passage): void {
    this.#passage = passage;
    this.#documents = 0;
    this.#stops = [];
    this.lastAdmitted = undefined;
  }

  /** After an action, no form is sent any more. */
  narrow(): void {
    if (this.#passage !== undefined)
      this.#passage = { ...this.#passage, permitted: 'read', signal: new AbortController().signal };
  }

  /** What was stopped since the action began, and not asked for yet. */
  takeStop(): Stop | undefined {
    const [first] = this.#stops;
    this.#stops = [];
    return first;
  }

  async admits(request: DocumentRequest): Promise<boolean> {
    const stop = await this.#judge(request);
    if (stop !== undefined) this.#stops.push(stop);
    else if (request.isMainFrame) this.lastAdmitted = request.url;
    return stop === undefined;
  }

  /** Whether the guard refused the connection for a document that was admitted; then that is why it was stopped. */
  wasRefused(url: string): boolean {
    const failure = this.#passage?.failureAt(url);
    if (failure === undefined || !('refused' in failure)) return false;
    this.#stops.push({ reason: 'refused', url, detail: failure.refused });
    return true;
  }

  async #judge({ url, method, isMainFrame }: DocumentRequest): Promise<Stop | undefined> {
    const passage = this.#passage;
    if (passage === undefined) return undefined;
    const { guard, allowedSites, permitted, robots, signal } = passage;
    if (method !== 'GET' && method !== 'HEAD' && permitted !== 'submit') return { reason: 'form', url, detail: method };
    const verdict = isMainFrame ? await guard.check(url) : guard.inspect(url);
    if (!verdict.permitted) return { reason: 'refused', url, detail: verdict.reason };
    if (!isMainFrame) return undefined;
    this.#documents += 1;
    if (this.#documents > documentsMax) return { reason: 'circle', url };
    if (!allowedSites.includes(siteOf(url))) return { reason: 'elsewhere', url };
    // what a robots.txt is about is reading unasked: a form that may be sent is none of it
    const objection = permitted === 'submit' ? undefined : await robots?.objection(url, signal);
    return objection === undefined ? undefined : { reason: 'robots', url, objection };
  }
}

interface Owner {
  contextId: string;
  gate: DocumentGate | undefined;
  isMainFrame: boolean;
}

interface Paused {
  frameId: string;
  request: { url: string; method: string };
  responseErrorReason?: string;
}

/** A site that wants a login shows what it has for those without one. */
const cancelLogin = { response: 'CancelAuth' } as const;

/** A session to which documents may belong. */
interface Guarded {
  gate: DocumentGate;
  /** True for a frame inside of one of the session's pages. */
  hasFrame(frameId: string): Promise<boolean>;
}

/** The gates of a browser's sessions, by Chromium's names of their contexts. */
export interface DocumentGates {
  add(contextId: string, session: Guarded): void;
  remove(contextId: string): void;
}

/**
 * Has Chromium ask before each document of any page, pop-ups included; for nothing else that a page loads. With the
 * first document of a session the proxy asks for credentials, and Chromium keeps them for all that follows.
 *
 * While a session's context is being made it has no gate yet, and no page of its own either.
 */
export async function guardDocuments(
  protocol: CDPSession,
  credentials: GuardingProxy['credentials'],
): Promise<DocumentGates> {
  const sessions = new Map<string, Guarded>();

  /** Whose document it is: undefined where nobody can tell, and without a gate while its session is being opened. */
  async function ownerOf(frameId: string): Promise<Owner | undefined> {
    const target = await protocol.send('Target.getTargetInfo', { targetId: frameId }).catch(() => undefined);
    if (target !== undefined) {
      const { type, browserContextId = '' } = target.targetInfo;
      const { gate } = sessions.get(browserContextId) ?? {};
      return { contextId: browserContextId, gate, isMainFrame: type === 'page' };
    }
    // a frame that shares its page's process does not tell whose it is
    for (const [contextId, session] of sessions)
      if (await session.hasFrame(frameId)) return { contextId, gate: session.gate, isMainFrame: false };
    return undefined;
  }

  /** Before a request leaves: whether it may, and whether its answer is of interest. */
  async function judge({ frameId, request: { url, method } }: Paused): Promise<'go' | 'go and tell' | 'stop'> {
    const owner = await ownerOf(frameId);
    if (owner === undefined) return method === 'GET' ? 'go' : 'stop';
    const { gate, isMainFrame } = owner;
    if ((await gate?.admits({ url, method, isMainFrame })) === false) return 'stop';
    return isMainFrame ? 'go and tell' : 'go';
  }

  /** Where a page itself was asked for, and came or did not. */
  async function judgeAnswer({ frameId, request: { url }, responseErrorReason }: Paused): Promise<'go' | 'stop'> {
    if (responseErrorReason === undefined) return 'go';
    const owner = await ownerOf(frameId);
    return owner?.gate?.wasRefused(url) === true ? 'stop' : 'go';
  }

  protocol.on('Fetch.requestPaused', (paused) => {
    void (async () => {
      const { requestId, responseErrorReason, responseStatusCode } = paused;
      const isAnswer = responseErrorReason !== undefined || responseStatusCode !== undefined;
      const verdict = await (isAnswer ? judgeAnswer(paused) : judge(paused)).catch(() => 'stop'); // the action was given up
      // as if the page had been told to stop, so that the one before stays
      if (verdict === 'stop') await protocol.send('Fetch.failRequest', { requestId, errorReason: 'Aborted' });
      else await protocol.send('Fetch.continueRequest', { requestId, interceptResponse: verdict === 'go and tell' });
    })().catch(() => undefined); // the page, or the browser, is gone
  });
  /** To the proxy a session is known by the name of its context, which Chromium keeps with the password. */
  async function credentialsOf(frameId: string) {
    const owner = await ownerOf(frameId);
    return { ...credentials, username: owner?.contextId || credentials.username };
  }

  protocol.on('Fetch.authRequired', ({ requestId, frameId, authChallenge: { source } }) => {
    void (async () => {
      const answer =
        source === 'Proxy'
          ? ({ response: 'ProvideCredentials', ...(await credentialsOf(frameId)) } as const)
          : cancelLogin;
      await protocol.send('Fetch.continueWithAuth', { requestId, authChallengeResponse: answer });
    })().catch(() => undefined); // the page, or the browser, is gone
  });
  await protocol.send('Fetch.enable', { patterns: [{ resourceType: 'Document' }], handleAuthRequests: true });
  return {
    add: (contextId, session) => void sessions.set(contextId, session),
    remove: (contextId) => void sessions.delete(contextId),
  };
}
