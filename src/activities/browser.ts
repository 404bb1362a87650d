import { randomUUID } from 'node:crypto';
import { Context } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import { AutoTriggerError } from '../contract/errors.ts';
import { fingerprint } from './propose-actions.ts';
import type { ActOutput, BrowserActivities, BrowserPoolActivities, Checkpoint } from '../contract/activities.ts';
import type { Json } from '../contract/json.ts';
import type { ShownRequest } from '../contract/tools.ts';
import { type ApprovedShape, type Examination, isElementCall } from '../browser/tools/effects.ts';
import type { BrowserPool, SessionStep } from '../browser/browser-pool.ts';
import { changesSomething } from '../browser/page/sent-request.ts';
import { failed } from '../browser/outcome.ts';
import { sealCheckpoint, unsealCheckpoint } from './sealing.ts';
import type { PageSeparation } from './page-separation.ts';
import { withFailures } from './failures.ts';
import { whileHeartbeating } from './heartbeat.ts';

interface BrowserSettings {
  pool: BrowserPool;
  masterKeys: readonly [string, ...string[]];
  /** For so long a browser that does not start is tried again, in milliseconds; ten minutes. */
  unavailableMaxMs?: number;
  /** The queue that this worker alone polls. */
  ownTaskQueue: string;
  pageSeparation: Pick<PageSeparation, 'leaveToOthers'>;
}

export function createBrowserPoolActivities({
  pool,
  masterKeys,
  ownTaskQueue,
  pageSeparation,
  unavailableMaxMs = 600_000,
}: BrowserSettings): BrowserPoolActivities {
  return withFailures<BrowserPoolActivities>({
    async openBrowser({ tracking_id, session_id, checkpoint, allowed_sites, policy = [] }) {
      await pageSeparation.leaveToOthers();
      const since = performance.now();
      const opened = await forSomeTime(unavailableMaxMs, () =>
        pool.open({
          sessionId: session_id,
          checkpoint: checkpoint && { url: checkpoint.url, storageState: unsealed(tracking_id, checkpoint) },
          allowedSites: allowed_sites,
          policy,
        }),
      );
      return { task_queue: ownTaskQueue, ...opened, opening_ms: Math.round(performance.now() - since) };
    },
  });

  function unsealed(trackingId: string, { sealed }: Checkpoint): unknown {
    return sealed === null ? null : unsealCheckpoint(masterKeys, trackingId, sealed);
  }
}

/**
 * Does one attempt at opening a browser. A worker that has no place is no failure, however long; that none starts is,
 * after so many milliseconds, which heartbeats tell from one attempt to the next.
 */
async function forSomeTime<Opened>(unavailableMaxMs: number, open: () => Promise<Opened>): Promise<Opened> {
  const context = Context.current();
  const before: unknown = context.info.heartbeatDetails;
  const failing = { since: typeof before === 'number' ? before : undefined };
  try {
    return await whileHeartbeating(open, { progress: () => failing.since });
  } catch (error) {
    if (!AutoTriggerError.is(error) || error.code !== 'BrowserUnavailable') throw error;
    failing.since ??= Date.now();
    context.heartbeat(failing.since);
    if (Date.now() - failing.since < unavailableMaxMs) throw error;
    throw ApplicationFailure.create({ type: error.code, message: error.message, nonRetryable: true, cause: error });
  }
}

export function createBrowserActivities({
  pool,
  masterKeys,
}: Pick<BrowserSettings, 'pool' | 'masterKeys'>): BrowserActivities {
  const lastStates = new Map<string, string>();
  return withFailures<BrowserActivities>({
    async act({ permitted, policy = [], ...about }) {
      const { effect, approval, origin = null } = permitted;
      const approvable = approvableIn(about);
      const step = await whileHeartbeating((signal) =>
        pool.act({
          ...sessionOf(about),
          policy,
          origin,
          permitted: effect,
          approves: approval === null ? null : (now) => fingerprintOf(approvable, now) === approval,
          signal,
        }),
      );
      return outputOf(about, step);
    },
    async settleRequest({ held_id: heldId, is_approved: isApproved, policy = [], ...about }) {
      const step = await whileHeartbeating((signal) =>
        pool.settle({ ...sessionOf(about), policy, heldId, isApproved, signal }),
      );
      return outputOf(about, step);
    },
    async examineAction({ tracking_id, session_id, goal, action }) {
      if (!isElementCall(action)) return failed('TOOL_FAILED', `${action.tool} works with no element of a page`);
      const now = await whileHeartbeating((signal) => pool.examine(session_id, action, signal));
      if ('status' in now) return now;
      const { shape: _, ...examined } = now;
      const approvable = approvableIn({ tracking_id, goal, action });
      const approval = fingerprintOf(approvable, now);
      const standing = standingOf(approvable, now);
      return { status: 'examined', examined: { ...examined, fingerprint: approval, ...standing } };
    },
    async holdPage({ tracking_id, session_id, seconds }) {
      const milliseconds = seconds * 1_000;
      const { url, storageState } = await whileHeartbeating((signal) =>
        pool.hold(session_id, { milliseconds, signal }),
      );
      lastStates.delete(session_id);
      return { checkpoint: { url, sealed: sealCheckpoint(masterKeys, tracking_id, storageState) } };
    },
    async closeBrowser({ session_id }) {
      lastStates.delete(session_id);
      await pool.close(session_id);
    },
  });

  function outputOf(about: About, step: SessionStep): ActOutput {
    const { tracking_id, session_id } = about;
    const { outcome, checkpoint, site, held } = step;
    const approvable = approvableIn(about);
    const waiting = held && {
      held: {
        ...held,
        fingerprint: fingerprint({ ...approvable, origin: held.origin, element: requestIn(held.request) }),
        standing: fingerprint({ ...approvable, origin: held.origin, element: heldShape(held) }),
      },
    };
    const state = JSON.stringify(checkpoint);
    if (checkpoint === null || lastStates.get(session_id) === state)
      return { outcome, checkpoint: null, site, ...waiting };
    lastStates.set(session_id, state);
    const sealed = sealCheckpoint(masterKeys, tracking_id, checkpoint.storageState);
    return { outcome, checkpoint: { url: checkpoint.url, sealed }, site, ...waiting };
  }
}

type About = Pick<
  Parameters<BrowserActivities['act']>[0],
  'tracking_id' | 'session_id' | 'goal' | 'action' | 'allowed_sites' | 'robots'
>;

type Approvable = Omit<Parameters<typeof fingerprint>[0], 'origin' | 'element'>;

const approvableIn = ({ tracking_id, goal, action }: Pick<About, 'tracking_id' | 'goal' | 'action'>): Approvable => ({
  trackingId: tracking_id,
  goal,
  call: action,
});

const sessionOf = ({ session_id, action, allowed_sites, robots }: About) => ({
  sessionId: session_id,
  action,
  allowedSites: allowed_sites,
  robots,
});

/** What an approval of a call is good for, with the element as it is now. */
function fingerprintOf(approvable: Approvable, { origin, shape }: ApprovedShape): string {
  return fingerprint({ ...approvable, origin, element: shape });
}

/** What an approval that stands is bound to beside the values of fields; nothing where no form would be sent. */
function standingOf(
  approvable: Approvable,
  { origin, shape, request = null, page = { title: '', price: null } }: Omit<Examination, 'effect'>,
): { standing?: string } {
  if (request === null || typeof shape !== 'object' || shape === null || Array.isArray(shape)) return {};
  const element = { ...shape, request: withoutValues(request), page: { ...page } };
  return { standing: fingerprint({ ...approvable, origin, element }) };
}

/** What is sent from a page that did not say what it is is never the same; a page that is opened is. */
const heldShape = ({ request, page }: SessionStep['held'] & {}): Json => ({
  request: withoutValues(request),
  page: page === undefined ? (changesSomething(request) ? randomUUID() : null) : { ...page },
});
const requestIn = ({ fields, ...request }: ShownRequest) => ({
  ...request,
  fields: fields.map((field) => ({ ...field })),
});
const withoutValues = ({ fields, ...request }: ShownRequest) => ({
  ...request,
  fields: fields.map(({ name }) => name),
});
