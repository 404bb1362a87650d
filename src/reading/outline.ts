import { firstHeading, headingLevel, elementsOf, type PageElement, textOf } from './page-model.ts';
import { entryKey } from './entries/entry-key.ts';
import type { PageIndex } from './page-index.ts';

/** A link in the page. */
export interface Link {
  element: PageElement;
  key: string;
  url: string;
  text: string;
  /** The heading which it is in, or which is in it. */
  heading: PageElement | undefined;
  /** True in navigation, header, footer, sidebar and the like: never an entry of its own. */
  isAside: boolean;
}

const textMaxCharacters = 1_000;
const headingLevelsUp = 4;

/** All links of a page that lead somewhere by http, in the page's order. */
export function linksOf(body: PageElement, index: PageIndex): Link[] {
  const links: Link[] = [];
  for (const element of elementsOf(body)) {
    const href = element.tag === 'a' ? element.attributes['href'] : undefined;
    if (href !== undefined && /^https?:/.test(href)) links.push(linkOf(element, href, index));
  }
  return withParts(links);
}

function linkOf(element: PageElement, href: string, index: PageIndex): Link {
  return {
    element,
    key: entryKey(href),
    url: href,
    text: textOf(element).slice(0, textMaxCharacters),
    heading: headingAround(element, index) ?? firstHeading(element),
    isAside: index.spot(element).isAside,
  };
}

function headingAround(element: PageElement, index: PageIndex): PageElement | undefined {
  let levels = 0;
  for (const around of index.ancestors(element)) {
    if (headingLevel(around) !== undefined) return around;
    levels += 1;
    if (levels >= headingLevelsUp) return undefined;
  }
  return undefined;
}

const partsFrom = 3;

/** Several links into parts of one other page, such as the releases on it, are entries each, told apart by their fragments. */
function withParts(links: Link[]): Link[] {
  const divided = new Set<string>();
  for (const [key, same] of Map.groupBy(links, (link) => link.key)) {
    const fragments = new Set(same.map(({ url }) => new URL(url).hash));
    if (fragments.size >= partsFrom && !fragments.has('')) divided.add(key);
  }
  return links.map((link) => (divided.has(link.key) ? { ...link, key: `${link.key}${new URL(link.url).hash}` } : link));
}
