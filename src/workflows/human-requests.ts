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
  readonly #held: string[] = [];
  /** Those that an earlier version asked in this run: answers to them are taken as it did. */
  readonly #ofEarlierVersion = new Set<string>();

  constructor(state: HumanRequestsState) {
    this.state = state;
  }

  open(request: ResourceRequest, { isOfEarlierVersion = false } = {}): void {
    this.state.open.push(request);
    if (isOfEarlierVersion) this.#ofEarlierVersion.add(request.request_id);
  }

  /** How a request that this run opened was resolved; undefined while it is open. */
  resolution(requestId: string): Resolution | undefined {
    return this.#resolutions.get(requestId);
  }

  /**
   * Finds the request that an answer is for; changes nothing. `now` in milliseconds since the epoch.
   *
   * @throws {AutoTriggerError} InvalidAnswer, UnknownRequest or RequestClosed.
   */
  match(answer: ResourceAnswer, now: number): FittingAnswer {
    const { request_id } = answer;
    const request = request_id === undefined ? this.#onlyOne(now) : this.#find(request_id);
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

  /** True where its time is over; `now` in milliseconds since the epoch. */
  isOverdue({ request_id, expires_at }: ResourceRequest, now: number): boolean {
    return !this.#ofEarlierVersion.has(request_id) && now >= Date.parse(expires_at);
  }

  /** Keeps a request from expiring until it is known whether an answer to it counts. */
  async hold<Result>(requestId: string, work: () => Promise<Result>): Promise<Result> {
    if (this.#ofEarlierVersion.has(requestId)) return work();
    this.#held.push(requestId);
    try {
      return await work();
    } finally {
      this.#held.splice(this.#held.indexOf(requestId), 1);
    }
  }

  isHeld(requestId: string): boolean {
    return this.#held.includes(requestId);
  }

  expire(requestId: string, now: string): void {
    const request = this.#openWith(requestId);
    if (request !== undefined) this.#close(request, { how: 'expired' }, 'expired', null, now);
  }

  /** What a session leaves open when it ends is nobody's to answer any more. */
  withdrawAll(now: string): void {
    for (const request of this.state.open.slice()) this.#close(request, { how: 'withdrawn' }, 'withdrawn', null, now);
  }

  /** What an answer without an id is for: nothing, where it could have been meant for another question. */
  #onlyOne(now: number): ResourceRequest {
    const { open } = this.state;
    const [only, ...others] = open;
    if (only === undefined) throw new AutoTriggerError('UnknownRequest', 'no request is open');
    const before = this.#askedShortlyBefore(only, now);
    if (others.length === 0 && before === undefined) return only;
    const why =
      before === undefined ? `${open.length} requests are open` : `it may have been meant for ${before.request_id}`;
    const message = `request_id is needed: ${why}; open: ${this.#openIds()}`;
    throw new AutoTriggerError('InvalidAnswer', message, { details: { problems: [{ field: 'request_id', message }] } });
  }

  /** Another question that whoever answers now may have seen in place of this one, as far as is known. */
  #askedShortlyBefore({ request_id }: ResourceRequest, now: number): ClosedRequest | undefined {
    if (this.#ofEarlierVersion.has(request_id)) return undefined;
    return this.state.closed.findLast(
      (other) =>
        sessionOf(other.request_id) === sessionOf(request_id) ||
        now - Date.parse(other.closed_at) < limits.answerWithoutIdMs,
    );
  }

  #find(requestId: string): ResourceRequest {
    const { closed } = this.state;
    const request = this.#openWith(requestId);
    if (request !== undefined) return request;
    const ended = closed.find((candidate) => candidate.request_id === requestId);
    if (ended !== undefined) {
      const by = ended.answered_by === null ? '' : ` by ${ended.answered_by}`;
      throw new AutoTriggerError('RequestClosed', `${requestId} was ${ended.how}${by} at ${ended.closed_at}`, {
        details: { request_id: requestId },
      });
    }
    throw new AutoTriggerError('UnknownRequest', `${requestId} is not known; open: ${this.#openIds() || 'none'}`, {
      details: { request_id: requestId },
    });
  }

  #openIds(): string {
    return this.state.open.map(({ request_id }) => request_id).join(', ');
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

/** `req_3_1` is the first question of session 3. */
function sessionOf(requestId: string): string {
  return requestId.slice(0, requestId.lastIndexOf('_'));
}

/** An answer that was sent, or is seen, when its question's time is over. */
export function tooLate({ request_id, expires_at }: ResourceRequest): AutoTriggerError<'RequestClosed'> {
  const message = `${request_id} expired at ${expires_at}, before this answer`;
  return new AutoTriggerError('RequestClosed', message, { details: { request_id } });
}

/** An answer that does not fit its question's schema; what it was is left out. */
export function unfitting(request_id: string, problem: string): AutoTriggerError<'InvalidAnswer'> {
  const message = `value for ${request_id} ${problem}`;
  const problems = [{ field: 'value', message }];
  return new AutoTriggerError('InvalidAnswer', message, { details: { request_id, problems } });
}
