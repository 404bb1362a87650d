import type { Entry, ReadResult } from '../../contract/results.ts';
import type { Finish } from '../../contract/session.ts';
import type { ListedPage, UnreadPage } from '../comparing/listed-page.ts';
import type { SessionState } from './session-state.ts';
import {
  describeBeginning,
  describeEntry,
  describePage,
  describeUnread,
  hasChanges,
  quoteFromArticle,
  quoteFromList,
} from '../comparing/wording.ts';

/** What became of the newest entry's own page. */
export type ArticleLook =
  | { kind: 'read'; article: ReadResult }
  /** Nothing is new, so it was not opened. */
  | { kind: 'not_needed' }
  | { kind: 'unreadable'; message: string }
  | { kind: 'refused'; reason: string | null };

/** The newest entry of all pages that is worth opening: a new one; at a first look the latest; else none. */
export function entryToOpen(pages: SessionState['pages']): { entry: Entry; page: ListedPage } | undefined {
  const candidates = listed(pages).flatMap((page) => {
    const entry = page.is_baseline ? page.latest : page.added[0];
    return entry === undefined ? [] : [{ entry, page }];
  });
  return newest(candidates);
}

/** How a session ends after all its pages were looked at. */
export function concludeList(pages: SessionState['pages'], look: ArticleLook, lastAnsweredAt: string | null): Finish {
  const read = listed(pages);
  const unread = pages.filter((page) => page.kind === 'unread');
  if (read.length === 0) return concludeUnread(unread);

  const isNews = read.some((page) => page.is_baseline || hasChanges(page));
  const opened = entryToOpen(pages);
  const outcome = look.kind === 'refused' ? 'denied' : isNews ? 'answered' : unread.length > 0 ? 'unsure' : 'no_change';
  const dated = withDateOf(read, opened?.entry, look);
  const sentences = [
    ...dated.map((page) => (pages.length > 1 ? `${page.address}: ` : '') + describePage(page, lastAnsweredAt)),
    ...unread.map(describeUnread),
    describeLook(look, opened?.entry),
  ];
  return {
    outcome,
    answer: sentences.filter((sentence) => sentence !== '').join(' '),
    result: resultOf(dated),
    evidence: [
      ...(opened === undefined
        ? read.flatMap((page) => quoteFromList(page, page.latest))
        : quoteFromList(opened.page, opened.entry)),
      ...(look.kind === 'read' ? quoteFromArticle(look.article) : []),
    ],
  };
}

const blockingCodes = new Set<string>(['ACCESS_REFUSED', 'LOGIN_REQUIRED']);

/** How a session ends that could read none of its pages. */
export function concludeUnread(unread: UnreadPage[]): Finish {
  const answer = unread.map(describeUnread).join(' ');
  const first = unread[0];
  if (first === undefined) return { outcome: 'unsure', answer, result: null, evidence: [] };
  const { code } = first;
  const message = unread.map((page) => page.message).join('; ');
  const outcome = unread.every((page) => blockingCodes.has(page.code)) ? 'blocked' : 'failed';
  return { outcome, answer, result: null, evidence: [], error: { code, message } };
}

function describeLook(look: ArticleLook, entry: Entry | undefined): string {
  if (look.kind === 'read') return describeBeginning(look.article);
  if (look.kind === 'unreadable') return `The post itself could not be opened: ${look.message}.`;
  if (look.kind !== 'refused') return '';
  const reason = look.reason === null ? '' : ` (${look.reason})`;
  return `${entry === undefined ? 'It' : `“${entry.title}”`} was not opened, as that was refused${reason}.`;
}

/** Where the list gave no date, or one that was reckoned, the article's own is the entry's. */
function withDateOf(pages: ListedPage[], opened: Entry | undefined, look: ArticleLook): ListedPage[] {
  if (look.kind !== 'read' || opened === undefined) return pages;
  const { published_at: date } = look.article;
  const dated = (entry: Entry) =>
    entry.key === opened.key && date !== null && (entry.published_at === null || entry.date_is_reckoned === true)
      ? { key: entry.key, title: entry.title, url: entry.url, published_at: date }
      : entry;
  return pages.map((page) => ({ ...page, latest: dated(page.latest), added: page.added.map(dated) }));
}

const publicEntry = ({ key, title, url, published_at }: Entry) => ({ key, title, url, published_at });

function resultOf(pages: ListedPage[]): Finish['result'] {
  const of = (which: 'added' | 'removed' | 'changed') => pages.flatMap((page) => page[which]).map(publicEntry);
  const latest = newest(pages.map((page) => ({ entry: latestOf(page) })))?.entry;
  return {
    latest: latest === undefined ? null : { title: latest.title, url: latest.url, published_at: latest.published_at },
    added: of('added'),
    removed: of('removed'),
    changed: of('changed'),
    ordered_by: pages.every((page) => page.ordered_by === 'date') ? 'date' : 'page_order',
  };
}

/** Without dates a pinned entry may stand first: what is new is later than it, wherever it stands. */
function latestOf(page: ListedPage): Entry {
  return page.ordered_by === 'page_order' ? (page.added[0] ?? page.latest) : page.latest;
}

function newest<Candidate extends { entry: Entry }>(candidates: Candidate[]): Candidate | undefined {
  const day = ({ entry }: Candidate) => entry.published_at ?? '';
  return candidates.toSorted((one, other) => (day(one) < day(other) ? 1 : day(one) > day(other) ? -1 : 0))[0];
}

const listed = (pages: SessionState['pages']) => pages.filter((page) => page.kind === 'listed');

/** What people read where an approval did not come in time: the memory stays, so the next session asks again. */
export function concludeExpired(what: string): Finish {
  return { outcome: 'expired', answer: what, result: null, evidence: [] };
}

/** What people read where a page of the goal itself may not be opened. */
export function concludeRefused(address: string, reason: string | null): Finish {
  const why = reason === null ? '' : ` (${reason})`;
  return {
    outcome: 'denied',
    answer: `${address} was not opened, as that was refused${why}.`,
    result: null,
    evidence: [],
  };
}

export const expiredApproval = (pages: SessionState['pages'], address: string): Finish => {
  const opened = entryToOpen(pages);
  const seen = opened === undefined ? '' : ` The list shows ${describeEntry(opened.entry)}.`;
  return concludeExpired(`Nobody answered in time whether ${address} may be opened.${seen}`);
};
