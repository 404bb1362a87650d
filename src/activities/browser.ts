import type { BrowserActivities, BrowserPoolActivities, Checkpoint } from '../contract/activities.ts';
import type { BrowserPool } from '../browser/pool.ts';
import { sealCheckpoint, unsealCheckpoint } from '../browser/sealing.ts';
import { withFailures } from './failures.ts';
import { whileHeartbeating } from './heartbeat.ts';

interface BrowserSettings {
  pool: BrowserPool;
  masterKeys: readonly [string, ...string[]];
  /** The queue that this worker alone polls. */
  ownTaskQueue: string;
}

export function createBrowserPoolActivities({
  pool,
  masterKeys,
  ownTaskQueue,
}: BrowserSettings): BrowserPoolActivities {
  return withFailures<BrowserPoolActivities>({
    async openBrowser({ tracking_id, session_id, checkpoint, allowed_sites }) {
      const opened = await whileHeartbeating(() =>
        pool.open({
          sessionId: session_id,
          checkpoint: checkpoint && { url: checkpoint.url, storageState: unsealed(tracking_id, checkpoint) },
          allowedSites: allowed_sites,
        }),
      );
      return { task_queue: ownTaskQueue, ...opened };
    },
  });

  function unsealed(trackingId: string, { sealed }: Checkpoint): unknown {
    return sealed === null ? null : unsealCheckpoint(masterKeys, trackingId, sealed);
  }
}

export function createBrowserActivities({
  pool,
  masterKeys,
}: Omit<BrowserSettings, 'ownTaskQueue'>): BrowserActivities {
  const lastStates = new Map<string, string>();
  return withFailures<BrowserActivities>({
    async act({ tracking_id, session_id, action, allowed_sites }) {
      const { outcome, checkpoint } = await whileHeartbeating((signal) =>
        pool.act({ sessionId: session_id, action, allowedSites: allowed_sites, signal }),
      );
      const state = JSON.stringify(checkpoint);
      if (checkpoint === null || lastStates.get(session_id) === state) return { outcome, checkpoint: null };
      lastStates.set(session_id, state);
      const sealed = sealCheckpoint(masterKeys, tracking_id, checkpoint.storageState);
      return { outcome, checkpoint: { url: checkpoint.url, sealed } };
    },
    async closeBrowser({ session_id }) {
      lastStates.delete(session_id);
      await pool.close(session_id);
    },
  });
}
