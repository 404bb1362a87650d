import { AutoTriggerError } from '../../contract/errors.ts';
import { parseWith, property } from '../../contract/parse.ts';
import {
  type AdminPermissionResponse,
  resourceTypes,
  type UserInputResponse,
} from '../../contract/resource-request.ts';
import { RequestFilter } from '../../contract/trigger-filter.ts';
import type { ClientContext } from '../context.ts';
import { answerRequest, parseAnswer } from '../trigger/answer.ts';
import { type OpenRequest, readAllRequests } from './open-requests.ts';
import {
  type BulkFailure,
  type BulkOptions,
  type BulkResult,
  eachInTurn,
  examplesShown,
  failureOf,
} from './steer-many.ts';

const [permission, question] = resourceTypes;

/** An answer that is good for many requests: `approved` for permissions, `value` for questions. */
export type AnswerForMany = Omit<AdminPermissionResponse, 'request_id'> | Omit<UserInputResponse, 'request_id'>;

/** What became of the answers; those that were answered meanwhile by others are `unchanged`. */
export interface AnswerManyResult extends Omit<BulkResult, 'failed'> {
  failed: (BulkFailure & { request_id: string })[];
}

/**
 * Answers all open requests that a filter means and that the answer is of the kind for, 20 at once: just those that
 * were open when it was called, and that `confirm` was told of.
 *
 * @throws {AutoTriggerError} InvalidRequest for a bad filter; InvalidAnswer for what is no answer.
 */
export async function answerMany(
  context: ClientContext,
  request: RequestFilter,
  answer: AnswerForMany | ((request: OpenRequest) => AnswerForMany),
  options: BulkOptions<OpenRequest> = {},
): Promise<AnswerManyResult> {
  const { tool, resource_type, ...filter } = parseWith(RequestFilter, request);
  const given = typeof answer === 'function' ? undefined : parseAnswer(answer);
  const answerOf = typeof answer === 'function' ? answer : () => answer;
  const types = [resource_type, tool && permission, given && ('approved' in given ? permission : question)];
  const open = await readAllRequests(context, filter);
  const found = open.filter(
    (each) =>
      types.every((type) => type === undefined || type === each.resource_type) &&
      (tool === undefined || property(each.details, 'tool') === tool),
  );
  const result: AnswerManyResult = { matched: found.length, done: 0, unchanged: 0, left: found.length, failed: [] };
  const { confirm } = options;
  if (confirm !== undefined && found.length > 0 && !(await confirm(found.length, found.slice(0, examplesShown))))
    return result;
  await eachInTurn(found, result, options, {
    work: (each) => answerOne(context, each, answerOf(each)),
    failureOf: ({ tracking_id, request_id }, error) => ({ ...failureOf(tracking_id, error), request_id }),
  });
  return result;
}

async function answerOne(
  { temporal }: ClientContext,
  { tracking_id, request_id }: OpenRequest,
  answer: AnswerForMany,
): Promise<'done' | 'unchanged'> {
  try {
    await answerRequest(temporal, tracking_id, { ...answer, request_id });
    return 'done';
  } catch (error) {
    if (AutoTriggerError.is(error, 'RequestClosed')) return 'unchanged';
    throw error;
  }
}
