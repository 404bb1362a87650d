type Field = HTMLInputElement | HTMLTextAreaElement;
export type IsolatedDom = ReturnType<typeof isolatedDom>;

/** An expression that has a frame's isolated world run a script, which may use its input and `isolatedDom` alone. */
export const isolatedExpression = <Input>(script: (input: Input, dom: IsolatedDom) => unknown, input: Input): string =>
  `(${script.toString()})(${JSON.stringify(input)}, (${isolatedDom.toString()})())`;

/**
 * The elements of a frame's document, open shadows included, and how they are asked: by their prototypes, since a page
 * may name a field as it likes; and by what they are, since one that was moved here from another document is no instance
 * of the classes of this one. Runs in a page's isolated world, so it may use nothing from outside.
 */
function isolatedDom() {
  const elementsMax = 200_000;
  const get = (prototype: object, name: string, target: object): unknown =>
    Object.getOwnPropertyDescriptor(prototype, name)?.get?.call(target);
  const matches = (element: Element, selector: string) => Element.prototype.matches.call(element, selector);
  const attribute = (element: Element, name: string) => Element.prototype.getAttribute.call(element, name);
  const closest = (element: Element, selector: string) => Element.prototype.closest.call(element, selector);
  const shadowOf = (element: Element) => get(Element.prototype, 'shadowRoot', element) as ShadowRoot | null;
  const typeOf = (node: Node) => get(Node.prototype, 'nodeType', node);
  const isElement = (node: Node | null): node is Element => node !== null && typeOf(node) === Node.ELEMENT_NODE;
  const isDocument = (node: Node): node is Document => typeOf(node) === Node.DOCUMENT_NODE;
  const isInput = (element: Element): element is HTMLInputElement => matches(element, 'input');
  const isField = (element: Element): element is Field => matches(element, 'input, textarea');
  const prototypeOf = (field: Field) => (isInput(field) ? HTMLInputElement.prototype : HTMLTextAreaElement.prototype);
  /** What a field truly holds. */
  const valueOf = (field: Field) => get(prototypeOf(field), 'value', field) as string;
  /** True for a field in which a secret was typed, see `secret-fields-script.ts`. */
  const isHeld = (element: Element) => (element as Element & { heldSecret?: string }).heldSecret !== undefined;

  /** The element around a node, be it the host of a shadow; null for the outermost one. */
  function outerOf(node: Node): Element | null {
    const parent = get(Node.prototype, 'parentNode', node) as Node | null;
    if (parent === null || isDocument(parent)) return null;
    return isElement(parent) ? parent : ((parent as ShadowRoot).host ?? null);
  }

  function* nodes(): Generator<Element | Text> {
    const roots: Node[] = [document];
    let seen = 0;
    for (let root = roots.pop(); root !== undefined; root = roots.pop()) {
      const shown = NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT;
      const walker = Document.prototype.createTreeWalker.call(document, root, shown);
      for (let node = walker.nextNode(); node !== null && seen < elementsMax; node = walker.nextNode()) {
        seen += 1;
        yield node as Element | Text;
        const shadow = isElement(node) ? shadowOf(node) : null;
        if (shadow !== null) roots.push(shadow);
      }
    }
  }
  const all = Array.from(nodes());
  const fields = all.filter((node): node is Field => isElement(node) && isField(node));

  const referenceOf = (node: Node) => (node as Node & { _ariaRef?: { ref: string } })._ariaRef?.ref;

  /** As Playwright finds what is typed into. */
  function fieldOf(element: Element): Element | null {
    if (isField(element)) return element;
    return (closest(element, 'label') as HTMLLabelElement | null)?.control ?? null;
  }

  return {
    get,
    matches,
    attribute,
    closest,
    isElement,
    isDocument,
    isInput,
    isField,
    prototypeOf,
    valueOf,
    isHeld,
    outerOf,
    referenceOf,
    fieldOf,
    /** All elements and texts. */
    all,
    fields,
  };
}
