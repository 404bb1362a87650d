import type { SessionErrorCode } from '../../contract/session-errors.ts';
import { elementsOf, headingLevel, type PageModel, textOf } from '../page-model.ts';

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

const checks =
  /just a moment|checking your browser|attention required|verif(?:y|ying)(?: that)? you(?:['’]| a)?re? (?:not a robot|a? ?human)|verify you are human|are you (?:a )?(?:robot|human)|not a robot|security (?:check|verification)|ddos[- ]protection|access (?:to this page has been )?denied|request unsuccessful|pardon our interruption|unusual traffic|bot (?:detection|verification)|human verification|one more step|nur einen moment|sicherheitsüberprüfung|zugriff verweigert|vérification de sécurité|accès refusé|un momento|acceso denegado|verificación de seguridad|доступ (?:запрещ|ограничен)|проверка браузера|安全验证|安全检查|人机验证|アクセスが拒否/iu;
const logins =
  /^\W*(?:(?:please )?(?:log|sign) ?in\b.*|login|member login|anmelden|anmeldung|einloggen|bitte (?:melden|loggen) .*|connexion|se connecter|identifiez-vous|connectez-vous.*|iniciar sesión|inicia sesión.*|acceder|entrar|iniciar sessão|faça login.*|accedi|accesso|effettua il login.*|inloggen|zaloguj.*|logowanie|вход|войти|авторизация|登录|登入|ログイン|로그인)(?:\W.*)?$/iu;
const loginCalls =
  /(?:log|sign) in to (?:continue|view|read|see|access)|(?:must|need to|have to) (?:be logged in|log in|sign in)|(?:members|subscribers) only|subscribe to (?:continue|read|keep reading)|create (?:an|a free) account to (?:continue|read)|nur für (?:mitglieder|abonnenten)|réservé aux abonnés|solo para suscriptores/iu;
const consents =
  /before you continue|we value your privacy|your privacy (?:choices|matters)|manage (?:your )?(?:cookie|consent)|cookie (?:consent|preferences|settings|einstellungen)|we (?:and our partners )?use cookies|(?:wir|diese (?:seite|website)) (?:verwende[nt]|nutz(?:en|t)|schätzen) (?:cookies|ihre privat)|bevor sie (?:fortfahren|zu)|avant de (?:continuer|poursuivre)|nous (?:utilisons|respectons) (?:des cookies|votre vie privée)|valoramos (?:su|tu) privacidad|usamos cookies|utilizamos cookies|valorizamos a sua privacidade|utilizziamo i cookie|rispettiamo la tua privacy|wij gebruiken cookies|używamy plików cookie|мы используем (?:файлы )?cookie|age verification|confirm your age|are you over/iu;
const missing =
  /^\W*(?:error|fehler|erreur|errore?)?\W*404\b|(?:page|seite|página|pagina|article|artikel|post|content|site|document|url)\b[^.!?]{0,30}(?:not (?:be )?found|nicht gefunden|pas (?:été )?trouvé|no (?:fue )?encontrad|não (?:foi )?encontrad|non (?:è stata )?trovat|niet gevonden|does(?:n['’]t| not) exist|no longer (?:exists|available)|existiert nicht|n['’]existe)|^\W*not found\W*$|introuvable|nicht gefunden\W*$|nie znalezion|не найдена|страниц\p{L}* не (?:существует|найден)|找不到(?:页面|頁面|网页)|页面不存在|(?:ページ|お探しの).{0,12}見つかりません|찾을 수 없/iu;
const outages =
  /maintenance|(?:be|we['’]ll be) (?:right )?back\b|temporarily (?:unavailable|down|offline)|service unavailable|bad gateway|gateway time-?out|internal server error|establishing a database connection|too many requests|out of order|something went wrong|under construction|coming soon|web server is down|connection timed out|wartung|vorübergehend nicht|en mantenimiento|em manutenção|in manutenzione|przerwa techniczna|технически|ведутся работы|维护中|维护|メンテナンス|점검/iu;
const empties =
  /^\W*(?:(?:sorry, )?(?:there are |there is )?(?:no|nothing)\b.{0,30}\b(?:posts?|articles?|results?|entries|items|news|releases|content|found|here|yet|to (?:see|show|display))\b.{0,30}|(?:es (?:gibt|wurden) )?(?:noch |leider )?keine? (?:beiträge|artikel|einträge|ergebnisse|nachrichten|treffer).{0,30}|aucune? (?:article|résultat|billet|actualité).{0,30}|no (?:hay|se encontraron) .{0,40}|(?:nenhum|não há) .{0,40}|nessun .{0,40}|geen (?:berichten|artikelen|resultaten).{0,30}|brak (?:wpisów|artykułów|wyników).{0,30}|(?:записей|новостей|статей|ничего) (?:пока |ещё )?(?:нет|не найдено).{0,20}|暂无.{0,10}|没有(?:找到|文章|内容).{0,10}|(?:記事|お知らせ|投稿)(?:は|が)(?:まだ)?ありません.{0,5}|게시물이 없습니다)\W*$/iu;

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
      (element.tag === 'form' && textOf(element).length < formMaxCharacters),
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
    const text = textOf(element);
    if (text.length <= 90 && empties.test(text)) return text;
  }
  return undefined;
}
