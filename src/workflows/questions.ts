import { condition, patched } from '@temporalio/workflow';
import type { AgentConfig } from '../contract/agent.ts';
import type { ProposedAction } from '../contract/tools.ts';
import { answerProblem } from '../contract/answer-schema.ts';
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
import { addressProblem } from '../contract/address.ts';
import type { Resolution } from './human-requests.ts';
import { nowIso, nowMs } from './now.ts';
import { inputQuestion, permissionQuestion, type Shown } from './question-words.ts';
import type { OpenQuestion, QuestionsState } from './session-state.ts';
import type { Trigger } from './trigger.ts';

/** What a question needs to know of its session, and do to it. */
interface AskingSession {
  running: RunningSession;
  config: AgentConfig;
  onDoing: (what: string) => void;
  isPageHeld: () => boolean;
  /** Keeps it as it is until that is over, so many seconds, or until other sessions need its place. */
  keepPageWhile: (isOver: () => boolean, seconds: number) => Promise<void>;
  /** Lets the page go, to be opened again from where it stood. */
  giveBackPage: () => Promise<void>;
  /** True where the run has so long a history that the session is to go on in a fresh one. */
  isRunFull: () => boolean;
  /** Goes on in a fresh run, but where that is over meanwhile. */
  goOnInNextRun: (isOver: () => boolean) => Promise<void>;
}

/** How a question ends that is not put. */
interface TooMuch {
  how: 'too much';
}

/** What one session asks of people, one question at a time. Waiting takes no worker, and after a while no page. */
export class Questions {
  readonly #trigger: Trigger;
  readonly #state: QuestionsState;
  readonly #session: AskingSession;

  constructor(trigger: Trigger, state: QuestionsState, session: AskingSession) {
    this.#trigger = trigger;
    this.#state = state;
    this.#session = session;
  }

  get isWaiting(): boolean {
    return this.#state.open !== null;
  }

  /** How long people were waited for, in milliseconds. */
  get waitedMs(): number {
    const { waited_ms, open } = this.#state;
    return waited_ms + (open === null ? 0 : nowMs() - open.asked_at_ms);
  }

  /** Shows exactly what would be done; what is more than can be shown is not asked about. */
  async forPermission(
    actionId: string,
    action: ProposedAction,
    seen: Shown,
    because: string,
  ): Promise<Resolution | TooMuch> {
    const { tool, arguments: toolArguments, ask_first } = action;
    const { effect, origin, site, element, request = null } = seen;
    const details = {
      action_id: actionId,
      tool,
      arguments: toolArguments,
      origin,
      site,
      effect,
      element,
      request: request && { ...request, fields: request.fields.map((field) => ({ ...field })) },
      reason: ask_first,
    };
    if (jsonBytes(details) > limits.answerValueMaxBytes && patched('nothing-is-asked-in-part'))
      return { how: 'too much' };
    const message = permissionQuestion(action, seen, because);
    const { resolution } = await this.#ask('admin_permission_request', { message, details, schema: null });
    return resolution;
  }

  /** An address that a person gives counts as one of the goal's own from then on. */
  async forInput(question: InputQuestion): Promise<Observation> {
    const { request_id, resolution } = await this.#ask('request_user_input', {
      ...question,
      message: inputQuestion(question.message),
    });
    if (resolution.how !== 'answered') return this.#withoutAnswer(request_id, question);
    const value = 'value' in resolution.answer ? resolution.answer.value : null;
    if (typeof value === 'string' && addressProblem(value) === undefined) this.#trigger.learnAddress(value);
    return { kind: 'input', request_id, value, answered_by: resolution.answered_by, by_default: false };
  }

  #withoutAnswer(request_id: string, { schema }: InputQuestion): Observation {
    const { on_timeout, default_answer } = this.#session.config;
    const isAnswer =
      on_timeout === 'default_answer' &&
      default_answer !== undefined &&
      answerProblem(schema, default_answer) === undefined;
    return isAnswer
      ? { kind: 'input', request_id, value: default_answer, answered_by: null, by_default: true }
      : { kind: 'input_expired', request_id };
  }

  /**
   * Opens a request and waits for the first of: a valid answer, its time-out, the session's end. One that is open since
   * an earlier run is waited for, not asked again.
   */
  async #ask(
    resource_type: ResourceType,
    question: Pick<ResourceRequest, 'message' | 'details' | 'schema'>,
  ): Promise<{ request_id: string; resolution: Resolution }> {
    const { requests } = this.#trigger;
    const open = (this.#state.open ??= this.#open(resource_type, question));
    const { request_id, asked_at_ms, expires_at_ms } = open;
    const isResolved = () => requests.resolution(request_id) !== undefined;
    try {
      await this.#waitUntil(() => isResolved() || this.#session.isRunFull(), open);
      if (this.#session.isRunFull() && !isResolved() && nowMs() < expires_at_ms)
        await this.#session.goOnInNextRun(isResolved);
      if (!isResolved()) {
        const isDecided = () => isResolved() || !requests.isHeld(request_id);
        if (!isDecided()) await condition(isDecided);
        requests.expire(request_id, nowIso());
      }
    } finally {
      this.#state.waited_ms += nowMs() - asked_at_ms;
      this.#state.open = null;
    }
    this.#session.onDoing('thinking about the answer');
    return { request_id, resolution: requests.resolution(request_id) ?? { how: 'expired' } };
  }

  /** Waits until that is so, or the question's time is over; the page is kept for as long as that may be. */
  async #waitUntil(isOver: () => boolean, { request_id, asked_at_ms, expires_at_ms }: OpenQuestion): Promise<void> {
    const { hold_page } = this.#session.config;
    const timeoutMs = expires_at_ms - nowMs();
    if (timeoutMs <= 0) return;
    const summary = `Wait for the answer to ${request_id}, until ${new Date(expires_at_ms).toISOString()}`;
    if (this.#session.isPageHeld() && patched('a-question-holds-no-page')) {
      const heldSeconds = Math.max(0, Math.ceil(hold_page - (nowMs() - asked_at_ms) / 1_000));
      let hasWaited = false;
      const waiting = condition(isOver, timeoutMs, { summary }).finally(() => (hasWaited = true));
      await Promise.all([waiting, this.#session.keepPageWhile(() => hasWaited, heldSeconds)]);
      return;
    }
    await this.#giveBackInTime(isOver, { heldMs: hold_page * 1_000, timeoutMs, summary });
    const leftMs = expires_at_ms - nowMs();
    if (!isOver() && leftMs > 0) await condition(isOver, leftMs, { summary });
  }

  /** As sessions of version 0.1.0 did it: the page is kept for its time, whoever needs it. */
  async #giveBackInTime(
    isOver: () => boolean,
    { heldMs, timeoutMs, summary }: { heldMs: number; timeoutMs: number; summary: string },
  ): Promise<void> {
    if (!this.#session.isPageHeld() || heldMs >= timeoutMs) return;
    const isQuick = heldMs > 0 && (await condition(isOver, heldMs, { summary: `${summary}; the page is kept` }));
    if (!isQuick) await this.#session.giveBackPage();
  }

  #open(resource_type: ResourceType, question: Pick<ResourceRequest, 'message' | 'details' | 'schema'>): OpenQuestion {
    const { requests, identity } = this.#trigger;
    const { session_id, session_number } = this.#session.running;
    const request_id = `req_${session_number}_${++this.#state.asked}`;
    const asked_at_ms = nowMs();
    const expires_at_ms = asked_at_ms + this.#session.config.answer_timeout * 1_000;
    const request: ResourceRequest = {
      request_id,
      session_id,
      resource_type,
      message: cutText(question.message, limits.permissionMaxCharacters),
      details: jsonBytes(question.details) > limits.answerValueMaxBytes ? null : question.details,
      schema: question.schema,
      asked_at: new Date(asked_at_ms).toISOString(),
      expires_at: new Date(expires_at_ms).toISOString(),
      how_to_answer: howToAnswer(identity.tracking_id, request_id, resource_type),
    };
    requests.open(request, { isOfEarlierVersion: !patched('answers-by-their-question') });
    const { message, details, schema, expires_at, how_to_answer } = request;
    this.#trigger.emit('trigger.external.resource.requested', this.#session.running, {
      request_id,
      resource_type,
      message,
      details,
      ...(schema === null ? {} : { schema }),
      expires_at,
      how_to_answer,
    });
    this.#session.onDoing(`waiting for a human: ${message}`);
    return { request_id, asked_at_ms, expires_at_ms };
  }
}

function howToAnswer(workflow_id: string, request_id: string, type: ResourceType): ResourceRequest['how_to_answer'] {
  const isPermission = type === 'admin_permission_request';
  const answer = isPermission ? { approved: true } : { value: 'VALUE' };
  return {
    workflow_id,
    signal: (isPermission ? adminPermissionResponseSignal : userInputResponseSignal).name,
    update: answerResourceRequestUpdate.name,
    input: { request_id, ...answer },
    command: `auto-trigger answer ${workflow_id} --request ${request_id} ${isPermission ? '--approve' : '--value VALUE'}`,
  };
}
