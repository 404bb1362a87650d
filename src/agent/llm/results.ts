import type { ActionOutcome, ToolResult } from '../../contract/results.ts';
import type { Observation } from '../../contract/session.ts';
import type { Fence } from './fence.ts';

/**
 * What became of something, as it stays in the conversation: short, and the same for ever. A page's tree is never in
 * it, since only the newest look is shown, at the end.
 */
export function describeObservation(observation: Observation | undefined, fence: Fence): string {
  if (observation === undefined) return 'Not done, as an earlier call of this answer did not come out as planned.';
  if (observation.kind === 'input_expired') return 'Nobody answered in time.';
  if (observation.kind === 'input') {
    const who = observation.by_default
      ? 'Nobody answered in time; this is what the goal’s owner set for that case'
      : 'The answer of the goal’s owner';
    return `${who}: ${JSON.stringify(observation.value)}`;
  }
  return describeOutcome(observation.outcome, fence);
}

function describeOutcome(outcome: ActionOutcome, fence: Fence): string {
  switch (outcome.status) {
    case 'done':
      return `${describeResult(outcome.result, fence)}${describeNotices(outcome.notices, fence)}`;
    case 'failed': {
      const left = outcome.left_to === undefined ? '' : `\nIt led to ${outcome.left_to}, which navigate can ask for.`;
      return `Failed, ${outcome.code}.\n${fence.around(`${outcome.message}${left}`)}${describeNotices(outcome.notices, fence)}`;
    }
    case 'denied':
      return outcome.by === 'policy'
        ? `Not permitted by the policy${outcome.reason === null ? '' : `: ${outcome.reason}`}. Do not try it in another way.`
        : `A person said no${outcome.reason === null ? '' : `: ${outcome.reason}`}. Do not try it in another way.`;
    case 'expired':
      return 'Nobody said in time whether it may be done, so it was not.';
    default:
      return 'It is not known whether it was done: the browser was lost in the middle and the page opened again. Look before you repeat it.';
  }
}

/** What the page wanted beside, and was not let. */
function describeNotices(notices: string[] | undefined, fence: Fence): string {
  return notices === undefined ? '' : `\n${fence.around(notices.join('\n'))}`;
}

function describeResult(result: ToolResult, fence: Fence): string {
  switch (result.tool) {
    case 'navigate':
      return `Done.\n${fence.around(`${result.url} answered ${result.status}, ${result.content_type}\n${result.title}`)}`;
    case 'entries': {
      const lines = result.entries.map(
        ({ title, url, published_at }) => `- ${title} | ${published_at ?? 'no date'} | ${url}`,
      );
      const order = result.ordered_by === 'date' ? 'newest first' : 'in the order of the page, as most have no date';
      return `${result.entries.length} entries, ${order}.\n${fence.around([`${result.url} ${result.title}`, ...lines].join('\n'))}`;
    }
    case 'read': {
      const date = result.published_at === null ? '' : `\npublished ${result.published_at}`;
      return `Done.\n${fence.around(`${result.url}\n${result.title}${date}\n${result.text}`)}`;
    }
    case 'find':
      return `${result.matches_total} places${result.matches_total > result.matches.length ? `, the first ${result.matches.length}` : ''}.\n${fence.around([result.url, ...result.matches].join('\n---\n'))}`;
    case 'tabs': {
      const lines = result.tabs.map(
        ({ number, url, title, is_open }) => `${number}${is_open ? ' (open)' : ''}: ${title} | ${url}`,
      );
      return `${result.tabs.length} tabs.\n${fence.around(lines.join('\n'))}`;
    }
    case 'screenshot':
      return 'Done. The picture is shown once.';
    default:
      return `Done.\n${fence.around(`${result.url} ${result.title}`)}`;
  }
}
