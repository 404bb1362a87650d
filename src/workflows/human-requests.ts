import { answerProblem } from '../contract/answer-schema.ts';
import { AutoTriggerError } from '../contract/errors.ts';
import { limits } from '../contract/limits.ts';
import type { ClosedRequest, ResourceAnswer, ResourceRequest } from '../contract/resource-request.ts';

export interface HumanRequestsState {
  open: ResourceRequest[];
  /** The last few; how many there were before them does not matter to anyone. */
  closed: ClosedRequest[];
}

/** How an open request came to its end. */
export type Resolution =
  | { how: 'answered'; answer: ResourceAnswer; answered_by: string | null }
  | { how: 'expired' }
  | { how: 'withdrawn' };

/** An answer that was found to fit an open request. */
export interface FittingAnswer {
  request: ResourceRequest;
  answer: ResourceAnswer;
}

/** What was asked of people, and what became of it. The first valid answer wins. */
export class HumanRequests {
  readonly state: HumanRequestsState;
  readonly #resolutions = new Map<string, Resolution>();

  constructor(state: HumanRequestsState) {
    this.state = state;
  }

  open(request: ResourceRequest): void {
    this.state.open.push(request);
  }

  /** How a request that this run opened was resolved; undefined while it is open. */
  resolution(requestId: string): Resolution | undefined {
    return this.#resolutions.get(requestId);
  }

  /**
   * Finds the request that an answer is for; changes nothing.
   *
   * @throws {AutoTriggerError} InvalidAnswer, UnknownRequest or RequestClosed.
   */
  match(answer: ResourceAnswer): FittingAnswer {
    const request = this.#find(answer.request_id);
    const isPermission = 'approved' in answer;
    if (isPermission !== (request.resource_type === 'admin_permission_request'))
      throw new AutoTriggerError(
        'InvalidAnswer',
        `${request.request_id} is a ${request.resource_type}; answer it with ${isPermission ? 'value' : 'approved'}`,
        { details: { request_id: request.request_id } },
      );
    const problem = !isPermission && request.schema !== null ? answerProblem(request.schema, answer.value) : undefined;
    if (problem !== undefined) throw unfitting(request.request_id, problem);
    return { request, answer };
  }

  accept({ request, answer }: FittingAnswer, now: string): void {
    const how = 'approved' in answer ? (answer.approved ? 'approved' : 'denied') : 'answered';
    const answered_by = answer.answered_by ?? null;
    this.#close(request, { how: 'answered', answer, answered_by }, how, answered_by, now);
  }

  expire(requestId: string, now: string): void {
    const request = this.#openWith(requestId);
    if (request !== undefined) this.#close(request, { how: 'expired' }, 'expired', null, now);
  }

  /** What a session leaves open when it ends is nobody's to answer any more. */
  withdrawAll(now: string): void {
    for (const request of this.state.open.slice()) this.#close(request, { how: 'withdrawn' }, 'withdrawn', null, now);
  }

  #find(requestId: string | undefined): ResourceRequest {
    const { open, closed } = this.state;
    if (requestId === undefined) {
      const [only, ...others] = open;
      if (only === undefined) throw new AutoTriggerError('UnknownRequest', 'no request is open');
      if (others.length > 0) {
        const message = `request_id is needed: ${open.length} requests are open`;
        throw new AutoTriggerError('InvalidAnswer', message, {
          details: { problems: [{ field: 'request_id', message }] },
        });
      }
      return only;
    }
    const request = this.#openWith(requestId);
    if (request !== undefined) return request;
    const ended = closed.find((candidate) => candidate.request_id === requestId);
    if (ended !== undefined) {
      const by = ended.answered_by === null ? '' : ` by ${ended.answered_by}`;
      throw new AutoTriggerError('RequestClosed', `${requestId} was ${ended.how}${by} at ${ended.closed_at}`, {
        details: { request_id: requestId },
      });
    }
    const known = open.map((candidate) => candidate.request_id).join(', ');
    throw new AutoTriggerError('UnknownRequest', `${requestId} is not known; open: ${known || 'none'}`, {
      details: { request_id: requestId },
    });
  }

  #openWith(requestId: string): ResourceRequest | undefined {
    return this.state.open.find((request) => request.request_id === requestId);
  }

  #close(
    request: ResourceRequest,
    resolution: Resolution,
    how: ClosedRequest['how'],
    answered_by: string | null,
    closed_at: string,
  ): void {
    const { request_id, resource_type } = request;
    this.state.open = this.state.open.filter((candidate) => candidate !== request);
    this.state.closed.push({ request_id, resource_type, closed_at, how, answered_by });
    this.state.closed.splice(0, this.state.closed.length - limits.closedRequestsKept);
    this.#resolutions.set(request_id, resolution);
  }
}

/** An answer that does not fit its question's schema; what it was is left out. */
export function unfitting(request_id: string, problem: string): AutoTriggerError<'InvalidAnswer'> {
  const message = `value for ${request_id} ${problem}`;
  const problems = [{ field: 'value', message }];
  return new AutoTriggerError('InvalidAnswer', message, { details: { request_id, problems } });
}
