import { createHash } from 'node:crypto';
import { sortedEntries } from '../../contract/json.ts';
import type { ActionOutcome, LookResult, ToolResult } from '../../contract/results.ts';
import { pendingCalls, type CallPart, type Told } from './said.ts';
import { isSessionTool } from './tools.ts';

/** The same call so many times gets a hint, and so many times is not done any more. */
export const repetitionsHinted = 3;
export const repetitionsRefused = 6;
/** Actions in a row after which the page is as it was before. */
export const unchangedHinted = 5;
export const unchangedMax = 8;

/** What the session's thoughts so far amount to. */
export interface History {
  /** The open page as it was last seen; another text for another state. */
  page: string;
  /** Actions since the page last changed. */
  unchanged: number;
  /** The newest look, and pictures of the last thought's actions: null where the page has moved on since. */
  look: LookResult | null;
  picture: string | null;
  /** How often each call was made in the same state of the page. */
  calls: Map<string, number>;
}

export function historyOf(told: Told[]): History {
  const history: History = { page: '', unchanged: 0, look: null, picture: null, calls: new Map() };
  let url = '';
  let tree = '';
  const see = (result: ToolResult) => {
    const at = result.tool === 'tabs' ? result.tabs.find(({ is_open }) => is_open)?.url : result.url;
    const isElsewhere = at !== undefined && withoutHash(at) !== withoutHash(url);
    if (isElsewhere || result.tool === 'navigate') history.look = null;
    if (isElsewhere) tree = '';
    url = at ?? url;
    if ('tree' in result) {
      tree = hashOf(result.tree);
      history.look = result;
    }
    if (result.tool === 'screenshot') history.picture = result.image;
  };
  for (const { said, observations } of told) {
    for (const part of said.parts)
      if (part.type === 'call') history.calls.set(callKey(part, history), timesCalled(part, history) + 1);
    history.picture = null;
    for (const observation of observations) {
      if (observation.kind !== 'action') continue;
      const result = resultOf(observation.outcome);
      if (result !== null) see(result);
      const page = `${withoutHash(url)} ${tree}`;
      history.unchanged = page === history.page ? history.unchanged + 1 : 0;
      history.page = page;
    }
  }
  return history;
}

export function timesCalled(call: CallPart, history: History): number {
  return history.calls.get(callKey(call, history)) ?? 0;
}

/** The same call on a page that has changed since is another one; opening an address or remembering is about no page. */
function callKey({ tool, arguments: given }: CallPart, { page }: History): string {
  return JSON.stringify([tool, sortedEntries(given), isSessionTool(tool) && tool !== 'navigate' ? page : '']);
}

/** What is seen after an action, if anything is. */
export function resultOf(outcome: ActionOutcome): ToolResult | null {
  if (outcome.status === 'done') return outcome.result;
  return outcome.status === 'unknown' ? outcome.look : null;
}

/** How many thoughts at the end slipped in this way, one after the other. */
export function slipsInARow(told: Told[], slip: NonNullable<Told['said']['slip']>): number {
  const others = told.toReversed().findIndex(({ said }) => said.slip !== slip);
  return others === -1 ? told.length : others;
}

/** Calls of the last thought beside what the session observed for them. */
export function observed({
  said,
  observations,
}: Told): { call: CallPart; observation: Told['observations'][number] | undefined }[] {
  return pendingCalls(said).map((call, position) => ({ call, observation: observations[position] }));
}

const withoutHash = (url: string) => url.replace(/#.*/s, '');

/** References are numbered anew with every look, and say nothing about the page. */
function hashOf(tree: string): string {
  return createHash('sha256')
    .update(tree.replaceAll(/\[ref=\w+\]/g, ''))
    .digest('base64url');
}
