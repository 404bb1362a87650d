import { leadingText } from '../../contract/json.ts';
import type { Entry, ReadResult } from '../../contract/results.ts';
import type { Evidence } from '../../contract/session.ts';
import type { ListedPage, UnreadPage } from './listed-page.ts';

const namedMax = 5;
const quoteMaxCharacters = 300;
const sentenceMinCharacters = 40;

/** `“Title” (2026-11-20 09:30 UTC), https://…` */
export function describeEntry(entry: Entry): string {
  const isDayAlone = entry.published_at?.length === 10 && entry.date_is_reckoned !== true;
  return `${describeTitle(entry, isDayAlone ? ', the site’s date' : '')}, ${entry.url}`;
}

/** A title with its date: an instant in UTC, and a day alone as the site has it, in whatever zone that is. */
function describeTitle({ title, published_at: date, date_is_reckoned }: Entry, remark = ''): string {
  if (date === null) return `“${title}”`;
  const isDay = date.length === 10;
  if (date_is_reckoned === true) return `“${title}” (about ${isDay ? `${date} UTC` : inUtc(date)})`;
  return `“${title}” (${isDay ? date : inUtc(date)}${remark})`;
}

/** To the minute: `2026-11-20 09:30 UTC`. */
const inUtc = (instant: string) => `${instant.slice(0, 16).replace('T', ' ')} UTC`;

/** What a list says beside the last look at it, in a sentence or two. */
export function describePage(page: ListedPage, lastAnsweredAt: string | null): string {
  const byOrder =
    page.ordered_by === 'page_order'
      ? ' The page gives most entries no date, so its own order decided which is the latest.'
      : '';
  if (page.is_baseline)
    return `The latest post is ${describeEntry(page.latest)}.${byOrder} This is the first look, so there is nothing to compare it with.`;
  if (!hasChanges(page))
    return `Nothing new since ${since(lastAnsweredAt)}: the latest is still ${describeEntry(page.latest)}.${byOrder}`;
  return `${[describeAdded(page.added), ...describeOthers(page)].filter((sentence) => sentence !== '').join(' ')}${byOrder}`;
}

export function hasChanges(page: ListedPage): boolean {
  return page.added.length + page.removed.length + page.changed.length > 0;
}

export function describeUnread({ address, message }: UnreadPage): string {
  return `${address} could not be read: ${message}.`;
}

function describeAdded([newest, ...others]: Entry[]): string {
  if (newest === undefined) return '';
  if (others.length === 0) return `New since the last session: ${describeEntry(newest)}.`;
  return `${others.length + 1} new since the last session; the latest is ${describeEntry(newest)}. Also new: ${names(others)}.`;
}

function describeOthers({ added, latest, removed, changed }: ListedPage): string[] {
  return [
    added.length === 0 ? `No new posts; the latest is still ${describeEntry(latest)}.` : '',
    changed.length === 0 ? '' : `Changed since the last session: ${names(changed)}.`,
    removed.length === 0 ? '' : `No longer listed: ${names(removed)}.`,
  ];
}

function names(entries: Entry[]): string {
  const named = entries.slice(0, namedMax).map((entry) => describeTitle(entry));
  const more = entries.length - named.length;
  return `${named.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

/** When the goal was last answered, as in “since …”. */
export function since(lastAnsweredAt: string | null): string {
  return lastAnsweredAt === null ? 'the last session' : inUtc(lastAnsweredAt);
}

/** The title of the newest entry, where it was found again word for word in the page that lists it. */
export function quoteFromList(page: ListedPage, newest: Entry): Evidence[] {
  return page.quotable_titles.includes(newest.title) ? [{ url: page.url, quote: newest.title }] : [];
}

const isSentence = (line: string) => line.length >= sentenceMinCharacters && /[.!?…:]["”’)]?$/.test(line);

/** How a post begins, in its own words. */
export function describeBeginning(article: ReadResult): string {
  const [beginning] = quoteFromArticle(article);
  return beginning === undefined ? '' : `The latest begins: “${beginning.quote}”`;
}

/** The first sentence of an article: a verbatim piece of one of its paragraphs. */
export function quoteFromArticle({ url, text, title }: ReadResult): Evidence[] {
  const lines = text.split('\n').filter((line) => line !== title);
  const line = lines.find(isSentence) ?? lines.find((each) => each.length >= sentenceMinCharacters) ?? lines[0];
  if (line === undefined || line === '') return [];
  const sentence = /^.{20,}?[.!?…]["”’)]?(?=\s|$)/.exec(line)?.[0] ?? line;
  const quote =
    sentence.length <= quoteMaxCharacters ? sentence : leadingText(sentence, quoteMaxCharacters).replace(/\s\S*$/, '');
  return [{ url, quote: quote.replace(/…$/, '').trim() }];
}
