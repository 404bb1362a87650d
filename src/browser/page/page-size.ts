import { askFrames } from './ask-frames.ts';
import { askPage } from './ask-page.ts';
import { PageTrouble } from './page-trouble.ts';
import type { SessionPages } from './session-pages.ts';

/** What an accessibility tree of a page would be made of. */
interface PageSize {
  elements: number;
  characters: number;
}

/** Pages beyond these are not looked at as a whole: it would take minutes, and memory without end. */
const elementsMax = 100_000;
export const charactersMax = 5_000_000;

/**
 * How much there is to look at in the open page, all of its frames and shadow trees included.
 *
 * @throws {PageTrouble} where that is more than can be looked at.
 */
export async function lookableSize(pages: SessionPages, signal: AbortSignal): Promise<PageSize> {
  const bounds: PageSize = { elements: elementsMax, characters: charactersMax };
  const size = await askPage(pages, measure, bounds);
  if (pages.open.frames().length > 1) {
    const sizes = await askFrames<PageSize>(pages, `(${measure.toString()})(${JSON.stringify(bounds)})`, signal);
    size.elements = Math.max(size.elements, sum(sizes.map(({ elements }) => elements)));
    size.characters = Math.max(size.characters, sum(sizes.map(({ characters }) => characters)));
  }
  if (size.elements > elementsMax || size.characters > charactersMax)
    throw new PageTrouble(
      `the page is too large to be looked at (${size.elements} elements, ${size.characters} characters or more), so it was left`,
    );
  return size;
}

const sum = (numbers: number[]) => numbers.reduce((total, number) => total + number, 0);

/** Runs in a page, in a world of its own. It counts no further than the bounds. */
function measure(bounds: PageSize): PageSize {
  const get = (prototype: object, name: string, target: object): unknown =>
    Object.getOwnPropertyDescriptor(prototype, name)?.get?.call(target);
  const said = ['aria-label', 'aria-description', 'aria-valuetext', 'alt', 'href', 'label', 'placeholder', 'title'];
  const silent = new Set(['script', 'style', 'template']);
  const size: PageSize = { elements: 0, characters: 0 };

  function count(element: Element): void {
    size.elements += 1;
    for (const name of said) size.characters += (Element.prototype.getAttribute.call(element, name) ?? '').length;
    if (element instanceof HTMLInputElement)
      size.characters += String(get(HTMLInputElement.prototype, 'value', element)).length;
    if (element instanceof HTMLTextAreaElement)
      size.characters += Number(get(HTMLTextAreaElement.prototype, 'textLength', element));
  }

  const roots: Node[] = [document];
  for (let root = roots.pop(); root !== undefined; root = roots.pop()) {
    const shown = NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT;
    const walker = Document.prototype.createTreeWalker.call(document, root, shown);
    let isSilent = false;
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      if (size.elements > bounds.elements || size.characters > bounds.characters) return size;
      if (node instanceof Element) {
        isSilent = node instanceof HTMLTitleElement || silent.has(get(Element.prototype, 'localName', node) as string);
        count(node);
        const shadow = get(Element.prototype, 'shadowRoot', node) as ShadowRoot | null;
        if (shadow !== null) roots.push(shadow);
      } else if (!isSilent) size.characters += (node as Text).length;
    }
  }
  return size;
}
