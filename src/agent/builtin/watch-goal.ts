import { type Condition, conditionIn, namesMoney } from './condition.ts';
import { isAboutNews } from './words/goal-words.ts';
import {
  appears,
  article,
  changes,
  changesPattern,
  comesOrGoes,
  conditionClause,
  conjunction,
  disappears,
  listNouns,
  pageMark,
  pageNoun,
  preposition,
  price,
  pronoun,
  stock,
  textNoun,
  version,
  versionNumber,
  watchVerb,
  wholePage,
} from './words/watch-words.ts';

/** What of a page is watched, and for what. */
export type Watch =
  /** Where the condition is null, any change is told. */
  | { kind: 'price'; condition: Condition | null }
  /** The newest version number that the page names. */
  | { kind: 'version' }
  /** Words that come or go, or beside which something changes. */
  | { kind: 'text'; words: string; when: 'changes' | 'appears' | 'disappears' }
  | { kind: 'page' };

const quoted =
  /[“„«"「『]\s*([^“”„«»"「」『』]{1,200}?)\s*[”“»"」』]|(?<=\s|^)[‘']([^‘’']{2,200})[’'](?=[^\p{L}\p{N}]|$)/gu;
const pattern = (source: string) => new RegExp(source, 'iu');
const onThePage = new RegExp(
  `(?<!\\p{L})(?:${preposition}\\s+(?:(?:the|this|that) (?:page|site|website)\\s+)?)${pageMark}`,
  'giu',
);
const namedBefore = pattern(`(?<!\\p{L})${textNoun}\\s+([^,.;]{2,120}?)\\s+(?=${comesOrGoes}|${changesPattern})`);
const namedAfter = pattern(
  `(?:contains?|mentions?|says?|shows?|reads|enthält|zeigt|contient|contenga|contiene|bevat)\\s+(?:the\\s+|das\\s+|le\\s+|la\\s+|el\\s+|il\\s+)?${textNoun}\\s+([^,.;]{2,120}?)\\s*(?:$|[,.;])`,
);
const bare = pattern(`(?<!\\p{L})${conjunction}\\s+([^,.;]{2,80}?)\\s+${comesOrGoes}(?!\\p{L})`);
const severalPages = new RegExp(
  `${pageMark}(?:\\s*(?:[,;&]|and|or|und|oder|sowie|et|ou|y|o|e|en|of|i|lub|и|или|和|と)?\\s*${pageMark})+`,
  'giu',
);
/** What is no word of the page, but says which thing is meant. */
const meant = pattern(
  `^(?:${article}|(?:an?|some|my|our|your|new|ein\\p{L}*|mein\\p{L}*|une?|mon|ma|una?|mi|um|uma|un)\\s)`,
);
const reflexive = "(?:(?:sich|se|si|s[’'])\\s*)?";
const labels = [
  `(?<!\\p{L})${conjunction}\\s+${reflexive}${article}?([^,.;:]{1,100}?)\\s+${reflexive}${changesPattern}(?!\\p{L})`,
  `(?<!\\p{L})${conjunction}\\s+${reflexive}${changesPattern}\\s+${article}([^,.;:]{2,100}?)\\s*(?:$|[,.;:])`,
  `(?<!\\p{L})(?:changes?|Änderung(?:en)?|changements?|cambios?|cambiamenti|mudanças?)\\s+${preposition}\\s+${article}?([^,.;:]{2,100}?)\\s*(?:$|[,.;:])`,
].map(pattern);
const watched = pattern(
  `(?<!\\p{L})${watchVerb}\\s+${article}?([^,.;:]{1,100}?)\\s*(?:$|[,.;:]|\\s(?:for changes|and|und|et|y|e|en|i|и)(?!\\p{L}))`,
);

/**
 * What a goal asks to be watched on a page; undefined where it is about a list. `'unclear'`: it asks for more than one
 * thing, or on a condition that this planner would not keep to. `pageMark` stands in it for each address.
 */
export function watchIn(marked: string): Watch | 'unclear' | undefined {
  const goal = marked.replaceAll(severalPages, pageMark);
  const quotes = [...goal.matchAll(quoted)].flatMap(([, one, other]) => [one ?? other ?? '']);
  const words = quotes.filter((quote) => quote !== pageMark);
  const said = goal.replaceAll(quoted, (whole) => (whole.includes(pageMark) ? ` ${pageMark} ` : ' “” '));
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
  const inStock = stock.exec(rest)?.[0].replace(/^back /i, '');
  if (inStock !== undefined)
    return { kind: 'text', words: inStock, when: when === 'disappears' ? 'disappears' : 'appears' };
  const shown = bare.exec(rest)?.[1]?.trim();
  return shown === undefined || meant.test(`${shown} `) || listNouns.test(shown) || isPageItself(shown)
    ? undefined
    : { kind: 'text', words: shown, when };
}

function priceIn(said: string, isText: boolean): Watch | 'unclear' | undefined {
  const isPrice = price.test(said) || namesMoney(said);
  if (/(?<!\p{L})(?:posts?|articles?|news|blog) (?:about|on)(?!\p{L})/iu.test(said)) return undefined;
  const condition = conditionIn(said.replaceAll(pageMark, ' '));
  // “a new spade below 50 EUR” is one of a list
  if (condition !== undefined && isPrice && someNew.test(said)) return 'unclear';
  if (condition === undefined) return isPrice && !(isText && !changes.test(said)) ? any : undefined;
  if (condition === 'unclear') return isPrice ? 'unclear' : undefined;
  if (isPrice || isOfTheThing.test(withoutPlaces(said))) return { kind: 'price', condition };
  // of anything but a price only that it changes is known, not which way
  const isAwaited = condition.kind === 'threshold' || (!isText && conditionClause.test(said));
  return isAwaited && !listNouns.test(said) ? 'unclear' : undefined;
}

const someNew = /(?<!\p{L})(?:an?|any|some) new (?!price)/iu;
const any: Watch = { kind: 'price', condition: null };
const cheaper =
  'cheaper|more expensive|pricier|billiger|günstiger|teurer|moins chère?|plus chère?|más barat[oa]|mais barat[oa]|goedkoper|дешевле|дороже';
const isOfTheThing = pattern(
  `(?<!\\p{L})(?:${cheaper})(?!\\p{L})|(?:${pageMark}|(?<!\\p{L})it)\\s+(?:is|drops?|falls?|rises?|goes|gets|comes)(?!\\p{L})`,
);

function versionIn(said: string): Watch | undefined {
  const isNumber = versionNumber.test(said);
  const changing = version.test(said) && changes.test(said) && !isAboutNews(said);
  return isNumber || changing ? { kind: 'version' } : undefined;
}

/** Without the words that say on which page a thing is. */
const withoutPlaces = (said: string) => said.replaceAll(onThePage, ' ').replaceAll(/\s+/g, ' ');

/** What stands beside some words, or the page as a whole, where that is to change. */
function labelled(said: string): Watch | undefined {
  const rest = withoutPlaces(said);
  if (!changes.test(rest) && !pattern(`(?<!\\p{L})${changesPattern}(?!\\p{L})`).test(rest)) return undefined;
  const found = labels.map((label) => label.exec(rest)?.[1]).find((subject) => subject !== undefined);
  const subject = found === undefined || pronoun.test(found.trim()) ? (watched.exec(rest)?.[1] ?? found) : found;
  if (subject === undefined)
    return pageNoun.test(rest) && !listNouns.test(withoutPage(rest)) ? { kind: 'page' } : undefined;
  const label = withoutPage(subject);
  if (isPageItself(label)) return { kind: 'page' };
  return listNouns.test(label) ? undefined : { kind: 'text', words: label, when: 'changes' };
}

const withoutPage = (subject: string) =>
  subject
    .replaceAll(pageMark, ' ')
    .replace(pattern(`\\s+${preposition}(?:\\s+(?:that|this|the)(?:\\s+(?:page|site))?)?\\s*$`), '')
    .trim();

const isPageItself = (subject: string) =>
  subject === '' || wholePage.test(subject) || pronoun.test(subject) || /(?<!\p{L})article(?!\p{L})/iu.test(subject);
