import { changes, type Condition, conditionIn, namesMoney } from './condition.ts';
import { foldSpace } from '../../contract/fold-space.ts';
import { isAboutNews } from './list-goal.ts';
import type { WatchingWords } from '../../reading/words/goal-words.ts';
import { anyOf, spacedLanguages, wholeWords } from '../../reading/words/patterns.ts';

/** What stands in a goal in place of each address. */
export const pageMark = '∎';

/** What of a page is watched, and for what. */
export type Watch =
  /** Where the condition is null, any change is told. */
  | { kind: 'price'; condition: Condition | null }
  /** The newest version number that the page names. */
  | { kind: 'version' }
  /** Words that come or go, or beside which something changes. */
  | { kind: 'text'; words: string; when: 'changes' | 'appears' | 'disappears' }
  | { kind: 'page' };

const quoted = /[“„«"「『]([^“”„«»"「」『』]{1,200})[”“»"」』]|(?<=\s|^)[‘']([^‘’']{2,200})[’'](?=[^\p{L}\p{N}]|$)/gu;
const pattern = (source: string) => new RegExp(source, 'iu');
const oneOf = (kind: keyof WatchingWords) => anyOf(({ watching }) => watching?.[kind]);
const whole = (kind: keyof WatchingWords) => wholeWords(({ watching }) => watching?.[kind]);

const disappears = whole('disappears');
const appears = whole('appears');
const price = whole('prices');
const version = whole('versions');
const versionNumber = whole('versionNumbers');
const listNouns = whole('listNouns');
const pageNoun = whole('pageNouns');
const stock = whole('stock');
const wholePage = pattern(`^(?:${oneOf('wholePage')}|${pageMark})$`);
const pronoun = pattern(`^${oneOf('pronouns')}$`);
const articleNoun = pattern(`(?<!\\p{L})${oneOf('articleNouns')}(?!\\p{L})`);

const conjunction = oneOf('conjunctions');
const preposition = oneOf('prepositions');
const textNoun = oneOf('textNouns');
const comesOrGoes = oneOf('comesOrGoes');
/** With the space after it. */
const article = `(?:${oneOf('articles')} |${oneOf('elidedArticles')} ?)`;
/** Verbs after which a thing is another. */
const becomesAnother = `(?:${anyOf(({ watching }) => watching?.changes, spacedLanguages)}|${oneOf('moves')})`;

/** The clause of a goal that says when somebody wants to be told. */
export const conditionClause = pattern(`(?<!\\p{L})${conjunction} [^\\s.;!?]+ (?:[^.;!?]|\\.(?=\\d))*`);
/** Where “latest” is said of a price, no news are meant. */
export const latestPrice = new RegExp(`(?<!\\p{L})\\p{L}+ ${oneOf('priceNouns')}(?!\\p{L})`, 'giu');

const onThePage = new RegExp(`(?<!\\p{L})(?:${preposition} (?:${oneOf('onThePage')} )?)${pageMark}`, 'giu');
const namedBefore = pattern(`(?<!\\p{L})${textNoun} ([^,.;]{2,120}?) (?=${comesOrGoes}|${becomesAnother})`);
const namedAfter = pattern(`${oneOf('shows')} (?:${oneOf('textArticles')} )?${textNoun} ([^,.;]{2,120}?) ?(?:$|[,.;])`);
const bare = pattern(`(?<!\\p{L})${conjunction} ([^,.;]{2,80}?) ${comesOrGoes}(?!\\p{L})`);
const severalPages = new RegExp(`${pageMark}(?: ?(?:[,;&]|${oneOf('joiners')})? ?${pageMark})+`, 'giu');
/** What is no word of the page, but says which thing is meant. */
const meant = pattern(`^(?:${article}|${oneOf('determiners')} )`);
const itself = `(?:${oneOf('reflexives')} ?)?`;
const labels = [
  `(?<!\\p{L})${conjunction} ${itself}${article}?([^,.;:]{1,100}?) ${itself}${becomesAnother}(?!\\p{L})`,
  `(?<!\\p{L})${conjunction} ${itself}${becomesAnother} ${article}([^,.;:]{2,100}?) ?(?:$|[,.;:])`,
  `(?<!\\p{L})${oneOf('changeNouns')} ${preposition} ${article}?([^,.;:]{2,100}?) ?(?:$|[,.;:])`,
].map(pattern);
const watched = pattern(
  `(?<!\\p{L})${oneOf('watches')} ${article}?([^,.;:]{1,100}?) ?(?:$|[,.;:]| ${oneOf('endsThing')}(?!\\p{L}))`,
);
const changesOrMoves = pattern(`(?<!\\p{L})${becomesAnother}(?!\\p{L})`);
const onThisPage = pattern(` ${preposition}(?: ${oneOf('thisPage')})? ?$`);
const aboutThings = pattern(`(?<!\\p{L})${oneOf('about')}(?!\\p{L})`);
const newOne = pattern(`(?<!\\p{L})${oneOf('newOnes')}`);
const goesSomewhere = pattern(
  `(?<!\\p{L})${oneOf('cheaper')}(?!\\p{L})|(?:${pageMark}|(?<!\\p{L})${oneOf('it')}) ${oneOf('goes')}(?!\\p{L})`,
);

/**
 * What a goal asks to be watched on a page; undefined where it is about a list. `'unclear'`: it asks for more than one
 * thing, or on a condition that this planner would not keep to. White space is folded, and `pageMark` stands for each
 * address.
 */
export function watchIn(marked: string): Watch | 'unclear' | undefined {
  const goal = marked.replaceAll(severalPages, pageMark);
  const quotes = [...goal.matchAll(quoted)].map(([, one, other]) => (one ?? other ?? '').trim());
  const words = quotes.filter((quote) => quote !== '' && quote !== pageMark);
  const said = foldSpace(goal.replaceAll(quoted, (whole) => (whole.includes(pageMark) ? ` ${pageMark} ` : ' “” ')));
  const text = textIn(said, words);
  const wishes = [text, priceIn(said, text !== undefined), versionIn(said)].filter((wish) => wish !== undefined);
  if (wishes.length > 1) return 'unclear';
  return wishes[0] ?? labelled(said);
}

function textIn(said: string, quotes: string[]): Watch | 'unclear' | undefined {
  const when = disappears.test(said) ? 'disappears' : appears.test(said) ? 'appears' : 'changes';
  const [quote] = quotes;
  if (quote !== undefined) {
    // what is quoted may just name the thing that has the price or the version
    if (when === 'changes' && (!changes.test(said) || price.test(said) || version.test(said))) return undefined;
    return quotes.length > 1 ? 'unclear' : { kind: 'text', words: quote, when };
  }
  const rest = withoutPlaces(said);
  const named = (namedBefore.exec(rest) ?? namedAfter.exec(rest))?.[1]?.trim();
  if (named !== undefined && !listNouns.test(named)) return { kind: 'text', words: named, when };
  const inStock = stock.exec(rest)?.[0];
  if (inStock !== undefined)
    return { kind: 'text', words: inStock, when: when === 'disappears' ? 'disappears' : 'appears' };
  const shown = bare.exec(rest)?.[1]?.trim();
  return shown === undefined || meant.test(`${shown} `) || listNouns.test(shown) || isPageItself(shown)
    ? undefined
    : { kind: 'text', words: shown, when };
}

function priceIn(said: string, isText: boolean): Watch | 'unclear' | undefined {
  const isPrice = price.test(said) || namesMoney(said);
  if (aboutThings.test(said)) return undefined;
  const condition = conditionIn(said.replaceAll(pageMark, ' '));
  // “a new spade below 50 EUR” is one of a list
  if (condition !== undefined && isPrice && newOne.test(said)) return 'unclear';
  if (condition === undefined) return isPrice && !(isText && !changes.test(said)) ? any : undefined;
  if (condition === 'unclear') return isPrice ? 'unclear' : undefined;
  if (isPrice || goesSomewhere.test(withoutPlaces(said))) return { kind: 'price', condition };
  // of anything but a price only that it changes is known, not which way
  const isAwaited = condition.kind === 'threshold' || (!isText && conditionClause.test(said));
  return isAwaited && !listNouns.test(said) ? 'unclear' : undefined;
}

const any: Watch = { kind: 'price', condition: null };
function versionIn(said: string): Watch | undefined {
  const isNumber = versionNumber.test(said);
  const changing = version.test(said) && changes.test(said) && !isAboutNews(said);
  return isNumber || changing ? { kind: 'version' } : undefined;
}

/** Without the words that say on which page a thing is. */
const withoutPlaces = (said: string) => foldSpace(said.replaceAll(onThePage, ' '));

/** What stands beside some words, or the page as a whole, where that is to change. */
function labelled(said: string): Watch | undefined {
  const rest = withoutPlaces(said);
  if (!changes.test(rest) && !changesOrMoves.test(rest)) return undefined;
  const found = labels.map((label) => label.exec(rest)?.[1]).find((subject) => subject !== undefined);
  const subject = found === undefined || pronoun.test(found.trim()) ? (watched.exec(rest)?.[1] ?? found) : found;
  if (subject === undefined)
    return pageNoun.test(rest) && !listNouns.test(withoutPage(rest)) ? { kind: 'page' } : undefined;
  const label = withoutPage(subject);
  if (isPageItself(label)) return { kind: 'page' };
  return listNouns.test(label) ? undefined : { kind: 'text', words: label, when: 'changes' };
}

const withoutPage = (subject: string) => foldSpace(subject.replaceAll(pageMark, ' ')).replace(onThisPage, '').trim();

const isPageItself = (subject: string) =>
  subject === '' || wholePage.test(subject) || pronoun.test(subject) || articleNoun.test(subject);
