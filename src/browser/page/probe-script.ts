import type { ProbedElement, ProbedField, ProbedForm } from './probed-element.ts';

export interface ProbeRequest {
  /** Null: all. */
  refs: string[] | null;
  /** With what forms and fields hold, and with a look at what is in the middle of an element. */
  isDetailed: boolean;
}

/** The expression that a frame's isolated world is asked for. */
export const probeExpression = (request: ProbeRequest): string => `(${probe.toString()})(${JSON.stringify(request)})`;

/**
 * Runs in a page, so it may use nothing from outside; in a world of its own, so that the page's scripts cannot change
 * what it calls. What a form or the document is asked for goes by their prototypes: fields can have any name.
 */
function probe({ refs, isDetailed }: ProbeRequest): ProbedElement[] {
  const elementsMax = 200_000;
  const textMax = 2_000;
  const searchNames = /^(?:q|query|s|search|search_?(?:query|term|text)|keywords?|terms?|text|find)$/i;
  const get = (prototype: object, name: string, target: object): unknown =>
    Object.getOwnPropertyDescriptor(prototype, name)?.get?.call(target);
  const attribute = (element: Element, name: string) => Element.prototype.getAttribute.call(element, name);
  const matches = (element: Element, selector: string) => Element.prototype.matches.call(element, selector);
  const tagOf = (element: Element) => get(Element.prototype, 'localName', element) as string;
  const shadowOf = (element: Element) => get(Element.prototype, 'shadowRoot', element) as ShadowRoot | null;
  const base = get(Node.prototype, 'baseURI', document) as string;
  const resolve = (address: string) => (URL.canParse(address, base) ? new URL(address, base).href : address);

  function parentOf(element: Element): Element | null {
    const parent = (get(Element.prototype, 'assignedSlot', element) ??
      get(Node.prototype, 'parentNode', element)) as Node | null;
    return parent instanceof ShadowRoot ? parent.host : parent instanceof Element ? parent : null;
  }

  const controls = (form: HTMLFormElement) =>
    Array.from(get(HTMLFormElement.prototype, 'elements', form) as HTMLFormControlsCollection);
  const isButton = (element: Element): element is HTMLButtonElement | HTMLInputElement =>
    (element instanceof HTMLButtonElement && element.type === 'submit') ||
    (element instanceof HTMLInputElement && (element.type === 'submit' || element.type === 'image'));
  const isField = (element: Element): element is HTMLInputElement =>
    element instanceof HTMLInputElement &&
    !['button', 'submit', 'reset', 'image', 'file', 'hidden'].includes(element.type);
  const isTextField = (element: Element) =>
    (isField(element) && !['checkbox', 'radio', 'range', 'color'].includes(element.type)) ||
    element instanceof HTMLTextAreaElement;

  function valueOf(element: Element): string {
    if (element instanceof HTMLInputElement && element.type === 'password' && !('heldSecret' in element))
      return element.value === '' ? '' : '•••';
    if (element instanceof HTMLSelectElement)
      return Array.from(element.selectedOptions, (option) => option.label).join(', ');
    if (element instanceof HTMLInputElement || element instanceof HTMLTextAreaElement) return element.value;
    return '';
  }

  /** By the HTML standard, “constructing the entry list”. */
  function fieldsOf(form: HTMLFormElement, submitter: Element | null): ProbedForm['fields'] {
    return controls(form).flatMap((control) => {
      const name = attribute(control, 'name') ?? '';
      const isPressable = isButton(control) || control instanceof HTMLButtonElement;
      if (name === '' || matches(control, ':disabled') || (isPressable && control !== submitter)) return [];
      return valuesOf(control).map((value) => ({ name, ...value, ...(isSeen(control) ? {} : { isHidden: true }) }));
    });
  }

  function valuesOf(control: Element): Omit<ProbedField, 'name'>[] {
    if (control instanceof HTMLSelectElement)
      return Array.from(control.selectedOptions)
        .filter((option) => !option.disabled)
        .map(({ value, label }) => ({ value, ...(label === value ? {} : { label }) }));
    if (control instanceof HTMLInputElement) {
      if (/^(?:checkbox|radio)$/.test(control.type)) return control.checked ? [{ value: control.value }] : [];
      if (control.type === 'file') {
        const files = Array.from(control.files ?? [], ({ name }) => ({ value: name, isFile: true as const }));
        return files.length > 0 ? files : [{ value: '', isFile: true }];
      }
      if (control.type === 'image') return [];
      if (control.type === 'hidden' && attribute(control, 'name') === '_charset_')
        return [{ value: control.form === null ? '' : encodingOf(control.form) }];
      return [
        { ...held(HTMLInputElement.prototype, control), ...(control.type === 'password' ? { isPassword: true } : {}) },
      ];
    }
    if (control instanceof HTMLTextAreaElement) return [held(HTMLTextAreaElement.prototype, control)];
    return control instanceof HTMLButtonElement ? [{ value: control.value }] : [];
  }

  /** A field that held a secret tells its name in place of its value. */
  function held(prototype: object, field: HTMLInputElement | HTMLTextAreaElement): Omit<ProbedField, 'name'> {
    const value = get(prototype, 'value', field) as string;
    return field.value === value ? { value } : { value: field.value, held: value };
  }

  /** Where a person who looks through the page would find it. */
  function isSeen(control: Element): boolean {
    if (!Element.prototype.checkVisibility.call(control, { opacityProperty: true, visibilityProperty: true }))
      return false;
    let { left, top, right, bottom } = Element.prototype.getBoundingClientRect.call(control);
    if (right + scrollX <= 0 || bottom + scrollY <= 0) return false;
    if (left + scrollX > 2 * innerWidth || top + scrollY > 30 * innerHeight) return false;
    if (parseFloat(getComputedStyle(control).fontSize) < 4) return false;
    let opacity = 1;
    for (let one: Element | null = control; one !== null; one = parentOf(one)) {
      const style = getComputedStyle(one);
      const { overflowX, overflowY, clip, clipPath, maskImage, filter } = style;
      opacity *= Number(style.opacity);
      if (opacity < 0.2 || /opacity\(/.test(filter) || clipPath !== 'none' || clip !== 'auto') return false;
      if (maskImage !== 'none') return false;
      const isWindow = one === control || one === document.body || one === document.documentElement;
      if (isWindow || (overflowX === 'visible' && overflowY === 'visible')) continue;
      const box = Element.prototype.getBoundingClientRect.call(one);
      // what can be scrolled to is as good as where it is scrolled through
      const scrolls = /auto|scroll/.test(`${overflowX} ${overflowY}`);
      ({ left, top, right, bottom } = scrolls
        ? box
        : {
            left: Math.max(left, box.left),
            top: Math.max(top, box.top),
            right: Math.min(right, box.right),
            bottom: Math.min(bottom, box.bottom),
          });
    }
    return right - left > 1 && bottom - top > 1;
  }

  /** By the HTML standard, “picking an encoding for the form”. */
  function encodingOf(form: HTMLFormElement): string {
    const own = get(Document.prototype, 'characterSet', document) as string;
    const named = (attribute(form, 'accept-charset') ?? '').trim().split(/\s+/);
    const known = (label: string) => {
      try {
        return new TextDecoder(label).encoding;
      } catch {
        return undefined;
      }
    };
    const encoding = named.map(known).find((one) => one !== undefined) ?? known(own) ?? own;
    return /^(?:utf-?(?:8|16.*)|replacement)$/i.test(encoding) ? 'UTF-8' : encoding;
  }

  function looksLikeSearch(form: HTMLFormElement): boolean {
    const all = controls(form);
    if (all.some((control) => control instanceof HTMLInputElement && /^(?:password|file)$/.test(control.type)))
      return false;
    const texts = all.filter(isTextField);
    const [only] = texts;
    const isNamedSo = texts.length === 1 && only !== undefined && searchNames.test(attribute(only, 'name') ?? '');
    return (
      isNamedSo ||
      all.some((control) => control instanceof HTMLInputElement && control.type === 'search') ||
      Element.prototype.closest.call(form, '[role="search"], search') !== null
    );
  }

  function formOf(form: HTMLFormElement | null, submitter: Element | null): ProbedForm | null {
    if (form === null || (submitter && matches(submitter, ':disabled'))) return null;
    const given = (name: string) => (submitter && attribute(submitter, `form${name}`)) || attribute(form, name) || '';
    const method = given('method').toLowerCase();
    if (method === 'dialog') return null;
    const type = given('enctype').toLowerCase();
    const isPicture = submitter instanceof HTMLInputElement && submitter.type === 'image';
    const picture = isPicture ? (attribute(submitter, 'name') ?? '') : '';
    return {
      address: resolve(given('action') || document.URL),
      method: method === 'post' ? 'POST' : 'GET',
      type:
        type === 'multipart/form-data' || type === 'text/plain' ? type : ('application/x-www-form-urlencoded' as const),
      encoding: encodingOf(form),
      places: isPicture ? ['x', 'y'].map((axis) => (picture === '' ? axis : `${picture}.${axis}`)) : [],
      looksLikeSearch: looksLikeSearch(form),
      fields: isDetailed ? fieldsOf(form, submitter) : [],
    };
  }

  /** What Enter in a field sends: by the form's first button, or without one where it has a single field. */
  function enterOf(element: Element): ProbedForm | null {
    if (!isField(element) || element.form === null) return null;
    const all = controls(element.form);
    const button = all.find(isButton);
    if (button !== undefined) return formOf(element.form, button);
    return all.filter(isTextField).length <= 1 ? formOf(element.form, null) : null;
  }

  function linkOf(element: Element): ProbedElement['link'] {
    if (!['a', 'area'].includes(tagOf(element))) return null;
    const address = attribute(element, 'href') ?? attribute(element, 'xlink:href');
    if (address === null) return null;
    const opensWindow = !/^(?:_self|_parent|_top|)$/i.test(attribute(element, 'target') ?? '');
    return { address: resolve(address), isDownload: attribute(element, 'download') !== null, opensWindow };
  }

  /** What a click on an element sets off, on its way up through what it is in. */
  function activation(element: Element): Pick<ProbedElement, 'link' | 'click'> {
    let link: ProbedElement['link'] = null;
    let click: ProbedForm | null = null;
    for (let one: Element | null = element; one !== null; one = parentOf(one)) {
      link ??= linkOf(one);
      const control: Element | null = one instanceof HTMLLabelElement ? one.control : one;
      if (control !== null && isButton(control)) click ??= formOf(control.form, control);
    }
    return { link, click };
  }

  /** A click on an element that is no link or button itself falls on what is in its middle. */
  function hit(element: Element): Element {
    Element.prototype.scrollIntoView.call(element, { block: 'nearest', inline: 'nearest', behavior: 'instant' });
    const box = Element.prototype.getBoundingClientRect.call(element);
    const at = [box.x + box.width / 2, box.y + box.height / 2] as const;
    let found = Document.prototype.elementFromPoint.call(document, ...at);
    while (found !== null) {
      const inner: Element | null = shadowOf(found)?.elementFromPoint(...at) ?? null;
      if (inner === null || inner === found) break;
      found = inner;
    }
    for (let one = found; one !== null; one = parentOf(one)) if (one === element) return found ?? element;
    return element;
  }

  function focused(element: Element): Element {
    const takesKeys =
      matches(element, 'a[href], input, select, textarea, button, summary, iframe, [tabindex]') ||
      (element instanceof HTMLElement && get(HTMLElement.prototype, 'isContentEditable', element) === true);
    if (takesKeys) return element;
    let active = get(Document.prototype, 'activeElement', document) as Element | null;
    while (active !== null && shadowOf(active)?.activeElement) active = shadowOf(active)?.activeElement ?? null;
    return active ?? element;
  }

  function describe(element: Element, { ref, role, name }: AriaReference): ProbedElement {
    const direct = activation(element);
    const isPlain = direct.link === null && direct.click === null;
    return {
      ref,
      role,
      name: name.slice(0, textMax),
      tag: tagOf(element),
      type: attribute(element, 'type') ?? '',
      value: isDetailed ? valueOf(element).slice(0, textMax) : '',
      origin: globalThis.origin,
      address: location.href,
      ancestors: Array.from(location.ancestorOrigins),
      ...(isPlain && isDetailed ? activation(hit(element)) : direct),
      enter: enterOf(isDetailed ? focused(element) : element),
    };
  }

  const wanted = refs === null ? null : new Set(refs);
  const found: ProbedElement[] = [];
  const roots: Node[] = [document];
  let seen = 0;
  for (let root = roots.pop(); root !== undefined; root = roots.pop()) {
    const walker = Document.prototype.createTreeWalker.call(document, root, NodeFilter.SHOW_ELEMENT);
    for (let node = walker.nextNode(); node !== null && seen < elementsMax; node = walker.nextNode()) {
      seen += 1;
      const element = node as Element & { _ariaRef?: AriaReference };
      // Playwright keeps here what it calls an element in a snapshot
      const reference = element._ariaRef;
      if (reference !== undefined && (wanted === null || wanted.has(reference.ref)))
        found.push(describe(element, reference));
      const shadow = shadowOf(element);
      if (shadow !== null) roots.push(shadow);
    }
  }
  return found;
}

interface AriaReference {
  ref: string;
  role: string;
  name: string;
}
