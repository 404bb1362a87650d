import { cutText } from '../../contract/json.ts';
import type { MemoryChange } from '../../contract/results.ts';
import type { Evidence, Finish, Observation, ThinkInput } from '../../contract/session.ts';
import type { SessionErrorCode } from '../../contract/session-errors.ts';
import { deliverList, deliverValue, hasDeliveredList, together, type NewsOfGoal } from './delivered.ts';
import type { Told } from './said.ts';
import { seenPages, type SeenPages } from './seen-pages.ts';
import type { ModelFinish } from './tools.ts';

const answerMaxCharacters = 4_000;

export type Conclusion =
  | { type: 'finished'; finish: Finish; memories: MemoryChange[] }
  /** What does not hold, for the model to correct once. */
  | { type: 'objected'; objection: string };

/** What a model's `finish` comes to, once the program has found its quotes and compared its list or value. */
export function judgeFinish(finish: ModelFinish, input: ThinkInput, told: Told[], mayObject: boolean): Conclusion {
  const seen = seenPages(told);
  const evidence = finish.evidence.map((each) => seen.find(each)).filter((each) => each !== null);
  const objection = finish.outcome === 'done' ? objectionTo(finish, { input, seen, found: evidence.length }) : '';
  if (objection !== '' && mayObject) return { type: 'objected', objection };
  if (finish.outcome === 'blocked' || finish.outcome === 'failed')
    return finished(concludeFailure(finish, finish.outcome, told, evidence));
  if (finish.outcome === 'unsure') return finished(unsure(finish, evidence, ''));
  if (evidence.length === 0)
    return finished(
      unsure(finish, evidence, 'No quote that proves it was found again in the pages, so it is not certain.'),
    );
  return concludeDone(finish, input, seen, evidence);
}

/** What a model is told that it may correct; empty where all holds. */
function objectionTo(
  { evidence, items = [], value }: ModelFinish,
  { input, seen, found }: { input: ThinkInput; seen: SeenPages; found: number },
): string {
  const lost = evidence
    .filter((each) => seen.find(each) === null)
    .map(({ url, quote }) => `“${cutText(quote, 100)}” at ${url}`);
  const invented = items
    .filter((item) => !isSeen(item, seen))
    .map(({ title, url }) => `“${cutText(title, 100)}”, ${url}`);
  return [
    lost.length === 0 ? '' : `These quotes are not, word for word, in what was seen of that page: ${lost.join('; ')}.`,
    found > 0 || lost.length > 0 ? '' : 'There is no evidence.',
    invented.length === 0 ? '' : `These items were on no page that was seen: ${invented.join('; ')}.`,
    items.length === 0 && value === undefined && hasDeliveredList(input)
      ? 'There are no items, but earlier sessions delivered a list for this goal: give its entries as they are now.'
      : '',
  ]
    .filter((each) => each !== '')
    .map((each) => `${each} `)
    .join('')
    .trim();
}

const isSeen = ({ title, url }: { title: string; url: string }, seen: SeenPages) =>
  URL.canParse(url) && (seen.hasText(title) || seen.hasAddress(url));

function concludeDone(finish: ModelFinish, input: ThinkInput, seen: SeenPages, evidence: Evidence[]): Conclusion {
  const delivery = deliveryOf(finish, input, seen);
  const answer = cutText(finish.answer, answerMaxCharacters);
  if (delivery === undefined) return finished({ outcome: 'answered', answer, result: null, evidence });
  const { isBaseline, isNews, isDoubtful, sentence, result, memories } = delivery;
  if (isDoubtful)
    return finished(
      unsure(finish, evidence, 'So much of what was there is missing that nothing is concluded from it.'),
    );
  if (!isBaseline && !isNews)
    return { type: 'finished', finish: { outcome: 'no_change', answer: sentence, result, evidence }, memories };
  const said = isBaseline ? `${answer} ${sentence}` : `${sentence} ${answer}`;
  return { type: 'finished', finish: { outcome: 'answered', answer: said, result, evidence }, memories };
}

function deliveryOf({ items, value }: ModelFinish, input: ThinkInput, seen: SeenPages): NewsOfGoal | undefined {
  const list =
    items === undefined || (items.length === 0 && !hasDeliveredList(input))
      ? undefined
      : deliverList(
          input,
          items.filter((item) => isSeen(item, seen)),
          seen,
        );
  const watched = value === undefined ? undefined : deliverValue(input, value);
  if (list === undefined || watched === undefined) return list ?? watched;
  return together(list, watched);
}

function unsure(finish: ModelFinish, evidence: Evidence[], why: string): Finish {
  const reason = finish.outcome === 'unsure' ? (finish.reason ?? '') : why;
  const answer = cutText(`${finish.answer} ${reason}`.trim(), answerMaxCharacters);
  return { outcome: 'unsure', answer, result: null, evidence };
}

/** Where a person or the policy said no, or nobody answered, that is the outcome, whatever the model calls it. */
function concludeFailure(
  { answer, reason }: ModelFinish,
  outcome: 'blocked' | 'failed',
  told: Told[],
  evidence: Evidence[],
): Finish {
  const last = told.flatMap(({ observations }) => observations).findLast((each) => !isDone(each));
  const status = last?.kind === 'action' ? last.outcome.status : last?.kind;
  const text = cutText(answer, answerMaxCharacters);
  if (status === 'denied') return { outcome: 'denied', answer: text, result: null, evidence };
  if (status === 'expired' || status === 'input_expired')
    return { outcome: 'expired', answer: text, result: null, evidence };
  const message = cutText(reason ?? answer, answerMaxCharacters);
  return { outcome, answer: text, result: null, evidence, error: { code: codeOf(outcome, last), message } };
}

function codeOf(outcome: 'blocked' | 'failed', last: Observation | undefined): SessionErrorCode {
  const failed = last?.kind === 'action' && last.outcome.status === 'failed' ? last.outcome.code : undefined;
  return failed ?? (outcome === 'blocked' ? 'ACCESS_REFUSED' : 'GOAL_NOT_REACHED');
}

function isDone(observation: Observation): boolean {
  return observation.kind === 'action' ? observation.outcome.status === 'done' : observation.kind === 'input';
}

const finished = (finish: Finish): Conclusion => ({ type: 'finished', finish, memories: [] });
