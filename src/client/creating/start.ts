import { WorkflowExecutionAlreadyStartedError, type WorkflowStartOptions } from '@temporalio/client';
import { defineSearchAttributeKey, type SearchAttributePair } from '@temporalio/common';
import { AutoTriggerError } from '../../contract/errors.ts';
import { cutText, utf8Bytes } from '../../contract/json.ts';
import { autoTriggerType, type SearchAttributeName } from '../../contract/temporal-names.ts';
import type { FullRequest, TriggerPlan } from '../../contract/trigger.ts';
import { foldSpace } from '../../contract/fold-space.ts';
import { grpcStatus, grpcStatusOf, isUnanswered, type TemporalConnection } from '../server/connection.ts';

const summaryMaxCharacters = 200;
const summaryMaxBytes = 380; // the server takes 400, quotes included
const secondTryTimeoutMs = 5_000;

export interface StartTriggerInput {
  trackingId: string;
  taskQueue: string;
  request: FullRequest;
  plan: TriggerPlan;
  /** What is to be known of the trigger without asking it, beside goal and account. */
  memo: Record<string, unknown>;
  /** Those that the server has. */
  searchAttributes: SearchAttributeName[];
}

/**
 * Starts the workflow by its name, once, however often the call has to be repeated: the id is the same. False: there
 * was one of this id, be it of a first call whose answer was lost, or of somebody else.
 *
 * @throws {AutoTriggerError} TemporalUnreachable, InvalidRequest, BadConfiguration.
 */
export async function startTrigger(temporal: TemporalConnection, input: StartTriggerInput): Promise<boolean> {
  try {
    return await startOnce(temporal, input);
  } catch (error) {
    if (isUnanswered(error)) return startAgain(temporal, input);
    // registered when it was asked for, and gone since, or not yet known everywhere in the cluster
    const hasAttributes = input.searchAttributes.length > 0;
    if (!hasAttributes || grpcStatusOf(error)?.code !== grpcStatus.invalidArgument) throw error;
    return startOnce(temporal, { ...input, searchAttributes: [] });
  }
}

/** The first call had no answer, and may have been taken all the same. */
async function startAgain(temporal: TemporalConnection, input: StartTriggerInput): Promise<boolean> {
  try {
    return await startOnce(temporal, input, secondTryTimeoutMs);
  } catch (error) {
    if (!AutoTriggerError.is(error) || !isUnanswered(error)) throw error;
    throw new AutoTriggerError(
      error.code,
      `${error.message}. A trigger may have been started: "auto-trigger show ${input.trackingId}" tells; where it knows none, nothing was`,
      { cause: error, details: error.details },
    );
  }
}

/** A server that could not be asked, with the word that nothing was started for it; other errors as they are. */
export function nothingStarted(error: unknown): unknown {
  if (!AutoTriggerError.is(error, 'TemporalUnreachable')) return error;
  const { message, details } = error;
  return new AutoTriggerError('TemporalUnreachable', `${message}. Nothing was started`, { cause: error, details });
}

async function startOnce(temporal: TemporalConnection, input: StartTriggerInput, timeoutMs?: number): Promise<boolean> {
  const options = startOptions(input);
  try {
    await temporal.call(() => temporal.client.workflow.start(autoTriggerType, options), timeoutMs);
    return true;
  } catch (error) {
    if (error instanceof WorkflowExecutionAlreadyStartedError) return false;
    throw error;
  }
}

function startOptions({ trackingId, taskQueue, request, plan, memo, searchAttributes }: StartTriggerInput) {
  const summary = shortGoal(plan.goal);
  return {
    workflowId: trackingId,
    taskQueue,
    args: [request],
    workflowIdReusePolicy: 'REJECT_DUPLICATE',
    workflowIdConflictPolicy: 'FAIL',
    memo: { ...memo, goal: summary, email: plan.email, ...(plan.label === null ? {} : { label: plan.label }) },
    staticSummary: summary,
    typedSearchAttributes: searchAttributePairs(plan).filter(({ key }) =>
      searchAttributes.some((name) => name === key.name),
    ),
  } satisfies WorkflowStartOptions;
}

function searchAttributePairs(plan: TriggerPlan): SearchAttributePair[] {
  return [
    { key: defineSearchAttributeKey('AutoTriggerState', 'KEYWORD'), value: 'scheduled' },
    { key: defineSearchAttributeKey('AutoTriggerEmail', 'KEYWORD'), value: plan.email },
    {
      key: defineSearchAttributeKey('AutoTriggerNextFire', 'DATETIME'),
      value: new Date(plan.schedule.start_at_ms),
    },
  ];
}

/** The goal on one line, short enough for the Temporal UI. */
function shortGoal(goal: string): string {
  const line = foldSpace(goal);
  let characters = summaryMaxCharacters;
  while (utf8Bytes(JSON.stringify(cutText(line, characters))) > summaryMaxBytes) characters -= 10;
  return cutText(line, characters);
}
