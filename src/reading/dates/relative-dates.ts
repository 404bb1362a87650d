import { pastTenseOf } from './relative-phrases.ts';

/** How long ago, in words: what stands for one unit in each language. */
const units: [milliseconds: number, words: string][] = [
  [1_000, 'seconds?|secs?|sekunden?|secondes?|segundos?|secondi|seconden|sekund\\p{L}*|секунд\\p{L}*|秒'],
  [
    60_000,
    'minutes?|mins?|minuten?|minutos?|minut[oiay]?|minuuttia|минут\\p{L}*|хвилин\\p{L}*|分钟|分鐘|分|분|dakika|perc',
  ],
  [
    3_600_000,
    'hours?|hrs?|stunden?|std|heures?|horas?|or[ae]|uur|uren|godzin\\p{L}*|timm(?:e|ar)|timer?|hodin\\p{L}*|час\\p{L}*|годин\\p{L}*|小时|小時|時間|시간|saat|óra|tuntia',
  ],
  [
    86_400_000,
    'days?|tage?n?|jours?|días?|dias?|giorn[oi]|dag(?:en|ar|e)?|dni|dzień|dn[yůí]|дня|день|дней|дні|днів|天|日|일|gün|nap|päivää',
  ],
  [
    604_800_000,
    'weeks?|wks?|wochen?|semaines?|semanas?|settiman[ae]|weken|tygodni\\p{L}*|tydzień|veck(?:a|or)|uker?|uger?|týdn\\p{L}*|недел\\p{L}*|тиж\\p{L}*|周|週間|星期|주|hafta|viikkoa',
  ],
  [
    2_629_800_000,
    'months?|monate?n?|mois|meses|mes|mês|mes[ei]|maand(?:en)?|miesi\\p{L}*|månad(?:er)?|måned(?:er)?|měsíc\\p{L}*|месяц\\p{L}*|місяц\\p{L}*|个月|個月|か月|ヶ月|カ月|개월|ay|hónap|kuukautta',
  ],
  [
    31_557_600_000,
    'years?|yrs?|jahre?n?|ans?|années?|años?|anos?|ann[oi]|jaar|lat[a]?|rok|år|let|год\\p{L}*|лет|рок\\p{L}*|年|년|yıl|év|vuotta',
  ],
];
const oneWords = 'an?|one|einem?r?|une?|una?|uma?|um|uno|een|één|en|ett?';
const before = 'vor|il y a|hace|há|pred|před|för|for';
const after = 'ago|fa|geleden|temu|назад|тому|sedan|siden|önce|ezelőtt|sitten|zpět|atrás|earlier|前|以前|之前|전';
const anyUnit = units.map(([, words]) => words).join('|');
const counted = `(\\d{1,3}|${oneWords})\\s?\\+?\\s?(${anyUnit})\\.?`;
const leading = new RegExp(
  `(?<!\\p{L})(?:${before})\\s+(?:ca\\.?\\s|about\\s|etwa\\s|environ\\s|unos\\s)?${counted}(?!\\p{L})`,
  'iu',
);
const trailing = new RegExp(
  `(?<![\\p{L}\\d.])(?:about\\s)?${counted}\\s?(?:${after})(?![\\p{Script=Latin}\\p{Script=Cyrillic}])`,
  'iu',
);
const abbreviated = /(?<![\p{L}\d.])(\d{1,3})\s?(m|min|h|hr|d|w|wk|mo|y|yr)s?(?:\s+ago)(?!\p{L})/iu;
/** As a line of its own: `5h`, `3d`. */
const bare = /^(\d{1,3})\s?(m|h|d|w|mo|y)$/iu;
const abbreviations: Record<string, number> = {
  m: 60_000,
  min: 60_000,
  h: 3_600_000,
  hr: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
  wk: 604_800_000,
  mo: 2_629_800_000,
  y: 31_557_600_000,
  yr: 31_557_600_000,
};
const namedDays: [daysAgo: number, pattern: RegExp][] = [
  [
    2,
    /(?<!\p{L})(?:vorgestern|avant-hier|anteayer|anteontem|przedwczoraj|позавчера|前天|一昨日)(?![\p{Script=Latin}\p{Script=Cyrillic}])/iu,
  ],
  [
    1,
    /(?<!\p{L})(?:yesterday|gestern|hier(?! [\p{Ll}])|ayer|ontem|ieri|gisteren|wczoraj|вчера|вчора|igår|i går|včera|dün|昨天|昨日|어제)(?![\p{Script=Latin}\p{Script=Cyrillic}])/iu,
  ],
  [
    0,
    /(?<!\p{L})(?:today|just now|heute|gerade eben|aujourd['’]hui|hoy|hoje|oggi|vandaag|dzisiaj|dziś|сегодня|сьогодні|idag|i dag|dnes|bugün|今天|今日|本日|刚刚|剛剛|오늘)(?![\p{Script=Latin}\p{Script=Cyrillic}])/iu,
  ],
];
const dayMs = 86_400_000;

/**
 * A date that a text tells from the moment of its reading, such as `3 days ago` or `gestern`: reckoned from `seenAt`
 * (milliseconds since the epoch) in UTC. Up to some hours it is an instant, else a day. The usual languages are known
 * whatever the page says of itself, all others where it says so.
 */
export function findRelativeDate(
  text: string,
  { seenAt, language }: { seenAt: number; language: string },
): RelativeDate | undefined {
  const hits = [
    hit(leading.exec(text), ([count, unit]) => ago(count, unitMs(unit), seenAt)),
    hit(trailing.exec(text), ([count, unit]) => ago(count, unitMs(unit), seenAt)),
    hit(abbreviated.exec(text), ([count, unit]) => ago(count, abbreviations[unit?.toLowerCase() ?? ''], seenAt)),
    hit(bare.exec(text.trim()), ([count, unit]) => ago(count, abbreviations[unit?.toLowerCase() ?? ''], seenAt)),
    ...namedDays.map(([days, pattern]) => {
      const match = pattern.exec(text);
      const isEndOfSpan = match !== null && /\d\s?[-–—]\s?$/.test(text.slice(0, match.index));
      return isEndOfSpan ? undefined : hit(match, () => dayOf(seenAt - days * dayMs));
    }),
  ].filter((found) => found !== undefined);
  return hits.toSorted((one, other) => one.index - other.index)[0] ?? inLanguage(text, language, seenAt);
}

interface RelativeDate {
  date: string;
  found: string;
  index: number;
}

/** A word such as “ma” is a day only where little more than a time of day follows. */
const afterDayMax = 12;

function inLanguage(text: string, language: string, seenAt: number): RelativeDate | undefined {
  const tense = pastTenseOf(language);
  if (tense === undefined) return undefined;
  const match = tense.pattern.exec(text);
  const at = match?.slice(1).findIndex((group) => group !== undefined) ?? -1;
  const phrase = tense.phrases[at];
  if (match !== null && phrase !== undefined)
    return hit(match, (groups) => ago(phrase.after === null ? '1' : groups[at], phrase.milliseconds, seenAt));
  const line = text.trim().toLowerCase();
  const day = tense.days.find(([word]) => line.startsWith(word) && !/^\p{L}/u.test(line.slice(word.length)));
  if (day === undefined || line.length - day[0].length > afterDayMax) return undefined;
  const index = text.length - text.trimStart().length;
  return { date: dayOf(seenAt - day[1] * dayMs), found: text.slice(index, index + day[0].length), index };
}

function hit(match: RegExpExecArray | null, read: (groups: (string | undefined)[]) => string | undefined) {
  const date = match === null ? undefined : read(match.slice(1));
  return match === null || date === undefined ? undefined : { date, found: match[0], index: match.index };
}

const patterns = units.map(([milliseconds, words]) => [milliseconds, new RegExp(`^(?:${words})$`, 'iu')] as const);

function unitMs(unit: string | undefined): number | undefined {
  return patterns.find(([, pattern]) => pattern.test(unit ?? ''))?.[0];
}

function ago(count: string | undefined, milliseconds: number | undefined, seenAt: number): string | undefined {
  if (count === undefined || milliseconds === undefined) return undefined;
  const number = /^\d+$/.test(count) ? Number(count) : 1;
  const at = seenAt - number * milliseconds;
  // to the minute, which is more than such words say
  return milliseconds < dayMs ? `${new Date(at).toISOString().slice(0, 16)}:00.000Z` : dayOf(at);
}

const dayOf = (at: number) => new Date(at).toISOString().slice(0, 10);
