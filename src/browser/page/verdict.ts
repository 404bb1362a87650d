import type { Effect } from '../../contract/tools.ts';
import type { Objection } from '../fetching/robots.ts';
import { differenceInWords, type ExpectedRequest, type SentRequest } from './sent-request.ts';

/** Why a request was stopped before it left. */
export type Stop =
  | { reason: 'elsewhere' | 'circle' | 'given up'; url: string }
  /** For people: what the guard or the policy said, or how the form is sent. */
  | { reason: 'refused' | 'denied' | 'form' | 'too much'; url: string; detail: string }
  | { reason: 'robots'; url: string; objection: Objection };

/** A person is to say whether it may go. */
export interface RequestQuestion {
  effect: Effect;
  because: string;
  /** What was approved, where it is sent in place of that. */
  instead?: ExpectedRequest | undefined;
}
/** What becomes of a request: it goes, or is stopped, or waits, or is left out with a sentence for the outcome. */
export type Verdict = 'go' | Stop | RequestQuestion | { notice: string };

/** The question for what is sent in place of what was approved. */
export function notApproved(sent: SentRequest, instead: ExpectedRequest | undefined): RequestQuestion {
  const differences = instead === undefined ? [] : differenceInWords(sent, instead);
  const what = differences.length === 0 ? '' : ` What differs: ${differences.join(', ')}.`;
  return { effect: 'submit', because: `It is not what was approved.${what}`, instead };
}

/** Left out, while the page stays as it is. */
export const notLet = (what: string, why: string) => ({
  notice: `The page wanted ${what}, which was refused: ${why}.`,
});
