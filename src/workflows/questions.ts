import { condition } from '@temporalio/workflow';
import type { ProposedAction } from '../contract/agent.ts';
import { cutText, jsonBytes } from '../contract/json.ts';
import { limits } from '../contract/limits.ts';
import {
  adminPermissionResponseSignal,
  answerResourceRequestUpdate,
  userInputResponseSignal,
} from '../contract/messages.ts';
import type { ResourceRequest, ResourceType } from '../contract/resource-request.ts';
import type { InputQuestion, Observation } from '../contract/session.ts';
import type { RunningSession } from '../contract/status.ts';
import { addressProblem } from '../contract/trigger.ts';
import type { Resolution } from './human-requests.ts';
import type { Trigger } from './trigger.ts';

/** What one session asks of people, one question at a time. Waiting takes no worker. */
export class Questions {
  readonly #trigger: Trigger;
  readonly #session: RunningSession;
  readonly #onDoing: (what: string) => void;
  #asked = 0;
  /** How long people were waited for, in milliseconds. */
  waitedMs = 0;

  constructor(trigger: Trigger, session: RunningSession, onDoing: (what: string) => void) {
    this.#trigger = trigger;
    this.#session = session;
    this.#onDoing = onDoing;
  }

  async forPermission(actionId: string, action: ProposedAction): Promise<Resolution> {
    const { tool, arguments: toolArguments, site, effect, summary } = action;
    const { resolution } = await this.#ask('admin_permission_request', {
      message: `May the agent do this: ${summary}? It leaves the sites of the goal.`,
      details: { action_id: actionId, tool, arguments: toolArguments, site, effect },
      schema: null,
    });
    return resolution;
  }

  /** An address that a person gives counts as one of the goal's own from then on. */
  async forInput(question: InputQuestion): Promise<Observation> {
    const { request_id, resolution } = await this.#ask('request_user_input', question);
    if (resolution.how !== 'answered') return { kind: 'input_expired', request_id };
    const value = 'value' in resolution.answer ? resolution.answer.value : null;
    if (typeof value === 'string' && addressProblem(value) === undefined) {
      const given = this.#trigger.carried.given_addresses.filter((address) => address !== value);
      this.#trigger.carried.given_addresses = [...given, value].slice(-limits.givenAddressesKept);
    }
    return { kind: 'input', request_id, value, answered_by: resolution.answered_by };
  }

  /** Opens a request and waits for the first of: a valid answer, its time-out, the session's end. */
  async #ask(
    resource_type: ResourceType,
    question: Pick<ResourceRequest, 'message' | 'details' | 'schema'>,
  ): Promise<{ request_id: string; resolution: Resolution }> {
    const { requests, plan } = this.#trigger;
    const askedAtMs = Date.now();
    const timeoutMs = plan.config.answer_timeout * 1_000;
    const request = this.#open(resource_type, question, askedAtMs, timeoutMs);
    const { request_id, expires_at, message } = request;
    this.#onDoing(`waiting for a human: ${message}`);
    const isResolved = () => requests.resolution(request_id) !== undefined;
    const summary = `Wait for the answer to ${request_id}, until ${expires_at}`;
    try {
      if (!(await condition(isResolved, timeoutMs, { summary })))
        requests.expire(request_id, new Date(Date.now()).toISOString());
    } finally {
      this.waitedMs += Date.now() - askedAtMs;
    }
    this.#onDoing('thinking about the answer');
    return { request_id, resolution: requests.resolution(request_id) ?? { how: 'expired' } };
  }

  #open(
    resource_type: ResourceType,
    question: Pick<ResourceRequest, 'message' | 'details' | 'schema'>,
    askedAtMs: number,
    timeoutMs: number,
  ): ResourceRequest {
    const { requests, identity } = this.#trigger;
    const request_id = `req_${this.#session.session_number}_${++this.#asked}`;
    const request: ResourceRequest = {
      request_id,
      session_id: this.#session.session_id,
      resource_type,
      message: cutText(question.message, limits.questionMaxCharacters),
      details: jsonBytes(question.details) > limits.answerValueMaxBytes ? null : question.details,
      schema: question.schema,
      asked_at: new Date(askedAtMs).toISOString(),
      expires_at: new Date(askedAtMs + timeoutMs).toISOString(),
      how_to_answer: howToAnswer(identity.tracking_id, request_id, resource_type),
    };
    requests.open(request);
    const { message, details, schema, expires_at, how_to_answer } = request;
    this.#trigger.emit('trigger.external.resource.requested', this.#session, {
      request_id,
      resource_type,
      message,
      details,
      ...(schema === null ? {} : { schema }),
      expires_at,
      how_to_answer,
    });
    return request;
  }
}

function howToAnswer(workflow_id: string, request_id: string, type: ResourceType): ResourceRequest['how_to_answer'] {
  const isPermission = type === 'admin_permission_request';
  return {
    workflow_id,
    signal: isPermission ? adminPermissionResponseSignal : userInputResponseSignal,
    update: answerResourceRequestUpdate,
    command: `auto-trigger answer ${workflow_id} --request ${request_id} ${isPermission ? '--approve' : '--value VALUE'}`,
  };
}
