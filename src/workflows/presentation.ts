import { setCurrentDetails, upsertSearchAttributes, workflowInfo } from '@temporalio/workflow';
import {
  defineSearchAttributeKey,
  type SearchAttributePair,
  SearchAttributeType,
  type TypedSearchAttributes,
} from '@temporalio/common';
import { cutText } from '../contract/json.ts';
import type { SearchAttributeName } from '../contract/temporal-names.ts';
import type { ResourceRequest } from '../contract/resource-request.ts';
import type { Pause, TriggerState } from '../contract/status.ts';
import { openStateOf, pauseIn } from './open-state.ts';
import { nowMs } from './now.ts';
import type { Trigger } from './trigger.ts';

/** What lists show of a trigger without asking it. */
export function memoOf({ plan, carried }: Trigger): Record<string, unknown> {
  const { goal, email, label } = plan;
  const { spent } = carried;
  return { goal: cutText(goal, 200), email, ...(label === null ? {} : { label }), ...(spent && { spent }) };
}

/** What a trigger is in turn with each session. */
const routine: ReadonlySet<unknown> = new Set<TriggerState>(['scheduled', 'running']);

/** Keeps what the Temporal UI and visibility show in step with a trigger, writing only what changed. */
export class Presentation {
  readonly #trigger: Trigger;
  readonly #registered: ReadonlySet<SearchAttributeName>;
  readonly #shown = new Map<SearchAttributeName, string | null>();

  constructor(trigger: Trigger, registered: readonly SearchAttributeName[]) {
    this.#trigger = trigger;
    this.#registered = new Set(registered);
    // what the client, or the run before, set stays until it is written anew
    for (const { key, value } of workflowInfo().typedSearchAttributes.getAll())
      this.#shown.set(key.name as SearchAttributeName, value instanceof Date ? value.toISOString() : String(value));
  }

  /** `state` is given when the trigger closes; while it is open it follows from what it does. */
  show(state: TriggerState = openStateOf(this.#trigger)): void {
    const changes = this.#enter(state);
    if (changes.length > 0) upsertSearchAttributes(changes);
    this.#describe();
  }

  /** Among many others, lists are not told that a session begins or ends: that costs the server as much as a step. */
  showInRush(): void {
    const openState = openStateOf(this.#trigger);
    if (!routine.has(openState) || !routine.has(this.#shown.get('AutoTriggerState'))) return this.show();
    this.#trigger.enter(openState);
    this.#describe();
  }

  /** A pause, or its end, as it comes: a session that waits for a person may not write anything for weeks. */
  showPause(): void {
    // a run that an earlier version began did not do so
    if (this.#registered.has('AutoTriggerPausedSince')) this.show();
  }

  #describe(): void {
    setCurrentDetails(details(this.#trigger));
  }

  /** All search attributes as the next run is to begin with them. */
  handOver(): TypedSearchAttributes {
    return workflowInfo().typedSearchAttributes.updateCopy(this.#enter(openStateOf(this.#trigger)));
  }

  /** What changes with this state. */
  #enter(state: TriggerState): SearchAttributePair[] {
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
    const datetime = (name: SearchAttributeName, value: string | null) => {
      if (this.#isNew(name, value))
        changes.push({
          key: defineSearchAttributeKey(name, SearchAttributeType.DATETIME),
          value: value === null ? null : new Date(value),
        } as SearchAttributePair);
    };
    keyword('AutoTriggerState', state);
    keyword('AutoTriggerEmail', plan.email);
    keyword('AutoTriggerLastOutcome', carried.last?.outcome ?? null);
    datetime('AutoTriggerNextFire', this.#trigger.agenda.nextFires(1, nowMs())[0] ?? null);
    datetime('AutoTriggerPausedSince', pauseIn(state, this.#trigger)?.since ?? null);
    return changes;
  }

  #isNew(name: SearchAttributeName, value: string | null): boolean {
    if (!this.#registered.has(name) || (this.#shown.get(name) ?? null) === value) return false;
    this.#shown.set(name, value);
    return true;
  }
}

/** The story so far, in Markdown: begins with the goal, and what a person is to do comes before what was. */
function details(trigger: Trigger): string {
  const { plan, carried, session } = trigger;
  const [next] = trigger.agenda.nextFires(1, nowMs());
  const { last, state, state_since } = carried;
  const lines = [`**Goal:** ${inline(plan.goal, 500)}`, `**State:** ${state}, since ${state_since}`];
  for (const request of carried.requests.open) lines.push(...openQuestion(request));
  if (carried.paused !== null) lines.push(...pauseLines(trigger, carried.paused));
  if (session !== null) lines.push(`**Session ${session.session_number}:** ${inline(session.doing, 300)}`);
  if (next !== undefined) lines.push(`**Next session:** ${next}`);
  if (last !== null)
    lines.push(`**Last session (${last.session_number}):** ${last.outcome}: ${inline(last.answer, 1_000)}`);
  return lines.join('\n\n');
}

function openQuestion({ message, expires_at, how_to_answer }: ResourceRequest): string[] {
  const { workflow_id, signal, input } = how_to_answer;
  const command = [
    `temporal workflow signal -w ${workflow_id} \\`,
    `  --name ${signal} \\`,
    `  --input '${JSON.stringify(input)}'`,
  ];
  return [`**Open question:** ${inline(message, 1_000)} (until ${expires_at})`, codeBlock(command)];
}

function pauseLines({ identity }: Trigger, { since, by, reason }: Pause): string[] {
  const who = by === null ? '' : ` by ${inline(by, 100)}`;
  const why = reason === null ? '' : `: ${inline(reason, 1_000)}`;
  const command = [`temporal workflow update execute -w ${identity.tracking_id} --name resume`];
  return [`**Paused** since ${since}${who}${why}`, codeBlock(command)];
}

function codeBlock(lines: string[]): string {
  return ['```', ...lines, '```'].join('\n');
}

/** Text of others on one line, without what Markdown would make of it. */
function inline(text: string, maxCharacters: number): string {
  return cutText(text.replaceAll(/\s+/g, ' '), maxCharacters).replaceAll(/[\\`*_[\]<>#|]/g, String.raw`\$&`);
}
