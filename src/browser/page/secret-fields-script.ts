import type { FieldSurroundings } from '../secrets/exposure.ts';

/** What a frame is asked to do about the fields in it that hold secrets. */
export type FieldTask =
  /** Holds the field of an element, before a secret is typed there; `mark` is shown in place of its value. */
  | { do: 'hold'; ref: string; mark: string }
  /**
   * Lists values of fields, and with `texts` what can be seen beside them, to be told which of it are secrets. Fields
   * that have changed since the newest was held are held as well: pages spread a code over several.
   */
  | { do: 'list'; texts: boolean }
  /** Holds fields of the newest list, by the id of the frame and their index there. */
  | { do: 'hold listed'; marks: Record<string, Record<number, string>> }
  /** Names texts of the newest list that are to be covered in a picture, with the fields that are held. */
  | { do: 'cover'; texts: Record<string, number[]> }
  /** Describes the fields to which references lead, and what is around them. */
  | { do: 'describe' }
  | { do: 'count' };

export interface FieldAnswer {
  /** Of the frame. */
  id: string;
  /** Of the element with the reference; absent where it is in another frame. */
  hold?: 'held' | 'no text field';
  /** How many fields are held. */
  held: number;
  fields: string[];
  texts: string[];
  /** By reference. */
  described?: Record<string, FieldSurroundings>;
}

/** The expression that a frame's isolated world is asked for. */
export const fieldExpression = (task: FieldTask): string => `(${run.toString()})(${JSON.stringify(task)})`;

/** Where the elements to cover are kept for `coveredEngine`. */
interface FieldWorld {
  secretFields?: {
    id: string;
    fields: (HTMLInputElement | HTMLTextAreaElement)[];
    texts: Element[];
    /** The values of all fields before the newest secret was typed, and its mark. */
    before: { values: Map<Element, string>; mark: string } | null;
    covered: Element[];
  };
}

/** A selector engine of Playwright's, for the elements that are to be covered in a picture. */
export const coveredEngine = `({
  query: () => globalThis.secretFields?.covered[0] ?? null,
  queryAll: () => globalThis.secretFields?.covered ?? [],
})`;

/**
 * Runs in a page, so it may use nothing from outside; in a world of its own, in which an element has properties that the
 * page's scripts neither see nor change. A field that is held shows the mark in place of its value to all that reads it
 * in this world: snapshots, the names of elements, and what is known of forms.
 */
function run(task: FieldTask): FieldAnswer {
  type Field = HTMLInputElement | HTMLTextAreaElement;
  type Held = Field & { heldSecret?: string };
  const elementsMax = 200_000;
  const textMax = 20_000;
  const formsMax = 50;
  const scriptsMax = 300;
  const unseen = 'script, style, template, noscript';
  const textTypes = ['text', 'password', 'email', 'tel', 'url', 'search', 'number'];
  const get = (prototype: object, name: string, target: object): unknown =>
    Object.getOwnPropertyDescriptor(prototype, name)?.get?.call(target);
  const matches = (element: Element, selector: string) => Element.prototype.matches.call(element, selector);
  const attribute = (element: Element, name: string) => Element.prototype.getAttribute.call(element, name);
  const closest = (element: Element, selector: string) => Element.prototype.closest.call(element, selector);
  const shadowOf = (element: Element) => get(Element.prototype, 'shadowRoot', element) as ShadowRoot | null;
  const world = globalThis as typeof globalThis & FieldWorld;
  const state = (world.secretFields ??= { id: `${Math.random()}`, fields: [], texts: [], before: null, covered: [] });

  const isField = (element: Element): element is Field =>
    element instanceof HTMLInputElement || element instanceof HTMLTextAreaElement;
  const prototypeOf = (field: Field) =>
    field instanceof HTMLInputElement ? HTMLInputElement.prototype : HTMLTextAreaElement.prototype;
  const valueOf = (field: Field) => get(prototypeOf(field), 'value', field) as string;
  const isHeld = (element: Element) => (element as Held).heldSecret !== undefined;

  function hold(field: Held, mark: string): void {
    const isFirst = field.heldSecret === undefined;
    field.heldSecret = mark;
    if (!isFirst) return;
    const set = Object.getOwnPropertyDescriptor(prototypeOf(field), 'value')?.set;
    Object.defineProperty(field, 'value', {
      get: () => (valueOf(field) === '' ? '' : field.heldSecret),
      set(value) {
        set?.call(field, value);
      },
    });
    // a page may keep what was typed as what a text area has in it
    Object.defineProperty(field, 'firstChild', { get: () => null });
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
        const shadow = node instanceof Element ? shadowOf(node) : null;
        if (shadow !== null) roots.push(shadow);
      }
    }
  }
  const all = Array.from(nodes());
  const fields = all.filter((node): node is Field => node instanceof Element && isField(node));

  const referenceOf = (node: Node) => (node as Node & { _ariaRef?: { ref: string } })._ariaRef?.ref;

  /** As Playwright finds what is typed into. */
  function fieldOf(element: Element): Element | null {
    if (isField(element)) return element;
    return (closest(element, 'label') as HTMLLabelElement | null)?.control ?? null;
  }

  function holdByReference(ref: string, mark: string): FieldAnswer['hold'] {
    const named = all.find((node) => referenceOf(node) === ref);
    if (!(named instanceof Element)) return undefined;
    const field = fieldOf(named);
    if (field === null || !isField(field)) return 'no text field';
    if (field instanceof HTMLInputElement && !textTypes.includes(field.type)) return 'no text field';
    hold(field, mark);
    state.before = { values: new Map(fields.map((each) => [each, valueOf(each)])), mark };
    return 'held';
  }

  /** As the form is sent by each of its buttons, by a script, or by Enter. */
  function formsOf(field: Field): FieldSurroundings['forms'] {
    const form = field.form;
    if (form === null) return [];
    const base = get(Node.prototype, 'baseURI', document) as string;
    const buttons = Array.from(get(HTMLFormElement.prototype, 'elements', form) as HTMLFormControlsCollection).filter(
      (control) => matches(control, 'button, input[type="submit"], input[type="image"]'),
    );
    return [null, ...buttons].flatMap((button) => {
      const given = (name: string) => (button && attribute(button, `form${name}`)) || attribute(form, name) || '';
      const method = given('method').toLowerCase();
      if (method === 'dialog') return [];
      const action = given('action') || document.URL;
      const address = URL.canParse(action, base) ? new URL(action, base).href : action;
      return [{ address, method: method === 'post' ? ('POST' as const) : ('GET' as const) }];
    });
  }

  function surroundingsOf(field: Field): FieldSurroundings {
    const completes = (attribute(field, 'autocomplete') ?? '').toLowerCase().split(/\s+/);
    const kinds = ['one-time-code', 'current-password', 'new-password'];
    const loaded = performance.getEntriesByType('resource') as PerformanceResourceTiming[];
    const scripts = [
      ...Array.from(Document.prototype.querySelectorAll.call(document, 'script[src]'), (script) =>
        script instanceof HTMLScriptElement ? script.src : '',
      ),
      ...loaded.filter(({ initiatorType }) => initiatorType === 'script').map(({ name }) => name),
    ];
    return {
      origin: globalThis.origin,
      isForSecrets: field.type === 'password' || kinds.some((kind) => completes.includes(kind)),
      forms: formsOf(field).slice(0, formsMax),
      scripts: [...new Set(scripts)].slice(0, scriptsMax),
    };
  }

  function describeFields(): Record<string, FieldSurroundings> {
    const described: Record<string, FieldSurroundings> = {};
    for (const node of all) {
      const reference = referenceOf(node);
      const field = reference !== undefined && node instanceof Element ? fieldOf(node) : null;
      if (reference !== undefined && field !== null && isField(field)) described[reference] = surroundingsOf(field);
    }
    return described;
  }

  function holdChanged(): void {
    if (state.before === null) return;
    const { values, mark } = state.before;
    state.before = null;
    for (const field of fields) {
      const value = valueOf(field);
      if (value !== '' && value !== (values.get(field) ?? '') && !isHeld(field)) hold(field, mark);
    }
  }

  function list(withTexts: boolean): string[] {
    state.fields = fields.filter((field) => !isHeld(field));
    state.texts = [];
    if (!withTexts) return [];
    const texts: string[] = [];
    const add = (element: Element | null, text: string | null) => {
      if (element === null || !text || matches(element, unseen)) return;
      state.texts.push(closest(element, 'select') ?? element);
      texts.push(text.slice(0, textMax));
    };
    for (const node of all) {
      if (node instanceof Text)
        add(node.parentElement ?? (node.parentNode as ShadowRoot | null)?.host ?? null, node.data);
      else for (const name of ['placeholder', 'alt']) add(node, attribute(node, name));
    }
    return texts;
  }

  const answer: FieldAnswer = { id: state.id, held: 0, fields: [], texts: [] };
  if (task.do === 'hold') {
    const held = holdByReference(task.ref, task.mark);
    if (held !== undefined) answer.hold = held;
  } else if (task.do === 'list') {
    holdChanged();
    answer.texts = list(task.texts);
    answer.fields = state.fields.map((field) => valueOf(field).slice(0, textMax));
  } else if (task.do === 'hold listed') {
    for (const [index, mark] of Object.entries(task.marks[state.id] ?? {})) {
      const field = state.fields[Number(index)];
      if (field !== undefined) hold(field, mark);
    }
  } else if (task.do === 'describe') answer.described = describeFields();
  else if (task.do === 'cover') {
    const texts = (task.texts[state.id] ?? []).flatMap((index) => state.texts[index] ?? []);
    state.covered = [...fields.filter(isHeld), ...texts];
  }
  answer.held = fields.filter(isHeld).length;
  return answer;
}
