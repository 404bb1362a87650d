import {
  ActivityFailure,
  ApplicationFailure,
  CancellationScope,
  condition,
  isCancellation,
  patched,
  TimeoutFailure,
} from '@temporalio/workflow';
import type { ActOutput, BrowserLease, ExamineOutput, Permitted } from '../contract/activities.ts';
import { type HeldRequest, type ProposedAction, toolEffects } from '../contract/tools.ts';
import type { ActionOutcome } from '../contract/results.ts';
import type { AgentConfig } from '../contract/agent.ts';
import { limits } from '../contract/limits.ts';
import { browserPool, heldPage, ownedBrowser } from './activities.ts';
import { nowMs } from './now.ts';
import { PageKnowledge } from './page-knowledge.ts';
import type { BrowserState } from './session-state.ts';

/** Why a step on the owner's queue did not end: did it begin, as far as one can know? */
type Loss = 'before' | 'during';

export interface BrowserSession {
  tracking_id: string;
  session_id: string;
  email: string;
  goal: string;
  robots: AgentConfig['robots'];
  policy: AgentConfig['policy'];
  onWaiting: () => void;
  /** With how long it was waited for, in milliseconds. */
  onStarted: (lease: BrowserLease, waitedMs: number) => void;
}

/** What an action came to; with `held` it is not over, but waits for a person. */
export interface Step {
  outcome: ActionOutcome;
  held?: HeldRequest;
  /** True where what was approved was not sent, as its page was gone by then. */
  isGone?: true;
}

/** Thrown where the session's browser was lost too often. */
export class BrowserLost extends Error {
  override readonly name = 'BrowserLost';
}

/**
 * The session's page, wherever it is. It is opened at the first step, and opened again from the last checkpoint
 * when the worker that owns it is gone.
 */
export class BrowserSteps {
  readonly #state: BrowserState;
  readonly #session: BrowserSession;
  readonly page: PageKnowledge;
  #waitingSinceMs: number | null = null;

  constructor(state: BrowserState, session: BrowserSession) {
    this.#state = state;
    this.#session = session;
    this.page = new PageKnowledge(state.page);
  }

  /**
   * One action. A reading one that was lost is done again; an acting one never, since it may have been done.
   *
   * @throws {BrowserLost} after too many losses.
   */
  async act(
    actionId: string,
    action: ProposedAction,
    { allowedSites, permitted }: { allowedSites: string[]; permitted: Permitted },
  ): Promise<Step> {
    for (;;) {
      const lease = await this.open(allowedSites);
      try {
        const { act } = ownedBrowser(lease.task_queue, action.summary);
        return this.#keep(
          await act({ ...this.#about(action), action_id: actionId, allowed_sites: allowedSites, permitted }),
        );
      } catch (error) {
        const loss = lossOf(error);
        if (loss === undefined) throw error;
        this.#lose();
        if (toolEffects[action.tool] !== 'read' && loss === 'during')
          return { outcome: { status: 'unknown', look: await this.#look(actionId, allowedSites) } };
      }
    }
  }

  /**
   * Sends what an action held, or drops it, and goes on with the action. Where the page was given back or lost
   * meanwhile, so was what waited.
   *
   * @throws {BrowserLost} after too many losses.
   */
  async settle(
    actionId: string,
    action: ProposedAction,
    held: HeldRequest,
    { isApproved, allowedSites }: { isApproved: boolean; allowedSites: string[] },
  ): Promise<Step> {
    const gone: ActionOutcome = {
      status: 'failed',
      code: 'PAGE_CHANGED',
      message: `${held.element}, which waited for a person, was not sent: the page was given back, or lost, meanwhile; what else ${action.tool} did is done, so look at the page before doing it again`,
    };
    if (this.#state.lease === null) return { outcome: gone, isGone: true };
    const { settleRequest } = ownedBrowser(
      this.#state.lease.task_queue,
      `${isApproved ? 'Send' : 'Drop'} ${held.request.method} ${held.request.address}`,
    );
    try {
      const settlement = { held_id: held.id, is_approved: isApproved, allowed_sites: allowedSites };
      return this.#keep(await settleRequest({ ...this.#about(action), ...settlement }));
    } catch (error) {
      const loss = lossOf(error);
      if (loss === undefined) throw error;
      this.#lose();
      if (!isApproved || loss === 'before') return { outcome: gone, isGone: true };
      return { outcome: { status: 'unknown', look: await this.#look(actionId, allowedSites) } };
    }
  }

  #about(action: ProposedAction) {
    const { tracking_id, session_id, goal, robots, policy } = this.#session;
    return { tracking_id, session_id, goal, robots, policy, action };
  }

  /** What an action on an element would do just now. A page that had to be opened afresh has other references. */
  async examine(action: ProposedAction): Promise<ExamineOutput> {
    const { tracking_id, session_id, goal } = this.#session;
    const lost: ExamineOutput = {
      status: 'failed',
      code: 'STALE_REFERENCE',
      message: 'the page had to be opened afresh; take a new snapshot',
    };
    if (this.#state.lease === null) return lost;
    const { examineAction } = ownedBrowser(this.#state.lease.task_queue, `Look at what it would do: ${action.summary}`);
    try {
      return await examineAction({ tracking_id, session_id, goal, action });
    } catch (error) {
      if (lossOf(error) === undefined) throw error;
      this.#lose();
      return lost;
    }
  }

  async open(allowedSites: string[]): Promise<BrowserLease> {
    if (this.#state.lease !== null) return this.#state.lease;
    const { tracking_id, session_id, email, policy } = this.#session;
    const summary = this.#state.losses === 0 ? 'Start a browser' : `Start a browser again (${this.#state.losses} lost)`;
    const { openBrowser } = browserPool(summary, email);
    const checkpoint = this.#state.checkpoint;
    const isWaitingApart = patched('a-place-is-waited-for');
    const sinceMs = nowMs();
    if (isWaitingApart) this.#waitingSinceMs = sinceMs;
    this.#session.onWaiting();
    try {
      this.#state.lease = await openBrowser({
        tracking_id,
        session_id,
        checkpoint,
        allowed_sites: allowedSites,
        policy,
      });
    } finally {
      this.#waitingSinceMs = null;
    }
    const waitedMs = Math.max(0, nowMs() - sinceMs - (this.#state.lease.opening_ms ?? 0));
    if (isWaitingApart) this.#state.waited_ms += waitedMs;
    if (checkpoint !== null) this.#state.reopenings += 1;
    this.#session.onStarted(this.#state.lease, waitedMs);
    return this.#state.lease;
  }

  /** True while all places for pages are taken. */
  get isWaiting(): boolean {
    return this.#waitingSinceMs !== null;
  }

  /** How long a place was waited for, in milliseconds. */
  get waitedMs(): number {
    return this.#state.waited_ms + (this.#waitingSinceMs === null ? 0 : nowMs() - this.#waitingSinceMs);
  }

  get reopenings(): number {
    return this.#state.reopenings;
  }

  /** Keeps the page as it is until that is over, so many seconds, or until others need it. */
  async keepWhile(isOver: () => boolean, seconds: number): Promise<void> {
    if (this.#state.lease === null) return;
    const { tracking_id, session_id } = this.#session;
    const { holdPage } = heldPage(this.#state.lease.task_queue, seconds);
    const holding = new CancellationScope();
    try {
      const { checkpoint } = await holding.run(() => {
        const held = holdPage({ tracking_id, session_id, seconds });
        condition(isOver).then(
          () => holding.cancel(),
          () => undefined, // the page was given back before
        );
        return held;
      });
      this.#state.lease = null;
      this.#state.checkpoint = checkpoint;
    } catch (error) {
      if (isCancellation(error) && isOver()) return;
      if (lossOf(error) === undefined) throw error;
      // nothing was being done there, so nothing is lost but the page
      this.#state.lease = null;
      this.page.forget();
    } finally {
      holding.cancel();
    }
  }

  /** Gives the page back. Where its worker is gone, so is the page. */
  async close(): Promise<void> {
    if (this.#state.lease === null) return;
    const { closeBrowser } = ownedBrowser(this.#state.lease.task_queue, 'Close the browser');
    this.#state.lease = null;
    this.page.forget();
    try {
      await closeBrowser({ session_id: this.#session.session_id });
    } catch (error) {
      if (!(error instanceof ActivityFailure)) throw error;
    }
  }

  /** True while a worker keeps the page as it is. */
  get isHeld(): boolean {
    return this.#state.lease !== null;
  }

  /** A fresh look after an action whose outcome is unknown. */
  async #look(actionId: string, allowedSites: string[]) {
    const look: ProposedAction = {
      tool: 'snapshot',
      arguments: {},
      effect: 'read',
      origin: null,
      site: null,
      fingerprint: '',
      summary: 'Look at the page again',
      ask_first: null,
    };
    const permitted: Permitted = { effect: 'read', approval: null };
    const { outcome } = await this.act(`${actionId}_look`, look, { allowedSites, permitted });
    return outcome.status === 'done' ? outcome.result : null;
  }

  #keep({ outcome, checkpoint, site, held }: ActOutput): Step {
    this.page.learn(outcome, site);
    this.#state.checkpoint = checkpoint ?? this.#state.checkpoint;
    return held === undefined ? { outcome } : { outcome, held };
  }

  #lose(): void {
    this.#state.lease = null;
    this.page.forget();
    this.#state.losses += 1;
    if (this.#state.losses > limits.browserLossesPerSession)
      throw new BrowserLost(`the session's browser was lost ${this.#state.losses} times`);
  }
}

/** How a step was lost; undefined where it failed in another way. */
function lossOf(error: unknown): Loss | undefined {
  if (!(error instanceof ActivityFailure) || isCancellation(error)) return undefined;
  const { cause } = error;
  if (cause instanceof ApplicationFailure)
    return cause.type === 'SessionLost' ? 'before' : cause.type === 'PageLost' ? 'during' : undefined;
  if (!(cause instanceof TimeoutFailure)) return undefined;
  return cause.timeoutType === 'SCHEDULE_TO_START' ? 'before' : 'during';
}
