import { headingLevel, isElement, type PageElement, type PageNode, textOf } from './page-model.ts';
import type { Candidate } from './candidate.ts';
import { findDate } from './dates.ts';
import { sectionKey } from './entry-key.ts';
import { dateAmong, dateIn } from './nearby-date.ts';
import { isAside } from './outline.ts';

interface Heading {
  element: PageElement;
  level: number;
  /** What follows in its parent up to the next heading. */
  below: PageNode[];
  anchor: string | undefined;
}

const version = /^\W*v?\d+(?:\.\d+)+|^\W*(?:version|release)\s+v?\d/i;

/**
 * Entries which are sections of the page itself, as in a changelog: headings of one level that carry a date or a
 * version. Their addresses point into the page where the heading has an anchor.
 */
export function entriesOfHeadings(body: PageElement, pageUrl: string): Candidate[] {
  const byLevel = Map.groupBy(headingsOf(body), (heading) => heading.level);
  const levels = [...byLevel.values()].map((headings) =>
    headings.flatMap((heading) => sectionCandidate(heading, pageUrl)),
  );
  return levels.toSorted((one, other) => other.length - one.length).find((level) => level.length > 1) ?? [];
}

/** A date line under a heading, and not the list that it heads. */
const isLine = (node: PageNode) => !isElement(node) || (!listTags.has(node.tag) && textOf(node).length <= 150);
const listTags = new Set(['ul', 'ol', 'dl', 'table']);

function sectionCandidate(heading: Heading, pageUrl: string): Candidate[] {
  const title = textOf(heading.element)
    .replace(/[#¶§]$/, '')
    .trim();
  const publishedAt = dateIn(heading.element) ?? dateAmong(heading.below.slice(0, 2).filter(isLine));
  if (title === '' || (publishedAt === null && !version.test(title))) return [];
  const url = new URL(pageUrl);
  url.hash = heading.anchor ?? '';
  // without an anchor, the title is what it is known by
  const key = heading.anchor === undefined ? `${sectionKey(url.href)}#${slug(title)}` : sectionKey(url.href);
  return [{ key, title, url: url.href, publishedAt, source: 'headings' }];
}

function headingsOf(body: PageElement): Heading[] {
  const headings: Heading[] = [];
  const visit = (parent: PageElement, ancestors: PageElement[]) => {
    for (const [index, child] of parent.children.entries()) {
      if (!isElement(child)) continue;
      const level = headingLevel(child);
      if (level === undefined) visit(child, [parent, ...ancestors]);
      else if (!isAside(child, [parent, ...ancestors]))
        headings.push({ element: child, level, below: nodesBelow(parent, index), anchor: anchorOf(child, parent) });
    }
  };
  visit(body, []);
  return headings;
}

function nodesBelow(parent: PageElement, index: number): PageNode[] {
  const after = parent.children.slice(index + 1).filter((node) => isElement(node) || node.trim() !== '');
  const end = after.findIndex((node) => isElement(node) && headingLevel(node) !== undefined);
  return end === -1 ? after : after.slice(0, end);
}

/** Its own id, that of an anchor in it, or that of the section which it opens. */
function anchorOf(heading: PageElement, parent: PageElement): string | undefined {
  const inside = heading.children.find((child) => isElement(child) && child.attributes['id'] !== undefined);
  const opens =
    parent.children.find(isElement) === heading && parent.tag !== 'body' ? parent.attributes['id'] : undefined;
  return heading.attributes['id'] ?? (inside && isElement(inside) ? inside.attributes['id'] : undefined) ?? opens;
}

/** The title without its date, since that is at times filled in later. */
function slug(title: string): string {
  const date = findDate(title);
  const bare = date === undefined ? title : title.replace(date.found, '');
  return bare
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}.]+/gu, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, 100);
}
