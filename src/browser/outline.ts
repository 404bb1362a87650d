import { hasClass, headingLevel, isElement, type PageElement, textOf } from './page-model.ts';
import { entryKey } from './entry-key.ts';

/** A link in the page with its way up to the body. */
export interface Link {
  element: PageElement;
  /** From the link's parent up to the body. */
  ancestors: PageElement[];
  key: string;
  url: string;
  text: string;
  /** The text of the heading which it is in, or which is in it. */
  heading: string | undefined;
  /** True in navigation, header, footer, sidebar and the like: never an entry of its own. */
  isAside: boolean;
}

const asideRoles = new Set(['navigation', 'banner', 'contentinfo', 'complementary', 'search', 'menu', 'menubar']);
/** Whole class names and ids, since `has-sidebar` or `tag-news` say nothing of the kind. */
const asideNames =
  /^(?:(?:site|page|main|global|top|primary|secondary|blog|left|right)-)?(?:nav|navbar|navigation|menu|sidebar|widget|widget-area|breadcrumbs?|pagination|pager|footer|toc)$|^(?:related|popular|trending|recent)(?:-?(?:posts|articles|entries))?$|^(?:share|social|comments|tags|categories|cookie-banner)$/i;

/** All links of a page that lead somewhere by http, in the page's order. */
export function linksOf(body: PageElement): Link[] {
  const links: Link[] = [];
  const visit = (element: PageElement, ancestors: PageElement[]) => {
    const href = element.tag === 'a' ? element.attributes['href'] : undefined;
    if (href !== undefined && /^https?:/.test(href)) links.push(link(element, ancestors, href));
    const below = [element, ...ancestors];
    for (const child of element.children) if (isElement(child)) visit(child, below);
  };
  visit(body, []);
  return links;
}

/** True for what stands beside a page's subject, whatever is in it. */
export function isAside(element: PageElement, ancestors: PageElement[]): boolean {
  return [element, ...ancestors].some((each, index, path) => {
    if (each.tag === 'body' || each.tag === 'main' || each.tag === 'html') return false;
    if (each.tag === 'nav' || each.tag === 'aside' || asideRoles.has(each.attributes['role'] ?? '')) return true;
    if (each.tag === 'header' || each.tag === 'footer') return !path.slice(index).some(isContent);
    // an entry may carry such a name for its categories, as WordPress's `tag-…` and `category-…` do
    if (isContent(each) || hasClass(each, 'hentry', 'h-entry')) return false;
    const names = `${each.attributes['class'] ?? ''} ${each.attributes['id'] ?? ''}`;
    return names.split(/\s+/).some((name) => asideNames.test(name));
  });
}

const isContent = (element: PageElement) => element.tag === 'article' || element.tag === 'main';

function link(element: PageElement, ancestors: PageElement[], href: string): Link {
  const around = ancestors.slice(0, 4).find((ancestor) => headingLevel(ancestor) !== undefined);
  const heading = around ?? firstHeading(element);
  return {
    element,
    ancestors,
    key: entryKey(href),
    url: href,
    text: textOf(element),
    heading: heading && textOf(heading),
    isAside: isAside(element, ancestors),
  };
}

export function firstHeading(element: PageElement): PageElement | undefined {
  for (const child of element.children) {
    if (!isElement(child)) continue;
    const found = headingLevel(child) === undefined ? firstHeading(child) : child;
    if (found !== undefined) return found;
  }
  return undefined;
}
