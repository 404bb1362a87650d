import { ActivityFailure, ApplicationFailure, TimeoutFailure, isCancellation } from '@temporalio/workflow';
import type { ActOutput, BrowserLease, Checkpoint } from '../contract/activities.ts';
import type { ActionOutcome, ProposedAction } from '../contract/agent.ts';
import { limits } from '../contract/limits.ts';
import { browserPool, ownedBrowser } from './activities.ts';

/** Why a step on the owner's queue did not end: did it begin, as far as one can know? */
type Loss = 'before' | 'during';

export interface BrowserSession {
  tracking_id: string;
  session_id: string;
  onStarted: (lease: BrowserLease) => void;
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
  readonly #session: BrowserSession;
  #lease: BrowserLease | null = null;
  #checkpoint: Checkpoint | null = null;
  #losses = 0;

  constructor(session: BrowserSession) {
    this.#session = session;
  }

  /**
   * One action. A reading one that was lost is done again; an acting one never, since it may have been done.
   *
   * @throws {BrowserLost} after too many losses.
   */
  async act(actionId: string, action: ProposedAction, allowedSites: string[]): Promise<ActionOutcome> {
    for (;;) {
      const lease = await this.open(allowedSites);
      try {
        const { tracking_id, session_id } = this.#session;
        const { act } = ownedBrowser(lease.task_queue, action.summary);
        const input = { tracking_id, session_id, action_id: actionId, action, allowed_sites: allowedSites };
        return this.#keep(await act(input));
      } catch (error) {
        const loss = lossOf(error);
        if (loss === undefined) throw error;
        this.#lose();
        if (action.effect === 'act' && loss === 'during')
          return { status: 'unknown', look: await this.#look(actionId, allowedSites) };
      }
    }
  }

  async open(allowedSites: string[]): Promise<BrowserLease> {
    if (this.#lease !== null) return this.#lease;
    const { tracking_id, session_id } = this.#session;
    const summary = this.#losses === 0 ? 'Start a browser' : `Start a browser again (${this.#losses} lost)`;
    const { openBrowser } = browserPool(summary);
    const checkpoint = this.#checkpoint;
    this.#lease = await openBrowser({ tracking_id, session_id, checkpoint, allowed_sites: allowedSites });
    this.#session.onStarted(this.#lease);
    return this.#lease;
  }

  /** Gives the page back. Where its worker is gone, so is the page. */
  async close(): Promise<void> {
    if (this.#lease === null) return;
    const { closeBrowser } = ownedBrowser(this.#lease.task_queue, 'Close the browser');
    this.#lease = null;
    try {
      await closeBrowser({ session_id: this.#session.session_id });
    } catch (error) {
      if (!(error instanceof ActivityFailure)) throw error;
    }
  }

  /** A fresh look after an action whose outcome is unknown. */
  async #look(actionId: string, allowedSites: string[]) {
    const look: ProposedAction = {
      tool: 'snapshot',
      arguments: {},
      effect: 'read',
      site: null,
      leaves_goal_sites: false,
      fingerprint: '',
      summary: 'Look at the page again',
    };
    const outcome = await this.act(`${actionId}_look`, look, allowedSites);
    return outcome.status === 'done' ? outcome.result : null;
  }

  #keep({ outcome, checkpoint }: ActOutput): ActionOutcome {
    this.#checkpoint = checkpoint ?? this.#checkpoint;
    return outcome;
  }

  #lose(): void {
    this.#lease = null;
    this.#losses += 1;
    if (this.#losses > limits.browserLossesPerSession)
      throw new BrowserLost(`the session's browser was lost ${this.#losses} times`);
  }
}

/** How a step was lost; undefined where it failed in another way. */
function lossOf(error: unknown): Loss | undefined {
  if (!(error instanceof ActivityFailure) || isCancellation(error)) return undefined;
  const { cause } = error;
  if (cause instanceof ApplicationFailure) return cause.type === 'SessionLost' ? 'before' : undefined;
  if (!(cause instanceof TimeoutFailure)) return undefined;
  return cause.timeoutType === 'SCHEDULE_TO_START' ? 'before' : 'during';
}
