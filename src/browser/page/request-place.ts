import { decide, type PolicyDecision, strictest } from '../../contract/policy.ts';
import type { Effect, ToolName } from '../../contract/tools.ts';
import { siteOf } from '../../network/sites.ts';
import type { Surroundings } from '../outcome.ts';
import type { SentRequest } from './sent-request.ts';

/** Whose request it is: of a page itself, of a frame in one, or of what either loads by a script. */
export type Requester = 'page' | 'frame' | 'script';

export interface PageRequest {
  requester: Requester;
  sent: SentRequest;
  /** Chromium's name of the page that it comes from. */
  pageId: string;
  /** The address of the session's page that it comes from. */
  pageUrl: string;
  /** Its server answered another request with this one. */
  isRedirect: boolean;
}

/** What the requests of a session are measured by: all that the action in progress may do. */
export type Passage = Pick<
  Surroundings,
  | 'guard'
  | 'failureAt'
  | 'allowedSites'
  | 'permitted'
  | 'robots'
  | 'signal'
  | 'policy'
  | 'origin'
  | 'secrets'
  | 'reader'
> & {
  tool: ToolName;
  /** True where a person approved the action. */
  isApproved: boolean;
};

/** These tell what is in a page, its frames too. */
const looking: readonly ToolName[] = ['snapshot', 'read', 'entries', 'find', 'screenshot'];

/** A page is judged as `navigate` is. */
export function pageDecision(url: string, passage: Passage): PolicyDecision {
  const effect = passage.allowedSites.includes(siteOf(url)) ? 'read' : 'leave';
  return decide(passage.policy, { ...subjectOf(url, effect, passage), tool: 'navigate' });
}

/** A frame leads nowhere, and so leaves nothing. Whatever reads its page reads it, so it is shown where all of them may. */
export function frameDecision({ sent, pageUrl }: PageRequest, passage: Passage): PolicyDecision {
  const read = (url: string, tool: ToolName) => decide(passage.policy, { ...subjectOf(url, 'read', passage), tool });
  const readers = URL.canParse(pageUrl) ? looking.filter((tool) => read(pageUrl, tool).decision === 'allow') : looking;
  return strictest(
    read(sent.url, 'navigate'),
    readers.map((tool) => read(sent.url, tool)),
  );
}

/** What a rule looks at, where a request goes. */
export function subjectOf(url: string, effect: Effect, { tool, allowedSites }: Passage) {
  const site = siteOf(url);
  return { tool, effect, origin: new URL(url).origin, site, isGoalSite: allowedSites.includes(site) };
}

/** Where the action in progress was said to be, or to lead, it was decided on. */
export const isDecided = (url: string, { origin }: Passage) => new URL(url).origin === origin;
