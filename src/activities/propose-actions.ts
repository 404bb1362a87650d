import { createHash } from 'node:crypto';
import { type PlannedCall, type ProposedAction, type ToolCall, toolEffects } from '../contract/tools.ts';
import { cutText, type Json, sortedEntries } from '../contract/json.ts';
import { quotedWords } from '../contract/visible-text.ts';
import { shownAddress } from '../network/shown-address.ts';
import { siteOf } from '../network/sites.ts';

/** Adds to tool calls what policy, events and people need to know of them. */
export function proposeActions(
  calls: PlannedCall[],
  { trackingId, goal, sites }: { trackingId: string; goal: string; sites: string[] },
): ProposedAction[] {
  return calls.map(({ ask_first = null, ...call }) => {
    const url = call.tool === 'navigate' && URL.canParse(call.arguments.url) ? new URL(call.arguments.url) : null;
    const site = url === null ? null : siteOf(url.href);
    return {
      ...call,
      effect: site !== null && !sites.includes(site) ? 'leave' : toolEffects[call.tool],
      origin: url?.origin ?? null,
      site,
      fingerprint: fingerprint({ trackingId, goal, call, origin: url?.origin ?? null, element: null }),
      summary: summarise(call),
      ask_first,
    };
  });
}

/** All that an approval is good for; nothing else. */
interface Approvable {
  trackingId: string;
  goal: string;
  call: ToolCall;
  origin: string | null;
  /** The element in its shape, in place of a reference, which means another element at the next look. */
  element: Json;
}

/** SHA-256, in hex, over what an approval is good for; arguments in the order of their names. */
export function fingerprint({ trackingId, goal, call, origin, element }: Approvable): string {
  const given = sortedEntries<Json>(call.arguments).filter(([name]) => name !== 'ref');
  return createHash('sha256')
    .update(JSON.stringify([trackingId, goal, call.tool, given, origin, element]))
    .digest('hex');
}

const summaryMaxCharacters = 150;

function summarise(call: ToolCall): string {
  return cutText(describeCall(call), summaryMaxCharacters);
}

/** The host as it is looked up, whatever it seems to be. */
function withoutScheme(address: string): string {
  const { shown, letters } = shownAddress(address);
  return `${shown.replace(/^https?:\/\//, '').replace(/\/$/, '')}${letters}`;
}

function describeCall(call: ToolCall): string {
  switch (call.tool) {
    case 'navigate':
      return `Open ${withoutScheme(call.arguments.url)}`;
    case 'back':
      return 'Go back';
    case 'entries':
      return 'List the entries of the page';
    case 'read':
      return 'Read the page';
    case 'snapshot':
      return 'Look at the page';
    case 'find':
      return `Look for ${quotedWords(call.arguments.text)}`;
    case 'click':
      return `Click ${call.arguments.ref}`;
    case 'type':
      return `Type ${call.arguments.text.length} characters into ${call.arguments.ref}`;
    case 'select':
      return `Choose ${call.arguments.values.join(', ')} in ${call.arguments.ref}`;
    case 'press':
      return `Press ${call.arguments.key} in ${call.arguments.ref}`;
    case 'scroll':
      return `Scroll ${call.arguments.direction}`;
    case 'wait':
      return `Wait ${call.arguments.seconds} s`;
    case 'tabs':
      return call.arguments.switch_to === 0 ? 'List the tabs' : `Go to tab ${call.arguments.switch_to}`;
    default:
      return 'Take a picture of the page';
  }
}
