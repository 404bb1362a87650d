import { cutText, type Json, leadingText } from '../../contract/json.ts';
import type { MemoryChange, MemoryItem } from '../../contract/results.ts';
import { limits } from '../../contract/limits.ts';
import type { Evidence, Finish } from '../../contract/session.ts';
import { concludeRefused, concludeUnread } from './conclusion.ts';
import { type Judgement, judgePrice, type PricedLook } from './price-judgement.ts';
import type { Watch } from './watch-goal.ts';
import {
  rememberedWatch,
  rememberWatch,
  type SeenPage,
  shareOf,
  type WatchedLook,
  type WatchedPage,
  type WatchMemory,
} from './watched.ts';
import { describeUnread, since } from '../comparing/wording.ts';

/** A page that was seen, beside what is remembered of it. */
interface Finding extends Judgement {
  page: SeenPage;
  before: WatchMemory | undefined;
  /** What the page says now: as a part of a sentence. */
  state: string;
  /** What is new, as a part of a sentence. */
  news: string;
}

const shownMaxCharacters = 300;
const quoteMaxCharacters = 300;

/** How a session about watched pages ends, and what is remembered of them. */
export function concludeWatch(
  watch: Watch,
  pages: WatchedPage[],
  { memory, last_answered_at }: { memory: MemoryItem[]; last_answered_at: string | null },
): { conclusion: Finish; memories: MemoryChange[] } {
  const findings = pages
    .filter((page) => page.kind === 'seen')
    .map((page) => find(watch, page, rememberedWatch(memory, page.address)));
  const unread = pages.filter((page) => page.kind === 'unread');
  const refused = pages.filter((page) => page.kind === 'refused');
  const [firstRefused] = refused;
  if (findings.length === 0) {
    const conclusion =
      firstRefused === undefined ? concludeUnread(unread) : concludeRefused(firstRefused.address, firstRefused.reason);
    return { conclusion, memories: [] };
  }
  const of = (kind: Judgement['kind']) => findings.filter((finding) => finding.kind === kind);
  const isNews = of('news').length + of('baseline').length > 0;
  const isUnsure = of('unsure').length + unread.length > 0;
  const sentences = [
    ...of('news').map(({ news }) => `${capital(news)}.`),
    ...of('baseline').map(({ state }) => `${capital(state)}.`),
    of('baseline').length === 0 ? '' : 'This is the first look, so there is nothing to compare with.',
    ...of('unsure').map(({ state }) => `${capital(state)}.`),
    of('same').length === 0
      ? ''
      : `Nothing new since ${since(last_answered_at)}: ${of('same')
          .map(({ state }) => state)
          .join('; ')}.`,
    ...unread.map(describeUnread),
    ...refused.map(({ address, reason }) => concludeRefused(address, reason).answer),
  ];
  return {
    conclusion: {
      outcome: refused.length > 0 ? 'denied' : isNews ? 'answered' : isUnsure ? 'unsure' : 'no_change',
      answer: sentences.filter((sentence) => sentence !== '').join(' '),
      result: resultOf(watch, [...of('news'), ...of('baseline'), ...of('unsure'), ...of('same')], pages.length),
      evidence: findings.flatMap((finding) => quoteFrom(watch, finding)),
    },
    memories: findings
      .filter(({ kind }) => kind !== 'unsure')
      .map(({ page, before, reference }) => rememberWatch(before, page, reference)),
  };
}

function find(watch: Watch, page: SeenPage, before: WatchMemory | undefined): Finding {
  const judgement = judge(watch, page.look, before);
  const { url, text } = page.look;
  const name = nameOf(watch);
  const said = `“${shown(freshLine(page.look, before) ?? '')}”`;
  const state =
    isPresence(watch) || text === null
      ? `${name} is ${text === null ? 'not ' : ''}on ${url}`
      : `${name} on ${url} is ${said}${judgement.remark}`;
  return {
    ...judgement,
    page,
    before,
    state,
    news: newsOf(watch, page.look, { before, said, state, remark: judgement.remark }),
  };
}

function judge(watch: Watch, look: WatchedLook, before: WatchMemory | undefined): Judgement {
  if (watch.kind === 'price' && isPriced(look)) return judgePrice(watch.condition, look, before);
  if (before === undefined) return { kind: 'baseline', remark: '' };
  const isSame = isPresence(watch) ? (look.text === null) === (before.text === null) : look.text === before.text;
  return { kind: isSame ? 'same' : 'news', remark: '', ...(before.reference && { reference: before.reference }) };
}

const isPriced = (look: WatchedLook): look is PricedLook => look.text !== null && look.amount !== null;
const isPresence = (watch: Watch) => watch.kind === 'text' && watch.when !== 'changes';

function newsOf(
  watch: Watch,
  look: WatchedLook,
  { before, said, state, remark }: { before: WatchMemory | undefined; said: string; state: string; remark: string },
): string {
  const name = nameOf(watch);
  const previous = before?.text ?? null;
  if (isPresence(watch))
    return look.text === null ? `${name} is not on ${look.url} any more` : `${name} is on ${look.url} now: ${said}`;
  if (look.text === null) return `${name} is not on ${look.url} any more; before it was “${shown(previous ?? '')}”`;
  if (previous === null) return `${state}; before it was not there`;
  if (watch.kind === 'page') return `${name} on ${look.url} changed; it says now: ${said}`;
  return `${name} on ${look.url} changed from “${shown(previous)}” to ${said}${remark}`;
}

function nameOf(watch: Watch): string {
  if (watch.kind === 'text') return `“${watch.words}”`;
  return { price: 'the price', version: 'the version', page: 'the text of the page' }[watch.kind];
}

/** The first line that was not there before. */
function freshLine({ text }: WatchedLook, before: WatchMemory | undefined): string | null {
  if (text === null) return null;
  const known = new Set(before?.text?.split('\n'));
  const lines = text.split('\n');
  return lines.find((line) => !known.has(line) && line !== '') ?? lines[0] ?? null;
}

function quoteFrom(watch: Watch, { page: { look }, before }: Finding): Evidence[] {
  const quote = watch.kind === 'page' ? freshLine(look, before) : look.quote;
  return quote === null ? [] : [{ url: look.url, quote: leadingText(quote, quoteMaxCharacters) }];
}

/** What is told first stands for the whole; with several addresses each is in `pages`. */
function resultOf(watch: Watch, findings: Finding[], addresses: number): Json {
  // text and the one before, of the whole and of each page
  const maxCharacters = shareOf(limits.resultMaxBytes, addresses === 1 ? 2 : 2 * findings.length + 2);
  const cut = (text: string | null) => (text === null ? null : cutText(text, maxCharacters));
  const of = ({ page: { look }, before }: Finding) => ({
    text: cut(look.text),
    before: cut(before?.text ?? null),
    found: look.text !== null,
  });
  const [first] = findings;
  return {
    kind: watch.kind,
    ...(first && of(first)),
    ...(addresses === 1
      ? {}
      : { pages: findings.map((finding) => ({ address: finding.page.address, ...of(finding) })) }),
  };
}

const shown = (text: string) => cutText(text.split('\n')[0] ?? '', shownMaxCharacters);
const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
