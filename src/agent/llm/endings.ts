import { cutText } from '../../contract/json.ts';
import type { Finish } from '../../contract/session.ts';
import type { SessionErrorCode } from '../../contract/session-errors.ts';
import { repetitionsRefused, unchangedMax, type History } from './history.ts';
import type { Told } from './said.ts';

/** Thoughts in a row after which nothing was done. */
const idleMax = 10;

/** A session that fails, with what was known by then. */
export function failedFinish(error: { code: SessionErrorCode; message: string }, known: string): Finish {
  const begins = `${error.message.charAt(0).toUpperCase()}${error.message.slice(1)}.`;
  return { outcome: 'failed', answer: `${begins} ${known}`.trim(), result: null, evidence: [], error };
}

/** What the model last said in words. */
export function best(told: Told[]): string {
  const texts = told.flatMap(({ said }) => said.parts.flatMap((part) => (part.type === 'text' ? [part.text] : [])));
  const last = texts.at(-1)?.trim() ?? '';
  return last === '' ? '' : `It last said: “${cutText(last, 500)}”`;
}

/** Why the session cannot go on, before the model is asked again; undefined where it can. */
export function stuck(told: Told[], { unchanged }: History): Finish | undefined {
  const doing = told.findLastIndex(({ observations }) => observations.length > 0);
  const idle = told.length - 1 - doing;
  if (unchanged >= unchangedMax)
    return failedFinish(
      { code: 'STUCK', message: `the page was as before after each of the last ${unchanged} actions` },
      best(told),
    );
  if (idle >= Math.max(idleMax, repetitionsRefused))
    return failedFinish(
      { code: 'STUCK', message: `the model thought ${idle} times without doing anything` },
      best(told),
    );
  return undefined;
}
