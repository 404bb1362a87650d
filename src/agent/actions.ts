import { createHash } from 'node:crypto';
import { type ProposedAction, type ToolCall, toolEffects } from '../contract/agent.ts';
import { cutText } from '../contract/json.ts';
import { siteOf } from '../network/sites.ts';
import { addressesIn } from './addresses.ts';

/** The sites that a goal is about: those of the addresses in it, and of those that its owner gave as answers. */
export function goalSites(goal: string, givenAddresses: string[]): string[] {
  return [...new Set([goal, ...givenAddresses].flatMap(addressesIn).map(siteOf))];
}

/** Adds to tool calls what policy, events and people need to know of them. */
export function proposeActions(
  calls: ToolCall[],
  { goal, givenAddresses }: { goal: string; givenAddresses: string[] },
): ProposedAction[] {
  const sites = goalSites(goal, givenAddresses);
  return calls.map((call) => {
    const url = call.tool === 'navigate' && URL.canParse(call.arguments.url) ? new URL(call.arguments.url) : null;
    const site = url === null ? null : siteOf(url.href);
    return {
      ...call,
      effect: toolEffects[call.tool],
      site,
      leaves_goal_sites: site !== null && !sites.includes(site),
      fingerprint: fingerprint(call, url?.origin ?? null),
      summary: summarise(call),
    };
  });
}

/** SHA-256, in hex, over what an approval is good for: the tool, its arguments in order of their names, the origin. */
function fingerprint({ tool, arguments: given }: ToolCall, origin: string | null): string {
  const sorted = Object.entries(given).toSorted(([one], [other]) => (one < other ? -1 : 1));
  return createHash('sha256')
    .update(JSON.stringify([tool, sorted, origin]))
    .digest('hex');
}

const summaryMaxCharacters = 150;

function summarise(call: ToolCall): string {
  switch (call.tool) {
    case 'navigate':
      return cutText(`Open ${call.arguments.url.replace(/^https?:\/\//, '').replace(/\/$/, '')}`, summaryMaxCharacters);
    case 'entries':
      return 'List the entries of the page';
    case 'read':
      return 'Read the page';
    case 'snapshot':
      return 'Look at the page';
    case 'click':
      return `Click ${call.arguments.ref}`;
    default:
      return `Type ${call.arguments.text.length} characters into ${call.arguments.ref}`;
  }
}
