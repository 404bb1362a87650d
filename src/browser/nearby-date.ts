import { hasClass, isElement, type PageElement, type PageNode, textOf } from './page-model.ts';
import { findDate, normaliseDate } from './dates.ts';

const textMaxCharacters = 600;

/** The date that an element shows: its first `time`, microformats' `dt-published`, or a date in its text. */
export function dateIn(element: PageElement): string | null {
  const marked = markedDate(element);
  return marked ?? findDate(textOf(element).slice(0, textMaxCharacters))?.date ?? null;
}

/** The date in a row of neighbouring nodes, as where a heading and its date stand side by side. */
export function dateAmong(nodes: PageNode[]): string | null {
  return dateIn({ tag: 'div', attributes: {}, children: nodes });
}

export const isDateElement = (element: PageElement) =>
  element.tag === 'time' ||
  hasClass(element, 'dt-published', 'published') ||
  element.attributes['itemprop'] === 'datePublished';

function markedDate(element: PageElement): string | null {
  const found: { published: string | null; any: string | null } = { published: null, any: null };
  const visit = (node: PageNode) => {
    if (!isElement(node)) return;
    if (isDateElement(node)) {
      const { datetime, title } = node.attributes;
      const date = normaliseDate(datetime) ?? normaliseDate(textOf(node)) ?? normaliseDate(title);
      const isUpdate = hasClass(node, 'updated', 'dt-updated') && !hasClass(node, 'published', 'dt-published');
      if (!isUpdate) found.published ??= date;
      found.any ??= date;
    }
    node.children.forEach(visit);
  };
  visit(element);
  return found.published ?? found.any;
}
