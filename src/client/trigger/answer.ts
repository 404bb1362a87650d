import { AutoTriggerError } from '../../contract/errors.ts';
import { parseInput } from '../../contract/message-definition.ts';
import { answerResourceRequestUpdate } from '../../contract/messages.ts';
import type { ResourceAnswer } from '../../contract/resource-request.ts';
import type { AnswerResult } from '../../contract/update-requests.ts';
import type { TemporalConnection } from '../server/connection.ts';
import { sendUpdate } from '../server/update.ts';

/**
 * Answers an open request; `request_id` may be left out where just one is open and no other could be meant.
 *
 * @throws {AutoTriggerError} InvalidAnswer, UnknownRequest, RequestClosed (also where the trigger has ended),
 * UnknownTrigger, NoWorker.
 */
export async function answerRequest(
  temporal: TemporalConnection,
  trackingId: string,
  answer: ResourceAnswer,
): Promise<AnswerResult> {
  return sendUpdate(temporal, {
    trackingId,
    update: answerResourceRequestUpdate,
    argument: parseAnswer(answer),
    whenClosed: 'RequestClosed',
  });
}

/** @throws {AutoTriggerError} InvalidAnswer. */
export function parseAnswer(answer: unknown): ResourceAnswer {
  const gives = (key: string) => typeof answer === 'object' && answer !== null && Object.hasOwn(answer, key);
  if (gives('approved') === gives('value'))
    throw new AutoTriggerError(
      'InvalidAnswer',
      'an answer has either approved (true or false, to a permission request) or value (to a question)',
    );
  return parseInput(answerResourceRequestUpdate, answer);
}
