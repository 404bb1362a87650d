import { hasClass, isElement, type PageElement, textOf } from './page-model.ts';
import { candidate, type Candidate } from './candidate.ts';
import { dateIn } from './nearby-date.ts';
import { firstHeading, isAside, type Link } from './outline.ts';

/** Elements that say of themselves that they are an entry: `h-entry`, `hentry`, `article`; in the page's order. */
export function entriesOfMicroformats(body: PageElement, links: Link[]): Candidate[] {
  const found: Candidate[] = [];
  const visit = (element: PageElement, ancestors: PageElement[]) => {
    const counts = isEntry(element) && !isAside(element, ancestors) && !holdsEntries(element, links);
    const entry = counts ? entryOf(element, links) : undefined;
    if (entry !== undefined) found.push(entry);
    for (const child of element.children) if (isElement(child)) visit(child, [element, ...ancestors]);
  };
  visit(body, []);
  return found;
}

const isEntry = (element: PageElement) => element.tag === 'article' || hasClass(element, 'h-entry', 'hentry');

/** An archive may be an article of articles; a post's comments have no headings that are links. */
function holdsEntries(element: PageElement, links: Link[]): boolean {
  const inner = new Set<PageElement>();
  for (const link of links) {
    const depth = link.ancestors.indexOf(element);
    const own = link.heading === undefined ? undefined : link.ancestors.slice(0, Math.max(depth, 0)).find(isEntry);
    if (own !== undefined) inner.add(own);
  }
  return inner.size > 1;
}

function entryOf(element: PageElement, links: Link[]): Candidate | undefined {
  const inside = links.filter((link) => link.ancestors.includes(element));
  // the whole card may be one link
  const around = links.find((link) => containsDirectly(link.element, element));
  const marked = inside.find(
    (link) => hasClass(link.element, 'u-url') || link.element.attributes['rel']?.split(' ').includes('bookmark'),
  );
  const link = inside.find((each) => each.heading !== undefined) ?? marked ?? around;
  if (link === undefined) return undefined;
  const name = elementWithClass(element, 'p-name', 'entry-title') ?? firstHeading(element);
  return candidate('microformats', {
    title: name === undefined ? (link.heading ?? link.text) : textOf(name),
    address: (marked ?? link).url,
    base: link.url,
    publishedAt: dateIn(element),
  });
}

function containsDirectly(link: PageElement, element: PageElement): boolean {
  return link.children.some((child) => child === element || (isElement(child) && containsDirectly(child, element)));
}

function elementWithClass(element: PageElement, ...names: string[]): PageElement | undefined {
  for (const child of element.children) {
    if (!isElement(child)) continue;
    const found = hasClass(child, ...names) ? child : elementWithClass(child, ...names);
    if (found !== undefined) return found;
  }
  return undefined;
}
