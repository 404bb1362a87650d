import { decide } from '../../contract/policy.ts';
import type { ToolName } from '../../contract/tools.ts';
import { addressInWords } from '../../network/shown-address.ts';
import { siteOf } from '../../network/sites.ts';
import { HeldRequests } from './held-requests.ts';
import { frameDecision, isDecided, pageDecision, type PageRequest, type Passage, subjectOf } from './request-place.ts';
import {
  changesSomething,
  type ExpectedRequest,
  isAsExpected,
  type SentRequest,
  shownRequest,
} from './sent-request.ts';
import { StrayingSecrets } from './straying-secrets.ts';
import { notApproved, notLet, type RequestQuestion, type Stop, type Verdict } from './verdict.ts';

/** Pages that one action may lead to one after the other. */
const documentsMax = 30;
/** Sentences that one action may bring on what was not let. */
const noticesMax = 10;
const acts: ReadonlySet<ToolName> = new Set(['click', 'type', 'select', 'press']);
/** What a page does after these is no longer what an earlier action set off. */
const begins: ReadonlySet<ToolName> = new Set([...acts, 'navigate', 'back']);

/**
 * Decides on each document that a session's pages ask for, and on each request of theirs that may change something,
 * whatever made them ask: a click, a script, a redirect, a pop-up. The policy and the sites of the session hold here,
 * before a byte is fetched; what a person is to decide waits, unsent, until then.
 *
 * The proxy guards every connection anyway. Here a page's address is checked first so that nobody is asked to permit
 * a site that would then be refused, and the page before stays.
 */
export class RequestGate {
  /** The last document that a page itself, and not a frame, asked for and was let ask for; the last hop of redirects. */
  lastAdmitted: string | undefined;
  readonly held = new HeldRequests();
  #passage: Passage | undefined;
  #isActing = false;
  #onStop: (() => void) | undefined;
  #documents = 0;
  #stops: Stop[] = [];
  #notices = new Set<string>();
  readonly #letThrough = new WeakSet<PageRequest>();
  #expected: ExpectedRequest | undefined;
  readonly #strayingSecrets = new StrayingSecrets();
  /** Pages that show another document than the one in which the action began, by Chromium's names. */
  readonly #renewed = new Set<string>();
  /** True while nothing came yet of a click or a key that a person approved: pages send late, too. */
  #isOwed = false;

  /**
   * For one action, and for what its page does by itself until the next one. What a person approved holds for all that
   * an action goes on with.
   */
  open(passage: Passage, { goesOn = false }: { goesOn?: boolean } = {}): void {
    const { tool, isApproved } = passage;
    const isBound = goesOn && this.#passage?.isApproved === true;
    if (!goesOn) this.#renewed.clear();
    if (goesOn) this.#isOwed &&= !isApproved;
    else if (begins.has(tool)) this.#isOwed = isApproved && (tool === 'click' || tool === 'press');
    if (!this.#isOwed || begins.has(tool)) this.#expected = undefined;
    this.#passage = { ...passage, isApproved: isApproved || isBound };
    this.#isActing = true;
    this.#documents = 0;
    this.#stops = [];
    this.lastAdmitted = undefined;
  }

  /** What the action in progress is to send, by what was approved: this goes once, and what differs does not. */
  expect(request: ExpectedRequest): void {
    this.#expected = request;
  }

  /** After an action no form is sent but the one that was approved, and nobody is asked before the next one. */
  narrow(): void {
    this.#isActing = false;
    if (!this.#isOwed) this.#expected = undefined;
    this.held.stopTelling();
    if (this.#passage !== undefined)
      this.#passage = { ...this.#passage, permitted: 'read', signal: new AbortController().signal };
  }

  /** True while an action is in progress that a person approved. */
  get isApproved(): boolean {
    return this.#isActing && this.#passage?.isApproved === true;
  }

  /** True where a secret was typed that may leave the page by some ways alone. */
  get bindsSecrets(): boolean {
    return (this.#passage?.secrets.routed.length ?? 0) > 0;
  }

  /** Where a request would have a secret appear that was typed with another way in view. */
  async straying(request: Pick<PageRequest, 'sent' | 'isRedirect'>): Promise<string | undefined> {
    return this.#passage && this.#strayingSecrets.find(request, this.#passage);
  }

  /** What was stopped since the action began, and not asked for yet. */
  takeStop(): Stop | undefined {
    const [first] = this.#stops;
    this.#stops = [];
    return first;
  }

  /** Resolves at the next request that is stopped. */
  nextStop(): Promise<void> {
    return new Promise((resolve) => (this.#onStop = resolve));
  }

  /** What the next outcome says beside. */
  addNotice(notice: string): void {
    if (this.#notices.size < noticesMax) this.#notices.add(notice);
  }

  /** What pages wanted beside, and were not let, since this was last asked for. */
  takeNotices(): string[] {
    const notices = [...this.#notices];
    this.#notices.clear();
    return notices;
  }

  /** Resolves when it is decided, which may be when a person has answered. */
  async admits(request: PageRequest): Promise<boolean> {
    const verdict = await this.#judge(request);
    if (verdict !== 'go') {
      if ('notice' in verdict) {
        this.addNotice(verdict.notice);
        return false;
      }
      if ('reason' in verdict) return this.#stop(verdict);
      if (!(await this.#hold(request, verdict))) return false;
      this.#letThrough.add(request);
      this.#isOwed = false;
    }
    if (request.requester === 'page') {
      this.lastAdmitted = request.sent.url;
      if (this.#expected === undefined) this.#isOwed = false;
    }
    return true;
  }

  /** A page is about to show what it asked for: what it sends from then on, no action set off. */
  noteAnswered(pageId: string): void {
    this.#renewed.add(pageId);
  }

  /** A request that was admitted, and that its page had given up by then: of interest where a person let it through. */
  noteGivenUp(request: PageRequest): void {
    if (this.#letThrough.has(request)) this.#stop({ reason: 'given up', url: request.sent.url });
  }

  /** Whether the guard refused the connection for a document that was admitted; then that is why it was stopped. */
  wasRefused(url: string): boolean {
    const failure = this.#passage?.failureAt(url);
    if (failure === undefined || !('refused' in failure)) return false;
    this.#stop({ reason: 'refused', url, detail: failure.refused });
    return true;
  }

  #stop(stop: Stop): false {
    this.#stops.push(stop);
    this.#onStop?.();
    return false;
  }

  async #judge(request: PageRequest): Promise<Verdict> {
    const passage = this.#passage;
    if (passage === undefined) return 'go';
    if (request.requester === 'script') return this.#judgeScript(request, passage);
    const { url } = request.sent;
    const isPage = request.requester === 'page';
    const verdict = isPage ? await passage.guard.check(url) : passage.guard.inspect(url);
    if (!verdict.permitted) return { reason: 'refused', url, detail: verdict.reason };
    const isApproved = this.#expected !== undefined && isAsExpected(request.sent, this.#expected);
    const sending = this.#judgeSending(request, passage);
    const place = isPage ? pageDecision(url, passage) : frameDecision(request, passage);
    if (place.decision === 'deny') {
      if (isPage) return { reason: 'denied', url, detail: place.because };
      return notLet(`a frame from ${url}`, place.because);
    }
    if (sending !== 'go' && 'reason' in sending) return sending;
    if (isPage) {
      this.#documents += 1;
      if (this.#documents > documentsMax) return { reason: 'circle', url };
    }
    const isElsewhere = isPage && !passage.allowedSites.includes(siteOf(url));
    // what a robots.txt is about is reading unasked: a form that may be sent is none of it
    const isForm = passage.permitted === 'submit' || changesSomething(request.sent);
    const asksRobots = isPage && !isElsewhere && !isForm && sending === 'go';
    const objection = asksRobots ? await passage.robots?.objection(url, passage.signal) : undefined;
    if (objection !== undefined) return { reason: 'robots', url, objection };
    if (sending !== 'go') return sending;
    const straying = isApproved ? undefined : await this.straying(request);
    if (straying !== undefined) {
      const { decision, because } = decide(passage.policy, subjectOf(url, 'submit', passage));
      const isDenied = decision === 'deny';
      if (!isDenied && this.#mayHold(passage)) return { effect: isElsewhere ? 'leave' : 'submit', because: straying };
      const detail = isDenied ? because : straying;
      return isPage ? { reason: 'denied', url, detail } : notLet(`a frame from ${url}`, detail);
    }
    if (place.decision === 'ask' && place.isByRule && !isDecided(url, passage)) {
      if (this.#isActing) return { effect: isElsewhere ? 'leave' : 'read', because: place.because };
      if (isPage) return { reason: 'denied', url, detail: `${place.because}, and nothing was being done` };
      return notLet(`a frame from ${url}`, place.because);
    }
    if (!isElsewhere) return 'go';
    // where the policy lets it go, it may be proposed in its own right
    const mayAsk = place.decision === 'ask' && this.#mayAskAbout(passage);
    return mayAsk ? { effect: 'leave', because: place.because } : { reason: 'elsewhere', url };
  }

  /** A document that is asked for with what a form sends. */
  #judgeSending({ sent, requester }: PageRequest, passage: Passage): 'go' | Stop | RequestQuestion {
    const expected = this.#expected;
    if (this.#isExpected(sent)) return 'go';
    const { url, method } = sent;
    // a form that is sent by its address is the first page that is asked for
    const isInstead = expected?.method === 'GET' && requester === 'page';
    if (!changesSomething(sent) && !isInstead) return 'go';
    this.#expected = undefined;
    const { decision, because } = decide(passage.policy, subjectOf(url, 'submit', passage));
    if (decision === 'deny') return { reason: 'denied', url, detail: because };
    if (!passage.isApproved && passage.permitted === 'submit' && decision === 'allow') return 'go';
    if (!this.#mayHold(passage)) return { reason: 'form', url, detail: method };
    return passage.isApproved || this.#isOwed ? notApproved(sent, expected) : { effect: 'submit', because };
  }

  async #judgeScript(request: PageRequest, passage: Passage): Promise<Verdict> {
    const { sent, pageId, pageUrl } = request;
    const { url, method } = sent;
    const verdict = passage.guard.inspect(url);
    if (!verdict.permitted) return 'go'; // the proxy says why
    const straying = await this.straying(request);
    if ((straying === undefined && !changesSomething(sent)) || this.#isExpected(sent)) return 'go';
    const site = siteOf(url);
    const isOwn = passage.allowedSites.includes(site) || (URL.canParse(pageUrl) && siteOf(pageUrl) === site);
    const { decision, because, isByRule } = decide(passage.policy, subjectOf(url, 'submit', passage));
    const what = `a request by ${method} to ${url}`;
    if (decision === 'deny') return notLet(what, because);
    if (straying !== undefined) {
      if (!this.#mayHold(passage)) return notLet(what, straying);
      return { effect: 'submit', because: straying, instead: this.#expected };
    }
    const mayAsk = this.#mayAskAbout(passage) && !this.#renewed.has(pageId);
    if (this.#isOwed || (passage.isApproved && mayAsk)) return notApproved(sent, this.#expected);
    if (isOwn || (decision === 'allow' && isByRule)) return 'go';
    if (mayAsk) return { effect: 'submit', because: 'It sends something beyond the sites of the goal.' };
    return notLet(what, 'it goes beyond the sites of the goal, and no action set it off');
  }

  /** What was approved goes once. */
  #isExpected(sent: SentRequest): boolean {
    if (this.#expected === undefined || !isAsExpected(sent, this.#expected)) return false;
    this.#expected = undefined;
    this.#isOwed = false;
    return true;
  }

  /** Only what an action in the page set off is put to a person. */
  #mayAskAbout({ tool }: Passage): boolean {
    return this.#isActing && acts.has(tool);
  }

  /** The same, and what comes late of what a person approved. */
  #mayHold(passage: Passage): boolean {
    return this.#isOwed || this.#mayAskAbout(passage);
  }

  async #hold(
    { sent, requester, pageUrl }: PageRequest,
    { effect, because, instead }: RequestQuestion,
  ): Promise<boolean> {
    const { url } = sent;
    const request = shownRequest(sent, pageUrl, instead);
    if (request === undefined || this.held.isFull) {
      const detail = request === undefined ? 'it is more than can be shown to a person' : 'too many requests wait';
      return this.#stop({ reason: 'too much', url, detail });
    }
    const what = requester === 'page' ? 'a page' : requester === 'frame' ? 'a frame' : 'a script';
    const element = changesSomething(sent)
      ? `${what} that sends ${request.method} to ${addressInWords(request.address)}`
      : `${what} from ${addressInWords(request.address)}`;
    const { origin } = new URL(url);
    const is_page = requester === 'page';
    return this.held.hold({ effect, because, origin, site: siteOf(url), element, is_page, request });
  }
}
