import type { ListWords } from '../words/page-words.ts';
import { anyOf } from '../words/patterns.ts';

const oneOf = (kind: keyof ListWords) => anyOf(({ lists }) => lists?.[kind]);

/** Lists by subject, author or page, and what is no page to read. */
export const notAnEntry = new RegExp(
  [
    `\\/${oneOf('sectionAddresses')}(?:\\/[^/\\d]*)?\\/?$`,
    `\\/${oneOf('listAddresses')}\\/?$`,
    '\\/page\\/\\d+\\/?$',
    '\\.(?:xml|rss|atom|zip|png|jpe?g|gif|svg|webp|mp[34])$',
  ].join('|'),
  'iu',
);

/** Texts of links that lead on to an entry, or from it, and do not say which. */
const moreWords = new RegExp(
  `^(?:${oneOf('more')}|\\d{1,9}\\s{0,9}${oneOf('counted')}|[\\d\\s.,+#]{0,60})[\\s.…»›→>:!·|-]{0,60}$`,
  'iu',
);

export const saysMore = (text: string): boolean => text.length <= 60 && moreWords.test(text.trim());

const pinnedNames = /(?:^|[\s_-])(?:sticky|is-sticky|pinned|is-pinned|announce(?:-post)?)(?:$|[\s_-])/i;
const pinnedWords = new RegExp(`^\\W{0,30}(?:📌|${oneOf('pinned')})\\W{0,30}$`, 'iu');
const pinnedMark = new RegExp(`📌|📍|${oneOf('pinnedMarks')}`, 'iu');

/** True for what an entry says of itself where it stays on top, whatever is newer. */
export const saysPinned = ({ classes, texts }: { classes: string; texts: string[] }): boolean =>
  pinnedNames.test(classes) ||
  texts.some((text) => (text.length <= 30 && pinnedWords.test(text)) || pinnedMark.test(text));

const advertNames =
  /(?:^|[\s_-])(?:ads?|advert|advertisement|adslot|sponsor(?:ed)?|sponsored-post|promo(?:ted|tion)?|native-ad|partner-content)(?:$|[\s_-])/i;
const advertWords = new RegExp(`^\\W{0,40}${oneOf('adverts')}\\W{0,40}$`, 'iu');

/** True for an advertisement that stands among entries. */
export const saysAdvert = ({ classes, rels, texts }: { classes: string; rels: string; texts: string[] }): boolean =>
  advertNames.test(classes) ||
  /\bsponsored\b/.test(rels) ||
  texts.some((text) => text.length <= 40 && advertWords.test(text));
