import { foldSpace } from '../contract/fold-space.ts';

/** An element of a page, reduced to what telling its entries and its text needs. */
export interface PageElement {
  tag: string;
  /** Those of `keptAttributes` that it has; `href` is absolute. */
  attributes: Record<string, string>;
  children: PageNode[];
  /** How large its own text is, in pixels, bold a little more; for elements in links alone. */
  size?: number;
}
export type PageNode = PageElement | string;

/** A page as plain data: what is decided about it is decided on this, outside the browser. */
export interface PageModel {
  url: string;
  title: string;
  /** As in `<html lang>`; empty where the page says none. */
  language: string;
  contentType: string;
  /** `link rel=alternate` that have a type. */
  alternates: { type: string; title: string; url: string }[];
  /** Texts of the `application/ld+json` scripts. */
  jsonLd: string[];
  /** `meta` by lower-case name or property. */
  metas: Record<string, string>;
  /** A visible field for a password: the page wants a login. */
  asksForPassword: boolean;
  /** It shows a test that tells people from programs. */
  showsCaptcha: boolean;
  body: PageElement;
}

export const isElement = (node: PageNode): node is PageElement => typeof node !== 'string';

/** All elements below and including this one, in the order of the page. */
export function* elementsOf(element: PageElement): Generator<PageElement> {
  const waiting = [element];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    yield next;
    for (let position = next.children.length - 1; position >= 0; position -= 1) {
      const child = next.children[position];
      if (child !== undefined && isElement(child)) waiting.push(child);
    }
  }
}

/** The first heading in an element. */
export function firstHeading(element: PageElement): PageElement | undefined {
  for (const child of element.children) {
    if (!isElement(child)) continue;
    const found = headingLevel(child) === undefined ? firstHeading(child) : child;
    if (found !== undefined) return found;
  }
  return undefined;
}

const inlineTags = new Set(
  'a abbr b bdi bdo cite code data em font i kbd mark q s small span strong sub sup time u var wbr'.split(' '),
);

/** The text of an element, white space folded; blocks are set apart by a space. */
export function textOf(element: PageElement, leaveOut: (element: PageElement) => boolean = () => false): string {
  const pieces: string[] = [];
  const visit = (node: PageNode) => {
    if (!isElement(node)) {
      pieces.push(node);
      return;
    }
    const separator = isInline(node) ? '' : ' ';
    pieces.push(separator);
    if (!leaveOut(node)) node.children.forEach(visit);
    pieces.push(separator);
  };
  visit(element);
  return foldSpace(pieces.join(''));
}

/**
 * The text of an element that has so many characters at most, undefined where it has more: that is known without reading
 * it all, as the elements of a page may stand in each other, and hold all of its text.
 */
export function shortTextOf(element: PageElement, maxCharacters: number): string | undefined {
  let length = 0;
  const isWithin = (node: PageNode): boolean => {
    if (isElement(node)) return node.children.every(isWithin);
    length += node.trim().length;
    return length <= maxCharacters;
  };
  const text = isWithin(element) ? textOf(element) : undefined;
  return text !== undefined && text.length <= maxCharacters ? text : undefined;
}

export function isInline(element: PageElement): boolean {
  return inlineTags.has(element.tag);
}

/** 1 to 6 for a heading, undefined for everything else. */
export function headingLevel(element: PageElement): number | undefined {
  const level = /^h([1-6])$/.exec(element.tag)?.[1];
  return level === undefined ? undefined : Number(level);
}

export function hasClass(element: PageElement, ...names: string[]): boolean {
  const classes = element.attributes['class']?.split(/\s+/) ?? [];
  return names.some((name) => classes.includes(name));
}
