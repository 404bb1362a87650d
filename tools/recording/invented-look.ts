import type { FeedText, PageLook } from '../../src/reading/page-look.ts';
import { isElement, type PageElement, type PageModel } from '../../src/reading/page-model.ts';
import { createInventedWords } from './invented-words.ts';
import { createRuleWords } from './rule-words.ts';

/** Attributes whose values are words of HTML and of vocabularies, not of the page. */
const vocabulary = new Set(['role', 'rel', 'itemprop']);
const ownHost = 'page.example';

/** How a page's own words and addresses are written where invented ones stand in their place. */
interface Invention {
  text(text: string): string;
  address(address: string): string;
}

/** The invention for a page: the same word or address becomes the same everywhere. */
function createInvention({ url, language }: PageModel): Invention {
  const text = createInventedWords(createRuleWords(language));
  const { host } = new URL(url);

  function address(given: string): string {
    if (!URL.canParse(given)) return text(given);
    const parsed = new URL(given);
    if (parsed.protocol === 'mailto:') return `mailto:someone@${ownHost}`;
    if (parsed.protocol !== 'http:' && parsed.protocol !== 'https:') return `${parsed.protocol}nothing`;
    const at = parsed.host === host ? ownHost : `${text(parsed.hostname.replace(/\.\w+$/, ''))}.example`;
    const fragment = parsed.hash === '' && given.endsWith('#') ? '#' : inParts(parsed.hash);
    return `https://${at}${inParts(parsed.pathname)}${inParts(parsed.search)}${fragment}`;
  }

  const inParts = (part: string) => part.replaceAll(/[^/?#&=]+/g, (piece) => encodeURIComponent(text(decoded(piece))));

  return { text, address };
}

/** A piece of an address that is not encoded properly stays as it stands. */
function decoded(piece: string): string {
  try {
    return decodeURIComponent(piece.replaceAll('+', ' '));
  } catch {
    return piece;
  }
}

/** A look with invented words in place of the page's own. */
export function inventLook({ page, feeds, ...rest }: PageLook): PageLook {
  const invention = createInvention(page);
  return {
    ...rest,
    page: inventPage(page, invention),
    feeds: feeds.map((feed) => inventFeed(feed, invention)),
  };
}

function inventPage(page: PageModel, invention: Invention): PageModel {
  const { text, address } = invention;
  return {
    ...page,
    url: address(page.url),
    title: text(page.title),
    alternates: page.alternates.map(({ type, title, url }) => ({ type, title: text(title), url: address(url) })),
    jsonLd: page.jsonLd.flatMap((json) => inventJson(json, invention)),
    metas: Object.fromEntries(Object.entries(page.metas).map(([name, value]) => [name, inventValue(value, invention)])),
    body: inventElement(page.body, invention),
  };
}

function inventElement(element: PageElement, invention: Invention): PageElement {
  const attributes = Object.entries(element.attributes).map(([name, value]) => [
    name,
    vocabulary.has(name) ? value : name === 'href' ? invention.address(value) : inventValue(value, invention),
  ]);
  return {
    ...element,
    attributes: Object.fromEntries(attributes) as Record<string, string>,
    children: element.children.map((child) =>
      isElement(child) ? inventElement(child, invention) : invention.text(child),
    ),
  };
}

const isAddress = (value: string) => /^https?:\/\/\S+$/.test(value);
const inventValue = (value: string, { text, address }: Invention) => (isAddress(value) ? address(value) : text(value));

/** Nothing where it is no JSON: no rule goes by it then. */
function inventJson(json: string, invention: Invention): string[] {
  const walk = (value: unknown, name: string): unknown => {
    if (Array.isArray(value)) return value.map((each) => walk(each, name));
    if (typeof value === 'object' && value !== null)
      return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, walk(each, key)]));
    if (typeof value !== 'string' || name === '@type' || name === '@context') return value;
    return inventValue(value, invention);
  };
  try {
    return [JSON.stringify(walk(JSON.parse(json), ''))];
  } catch {
    return [];
  }
}

/** What feeds carry beside title, address and date; no rule goes by it. */
const contents = /<(description|content:encoded|content|summary|media:\w+|itunes:\w+)\b[^>]*(?:\/>|>[\s\S]*?<\/\1>)/g;
const jsonContents = new Set(['content_html', 'content_text', 'summary', 'description']);

function inventFeed({ address, text }: FeedText, invention: Invention): FeedText {
  const invented = /^\s*\{/.test(text) ? inventJsonFeed(text, invention) : inventXml(text, invention);
  return { address: invention.address(address), text: invented };
}

function inventJsonFeed(text: string, invention: Invention): string {
  const [whole = '{}'] = inventJson(text, invention);
  return JSON.stringify(JSON.parse(whole), (name, value: unknown) => (jsonContents.has(name) ? undefined : value), 1);
}

/** Tags and their names stay; what stands between them and in their attributes is invented. */
function inventXml(text: string, invention: Invention): string {
  const pieces = text.replaceAll(contents, '').split(/(<!\[CDATA\[|\]\]>|<[^>]*>|&#?\w+;)/);
  return pieces
    .map((piece, position) => {
      if (position % 2 === 0) return inventBetween(piece, invention);
      return piece.startsWith('<') && !piece.startsWith('<!') && !piece.startsWith('<?')
        ? piece.replaceAll(/(\s)([\w:]+)="([^"]*)"/g, (whole, space: string, name: string, value: string) =>
            name.startsWith('xmlns') || !isAddress(value) ? whole : `${space}${name}="${invention.address(value)}"`,
          )
        : piece;
    })
    .join('');
}

function inventBetween(piece: string, invention: Invention): string {
  const trimmed = piece.trim();
  return trimmed === '' ? piece : piece.replace(trimmed, () => inventValue(trimmed, invention));
}
