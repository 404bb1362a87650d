import type { CDPSession } from 'playwright-core';
import { BoundedMap } from '../../contract/bounded-map.ts';
import type { GuardingProxy } from '../../network/guarding-proxy.ts';
import type { RequestGate } from './request-gate.ts';
import type { PageRequest, Requester } from './request-place.ts';
import { changesSomething, type SentRequest } from './sent-request.ts';

interface Owner {
  contextId: string;
  isPage: boolean;
}

interface Paused {
  requestId: string;
  frameId: string;
  resourceType: string;
  request: {
    url: string;
    method: string;
    headers: Record<string, string>;
    hasPostData?: boolean;
    postDataEntries?: { bytes?: string }[];
  };
  /** Of the request that its server answered with this one. */
  redirectedRequestId?: string;
  responseErrorReason?: string;
  responseStatusCode?: number;
}

interface Verdict {
  /** `go and tell`: its answer is of interest. */
  says: 'go' | 'go and tell' | 'stop';
  /** Called where the request is gone by the time that it may leave. */
  ifGivenUp?: () => void;
}

const stop: Verdict = { says: 'stop' };
/** A site that wants a login shows what it has for those without one. */
const cancelLogin = { response: 'CancelAuth' } as const;
/** Frames of a browser whose owner is known when they are gone. */
const framesMax = 10_000;
/** What may send something; pictures, styles and the like only ask. */
const patterns = ['Document', 'XHR', 'Fetch', 'Ping', 'CSPViolationReport', 'Other'] as const;

/** A session to which requests may belong. */
interface Guarded {
  gate: RequestGate;
  /** True for a frame that is known to be inside of one of the session's pages; false says nothing. */
  knowsFrame(frameId: string): boolean;
  /** True for a frame inside of one of the session's pages. */
  hasFrame(frameId: string): Promise<boolean>;
  /** The address of the page that is open. */
  address(): string;
  /** Chromium's name of that page. */
  readonly mainFrameId: string;
  /** Told of the bytes that a request sends. */
  noteSent(bytes: number): void;
}

/** The gates of a browser's sessions, by Chromium's names of their contexts. */
export interface RequestGates {
  add(contextId: string, session: Guarded): void;
  remove(contextId: string): void;
}

/**
 * Has Chromium ask before each document of any page, pop-ups included, and before each request that may change
 * something. With the first document of a session the proxy asks for credentials, and Chromium keeps them for all that
 * follows.
 *
 * While a session's context is being made it has no gate yet, and no page of its own either. What a frame sends as it
 * goes is its session's, too; where nobody can tell whose a request is, it asks, and sends nothing.
 */
export async function guardRequests(
  protocol: CDPSession,
  credentials: GuardingProxy['credentials'],
): Promise<RequestGates> {
  const sessions = new Map<string, Guarded>();
  const owners = new BoundedMap<string, Owner>(framesMax);

  /** Whose request it is: undefined where nobody can tell. */
  async function ownerOf(frameId: string): Promise<Owner | undefined> {
    const owner = await askOwner(frameId);
    if (owner === undefined) return owners.get(frameId);
    owners.set(frameId, owner);
    return owner;
  }

  /** Undefined for a frame that is gone. */
  async function askOwner(frameId: string): Promise<Owner | undefined> {
    const target = await protocol.send('Target.getTargetInfo', { targetId: frameId }).catch(() => undefined);
    if (target !== undefined) {
      const { type, browserContextId = '' } = target.targetInfo;
      return { contextId: browserContextId, isPage: type === 'page' || type === 'prerender' };
    }
    // a frame that shares its page's process does not tell whose it is
    const all = Array.from(sessions, ([contextId, session]) => ({ contextId, session }));
    const known = all.find(({ session }) => session.knowsFrame(frameId));
    if (known !== undefined) return { contextId: known.contextId, isPage: false };
    // all at once, since one whose page hangs takes its time
    const claims = all.map(async ({ contextId, session }) =>
      (await session.hasFrame(frameId)) ? { contextId, isPage: false } : Promise.reject(new Error('not its own')),
    );
    return Promise.any(claims).catch(() => undefined);
  }

  const sessionOf = (owner: Owner | undefined) => owner && sessions.get(owner.contextId);

  /** Before a request leaves: whether it may, and whether its answer is of interest. */
  async function judge(paused: Paused): Promise<Verdict> {
    if (isAhead(paused.request)) return stop;
    const isDocument = paused.resourceType === 'Document';
    const sent = sentBy(paused);
    const isRedirect = paused.redirectedRequestId !== undefined;
    const isChanging = changesSomething(sent);
    const gates = [...sessions.values()].map(({ gate }) => gate);
    if (!isDocument && !isChanging && !gates.some(({ bindsSecrets }) => bindsSecrets)) return { says: 'go' };
    const owner = await ownerOf(paused.frameId);
    const session = sessionOf(owner);
    if (owner === undefined || session === undefined) {
      const straying = Promise.all(gates.map((gate) => gate.straying({ sent, isRedirect })));
      return isChanging || (await straying).some((words) => words !== undefined) ? stop : { says: 'go' };
    }
    const requester: Requester = !isDocument ? 'script' : owner.isPage ? 'page' : 'frame';
    session.noteSent(sent.body?.length ?? 0);
    const pageId = owner.isPage ? paused.frameId : session.mainFrameId;
    const request: PageRequest = { requester, sent, isRedirect, pageId, pageUrl: session.address() };
    if (!(await session.gate.admits(request))) return stop;
    return { says: requester === 'page' ? 'go and tell' : 'go', ifGivenUp: () => session.gate.noteGivenUp(request) };
  }

  /** Where a page itself was asked for, and came or did not. */
  async function judgeAnswer({ frameId, request: { url }, responseErrorReason, ...answer }: Paused): Promise<Verdict> {
    const session = sessionOf(await ownerOf(frameId));
    if (responseErrorReason === undefined) {
      if (isShown(answer)) session?.gate.noteAnswered(frameId);
      return { says: 'go' };
    }
    return { says: session?.gate.wasRefused(url) === true ? 'stop' : 'go' };
  }

  protocol.on('Fetch.requestPaused', (paused) => {
    void (async () => {
      const { requestId, responseErrorReason, responseStatusCode } = paused;
      const isAnswer = responseErrorReason !== undefined || responseStatusCode !== undefined;
      const { says, ifGivenUp } = await (isAnswer ? judgeAnswer(paused) : judge(paused)).catch(() => stop); // the action was given up
      // as if the page had been told to stop, so that the one before stays
      if (says === 'stop') await protocol.send('Fetch.failRequest', { requestId, errorReason: 'Aborted' });
      else
        await protocol
          .send('Fetch.continueRequest', { requestId, interceptResponse: says === 'go and tell' })
          .catch(ifGivenUp);
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
  await protocol.send('Fetch.enable', {
    patterns: patterns.map((resourceType) => ({ resourceType })),
    handleAuthRequests: true,
  });
  return {
    add: (contextId, session) => void sessions.set(contextId, session),
    remove: (contextId) => void sessions.delete(contextId),
  };
}

/** False for an answer that leaves the page as it is, or leads on. */
const isShown = ({ responseStatusCode: status = 200 }: Pick<Paused, 'responseStatusCode'>) =>
  status !== 204 && status !== 205 && !(status >= 300 && status < 400);

/** A page that may be opened later is fetched when it is, and judged then. */
const isAhead = ({ headers }: Paused['request']) =>
  Object.entries(headers).some(([name, value]) => /^sec-purpose$/i.test(name) && value.includes('prefetch'));

function sentBy({ request: { url, method, headers, hasPostData = false, postDataEntries = [] } }: Paused): SentRequest {
  // what is in a file on disk, or in a blob, is not told
  const isWhole = postDataEntries.length > 0 && postDataEntries.every(({ bytes }) => bytes !== undefined);
  const body = isWhole
    ? Buffer.concat(postDataEntries.map(({ bytes = '' }) => Buffer.from(bytes, 'base64')))
    : undefined;
  return { method, url, body, hasBody: hasPostData, headers };
}
