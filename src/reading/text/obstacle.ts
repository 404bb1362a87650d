import type { SessionErrorCode } from '../../contract/session-errors.ts';
import { elementsOf, headingLevel, type PageModel, shortTextOf, textOf } from '../page-model.ts';
import type { MissingWords, ObstacleWords } from '../words/page-words.ts';
import { anyOf } from '../words/patterns.ts';

/** What a page shows in place of its content, though it answers as if all were well. */
export interface Obstacle {
  code: SessionErrorCode;
  message: string;
}

const titleMaxCharacters = 100;
/** Pages that show nothing else say little. */
const littleText = 1_500;
const someText = 3_000;
const almostNothing = 400;
/** Pages of some systems are one form as a whole. */
const formMaxCharacters = 800;
/** A sentence that says that there is nothing. */
const emptyMaxCharacters = 90;

const pattern = (source: string) => new RegExp(source, 'iu');
const oneOf = (kind: Exclude<keyof ObstacleWords, 'missing'>) => anyOf(({ obstacles }) => obstacles?.[kind]);
const ofMissing = (kind: keyof MissingWords) => anyOf(({ obstacles }) => obstacles?.missing?.[kind]);

const checks = pattern(oneOf('checks'));
const logins = pattern(`^\\W{0,200}${oneOf('logins')}(?:\\W.{0,200})?$`);
const loginCalls = pattern(oneOf('loginCalls'));
const consents = pattern(oneOf('consents'));
const outages = pattern(oneOf('outages'));
const empties = pattern(`^\\W{0,90}${oneOf('empties')}\\W{0,90}$`);
const missing = pattern(
  [
    `^\\W{0,20}${ofMissing('error')}?\\W{0,20}404\\b`,
    `${ofMissing('things')}\\b[^.!?]{0,30}${ofMissing('gone')}`,
    `^\\W{0,20}${ofMissing('alone')}\\W{0,20}$`,
    `${ofMissing('atEnd')}\\W{0,20}$`,
    ofMissing('anywhere'),
  ].join('|'),
);

/**
 * Recognises a block page, a login wall, a consent page, a page that is missing, and one that is out of order, where
 * they answer with 200. `isWeak`: nothing that a date or a mark speaks for was found on the page.
 */
export function obstacleOn(page: PageModel, isWeak: boolean): Obstacle | undefined {
  const text = textOf(page.body);
  const heading = firstHeadings(page).find((each) => each.length <= titleMaxCharacters) ?? '';
  const titles = [heading, page.title.slice(0, 200)];
  const said = (pattern: RegExp) => titles.find((title) => pattern.test(title));
  const isLittle = text.length < littleText;
  const isSome = text.length < someText;
  const show = (code: SessionErrorCode, what: string, words: string): Obstacle => ({
    code,
    message: `${page.url} shows ${what} in place of its content${words === '' ? '' : `: “${words.slice(0, titleMaxCharacters)}”`}`,
  });
  const opening = text.slice(0, titleMaxCharacters);

  const check = said(checks) ?? (isLittle && isWeak && checks.test(text.slice(0, 400)) ? opening : undefined);
  if (isSome && check !== undefined) return show('ACCESS_REFUSED', 'a check for visitors', check);
  if (page.showsCaptcha && isWeak && isLittle) return show('ACCESS_REFUSED', 'a captcha', heading || opening);
  const missed = missing.test(heading) ? heading : isSome ? said(missing) : undefined;
  if (missed !== undefined)
    return {
      code: 'PAGE_NOT_FOUND',
      message: `${page.url} was not found: it says “${missed}”, though it answers with 200`,
    };
  const login = said(logins);
  const isLogin = page.asksForPassword
    ? logins.test(page.title) || restOf(page).length < (login === undefined ? almostNothing : littleText)
    : isLittle && login !== undefined;
  if (isWeak && isLogin)
    return { code: 'LOGIN_REQUIRED', message: `${page.url} asks for a login: “${login ?? (heading || opening)}”` };
  const call = isWeak && isSome ? loginCalls.exec(text)?.[0] : undefined;
  if (call !== undefined) return { code: 'LOGIN_REQUIRED', message: `${page.url} asks for a login: “${call}”` };
  const outage =
    isWeak && isLittle ? (said(outages) ?? (text.length < 400 && outages.test(text) ? opening : undefined)) : undefined;
  if (outage !== undefined) return show('PAGE_UNREACHABLE', 'that it is out of order', outage);
  if (isWeak && isSome && consents.test(`${titles.join(' ')} ${text.slice(0, 400)}`))
    return show('ACCESS_REFUSED', 'a question for consent', heading || opening);
  return undefined;
}

/** What a page says beside its forms and what frames it: a small login stands beside the contents of many. */
function restOf(page: PageModel): string {
  return textOf(
    page.body,
    (element) =>
      /^(?:nav|header|footer|aside)$/.test(element.tag) ||
      (element.tag === 'form' && shortTextOf(element, formMaxCharacters) !== undefined),
  );
}

/** What a page says that has a list and nothing in it. */
export function emptyListOn(page: PageModel): Obstacle | undefined {
  const empty = emptyWords(page);
  return empty === undefined
    ? undefined
    : { code: 'NO_ENTRIES', message: `${page.url} lists nothing: it says “${empty}”` };
}

/** Headings that are no links, the highest first. */
function firstHeadings(page: PageModel): string[] {
  const found: { level: number; text: string }[] = [];
  for (const element of elementsOf(page.body)) {
    const level = headingLevel(element);
    if (level === undefined || level > 2 || element.children.length === 0) continue;
    const isLink = [...elementsOf(element)].some((each) => each.attributes['href'] !== undefined);
    if (!isLink) found.push({ level, text: textOf(element) });
    if (found.length >= 3) break;
  }
  return found.toSorted((one, other) => one.level - other.level).map(({ text }) => text);
}

function emptyWords(page: PageModel): string | undefined {
  for (const element of elementsOf(page.body)) {
    if (element.children.length === 0 || element.children.length > 4 || element.tag === 'a') continue;
    const hasWords = element.children.some((child) => typeof child === 'string' && child.trim().length > 3);
    if (!hasWords) continue;
    const text = shortTextOf(element, emptyMaxCharacters);
    if (text !== undefined && empties.test(text)) return text;
  }
  return undefined;
}
