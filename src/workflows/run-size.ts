import { workflowInfo } from '@temporalio/workflow';
import { limits } from '../contract/limits.ts';

const longHistoryEvents = 1_000;
/** A server whose own limits are lower asks for a fresh run earlier, but not at the beginning of one. */
const shortHistoryEvents = 100;

/** Between sessions (the account's day is full) a run goes on in a new one before its history is a burden. */
export function isLong(): boolean {
  const { historyLength, continueAsNewSuggested } = workflowInfo();
  return continueAsNewSuggested || historyLength > longHistoryEvents;
}

/** True where the history is so long that even a session that is not over is to go on in a new run. */
export function isFull(): boolean {
  const { historyLength, historySize, continueAsNewSuggested } = workflowInfo();
  if (historySize > limits.sessionRunMaxBytes || historyLength > limits.sessionRunMaxEvents) return true;
  return continueAsNewSuggested && historyLength > shortHistoryEvents;
}
