import type { AccountFigures } from '../../contract/account.ts';
import { AutoTriggerError } from '../../contract/errors.ts';
import type { TriggerStatus } from '../../contract/status.ts';
import { readAccount } from '../accounts/account.ts';
import type { ClientContext } from '../context.ts';
import { statusWithoutWorker } from '../server/known-status.ts';
import { pendingSteps, type PendingStep } from '../server/pending-steps.ts';
import { readStatus } from '../server/status.ts';
import { readTrouble, type Trouble } from '../server/stuck.ts';
import { uiLinksOf, type UiLinks } from '../server/temporal-ui.ts';

export interface OverviewOptions {
  /** Where the Temporal UI is; where left out, `AUTO_TRIGGER_UI`, else found out where that can be. */
  ui?: string | undefined;
}

/** A trigger's status, with what the server and its account tell beside it. */
export interface TriggerOverview extends TriggerStatus {
  /** Why it does not answer, so that its figures (sessions, fires, deliveries, the last result …) are not known; null where it does. */
  not_answering: string | null;
  /** Its workflow task keeps failing. */
  stuck: Trouble | null;
  /** Steps that failed and are tried again. */
  retrying: PendingStep[];
  /** The account's quota, and what is used of it now. */
  account: AccountFigures;
  links: UiLinks | null;
}

/**
 * All that there is to say of a trigger; without a worker, or where none can run it, what the server alone tells.
 *
 * @throws {AutoTriggerError} UnknownTrigger; InvalidRequest for a bad `ui`.
 */
export async function readOverview(
  context: ClientContext,
  trackingId: string,
  { ui = context.uiUrl }: OverviewOptions = {},
): Promise<TriggerOverview> {
  const { temporal } = context;
  const description = await temporal.describeTrigger(trackingId);
  const [links, stuck] = await Promise.all([uiLinksOf(temporal, description, ui), readTrouble(temporal, description)]);
  const isOpen = description.status.name === 'RUNNING';
  let not_answering: string | null = null;
  let status: TriggerStatus;
  try {
    if (stuck !== null) throw new AutoTriggerError('NoWorker', `no worker can run it: ${stuck.cause}`);
    status = await readStatus(temporal, trackingId);
  } catch (error) {
    if (!isOpen || !AutoTriggerError.is(error, 'NoWorker')) throw error;
    not_answering = error.message;
    status = await statusWithoutWorker(temporal, description);
  }
  const { config: _, spent: __, ...account } = await readAccount(temporal, status.email);
  return { ...status, not_answering, stuck, retrying: isOpen ? pendingSteps(description) : [], account, links };
}
