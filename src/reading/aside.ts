import {
  elementsOf,
  hasClass,
  headingLevel,
  isElement,
  type PageElement,
  type PageNode,
  shortTextOf,
} from './page-model.ts';
import { anyOf } from './words/patterns.ts';

const asideRoles = new Set(['navigation', 'banner', 'contentinfo', 'complementary', 'search', 'menu', 'menubar']);
/** Whole class names and ids, since `has-sidebar` or `tag-news` say nothing of the kind. */
const asideNames =
  /^(?:(?:site|page|main|global|top|primary|secondary|blog|left|right)-)?(?:nav|navbar|navigation|menu|sidebar|side-bar|widget|widgets|widget-area|breadcrumbs?|pagination|pager|footer|toc)$|^(?:related|popular|trending|recent|recommended|top|most-read)(?:-?(?:posts|articles|entries|stories|news))?$|^(?:share|social|comments|tags|categories|cookie-banner|newsletter|promo|blogroll)$/i;
/** Parts of names that say it, too, unless the name is that of a frame around everything. */
const asideParts =
  /(?:^|[-_])(?:sidebar|side-?bar|rightcol(?:umn)?|widgets?|related|popular|trending|recommended|recommendations|most-?(?:read|viewed|popular|commented)|breadcrumbs?|pagination|tag-?cloud|blogroll|cookie|consent|gdpr|newsletter|advert|advertisement|sponsored|banner-ads?|ad-(?:slot|unit|container|banner))(?:$|[-_\d])/i;
const frameParts =
  /(?:^|[-_])(?:elementor|has|with|no|wrap(?:per)?|content|layout|container|main|body|page|grid|template)(?:$|[-_])|^(?:tag|category|post|type|status|wp-block)-/i;

/** Headings of what stands beside a page's subject. */
const asideHeadings = new RegExp(`^${anyOf(({ lists }) => lists?.asideHeadings)}\\W{0,50}$`, 'iu');
const headingMaxCharacters = 50;

export const isContent = (element: PageElement): boolean =>
  element.tag === 'article' || element.tag === 'main' || element.attributes['role'] === 'main';

/** How far names of classes and headings are believed; `by_tags` is for pages that call everything a side bar. */
export type AsideRule = 'by_names' | 'by_tags';

/** True for what says of itself that it stands beside a page's subject. */
export function saysAside(
  element: PageElement,
  { isInContent, holdsMain, rule }: { isInContent: boolean; holdsMain: boolean; rule: AsideRule },
): boolean {
  if (element.tag === 'body' || element.tag === 'main' || element.tag === 'html') return false;
  if (element.tag === 'nav' || asideRoles.has(element.attributes['role'] ?? '')) return true;
  if (element.tag === 'header' || element.tag === 'footer') return !isInContent && !holdsMain;
  if (rule === 'by_tags' || holdsMain) return false;
  if (element.tag === 'aside') return true;
  // an entry may carry such a name for its categories, as WordPress's `tag-…` and `category-…` do
  if (isContent(element) || hasClass(element, 'hentry', 'h-entry')) return false;
  const names = `${element.attributes['class'] ?? ''} ${element.attributes['id'] ?? ''}`;
  return names.split(/\s+/).some((name) => asideNames.test(name) || (asideParts.test(name) && !frameParts.test(name)));
}

/** The heading of a node that is one, or is little more than a frame around one. */
export function headingAmong(node: PageNode, depth = 3): { element: PageElement; level: number } | undefined {
  if (!isElement(node) || node.tag === 'a') return undefined;
  const level = headingLevel(node);
  if (level !== undefined) return { element: node, level };
  if (depth === 0 || node.children.length > 6) return undefined;
  const first = node.children.find(isElement);
  return first === undefined ? undefined : headingAmong(first, depth - 1);
}

/** True for a heading such as “Popular posts”: what it heads is no part of the page's list. */
export function headsAside(frame: PageElement, { element, level }: { element: PageElement; level: number }): boolean {
  if (level === 1 || element.children.length > 10) return false;
  const text = shortTextOf(element, headingMaxCharacters);
  if (text === undefined || !asideHeadings.test(text)) return false;
  // a title that begins with such a word is a link, and its card says more than its heading
  const isLink = [...elementsOf(element)].some(
    (each) => each.tag === 'a' && /^https?:/.test(each.attributes['href'] ?? ''),
  );
  return !isLink && (frame === element || shortTextOf(frame, text.length + 30) !== undefined);
}
