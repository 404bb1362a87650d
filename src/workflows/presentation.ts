import { setCurrentDetails, upsertSearchAttributes } from '@temporalio/workflow';
import { defineSearchAttributeKey, type SearchAttributePair, SearchAttributeType } from '@temporalio/common';
import { cutText } from '../contract/json.ts';
import type { SearchAttributeName } from '../contract/messages.ts';
import type { TriggerState } from '../contract/status.ts';
import type { Trigger } from './trigger.ts';

/** Keeps what the Temporal UI and visibility show in step with a trigger, writing only what changed. */
export class Presentation {
  readonly #trigger: Trigger;
  readonly #registered: ReadonlySet<SearchAttributeName>;
  readonly #shown = new Map<SearchAttributeName, string | null>();

  constructor(trigger: Trigger, registered: readonly SearchAttributeName[]) {
    this.#trigger = trigger;
    this.#registered = new Set(registered);
  }

  /** `state` is given when the trigger closes; while it is open it follows from what it does. */
  show(state: TriggerState = this.#trigger.openState): void {
    this.#trigger.enter(state);
    const { plan, carried } = this.#trigger;
    const changes: SearchAttributePair[] = [];
    const keyword = (name: SearchAttributeName, value: string | null) => {
      if (this.#isNew(name, value))
        changes.push({
          key: defineSearchAttributeKey(name, SearchAttributeType.KEYWORD),
          value,
        } as SearchAttributePair);
    };
    keyword('AutoTriggerState', state);
    keyword('AutoTriggerEmail', plan.email);
    keyword('AutoTriggerLastOutcome', carried.last?.outcome ?? null);
    const next = this.#trigger.status().next_fires[0] ?? null;
    if (this.#isNew('AutoTriggerNextFire', next))
      changes.push({
        key: defineSearchAttributeKey('AutoTriggerNextFire', SearchAttributeType.DATETIME),
        value: next === null ? null : new Date(next),
      } as SearchAttributePair);
    if (changes.length > 0) upsertSearchAttributes(changes);
    setCurrentDetails(details(this.#trigger));
  }

  #isNew(name: SearchAttributeName, value: string | null): boolean {
    if (!this.#registered.has(name) || (this.#shown.get(name) ?? null) === value) return false;
    this.#shown.set(name, value);
    return true;
  }
}

/** The story so far, in Markdown: begins with the goal. */
function details(trigger: Trigger): string {
  const { plan, carried, session } = trigger;
  const next = trigger.status().next_fires[0];
  const lines = [
    `**Goal:** ${inline(plan.goal, 500)}`,
    '',
    `**State:** ${carried.state}, since ${carried.state_since}`,
  ];
  if (session !== null) lines.push(`**Session ${session.session_number}:** ${inline(session.doing, 300)}`);
  if (next !== undefined) lines.push(`**Next session:** ${next}`);
  if (carried.last !== null)
    lines.push(
      `**Last session (${carried.last.session_number}):** ${carried.last.outcome}: ${inline(carried.last.answer, 1_000)}`,
    );
  for (const request of carried.requests.open) {
    const { workflow_id, signal } = request.how_to_answer;
    const answer =
      request.resource_type === 'admin_permission_request'
        ? { request_id: request.request_id, approved: true }
        : { request_id: request.request_id, value: '…' };
    lines.push(
      `**Open question:** ${inline(request.message, 1_000)} (until ${request.expires_at})`,
      `\`temporal workflow signal -w ${workflow_id} --name ${signal} --input '${JSON.stringify(answer)}'\``,
    );
  }
  return lines.join('\n\n');
}

/** Text of others on one line, without what Markdown would make of it. */
function inline(text: string, maxCharacters: number): string {
  return cutText(text.replaceAll(/\s+/g, ' '), maxCharacters).replaceAll(/[\\`*_[\]<>#|]/g, String.raw`\$&`);
}
