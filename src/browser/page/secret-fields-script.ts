import { type IsolatedDom, isolatedExpression } from './isolated-dom.ts';

/** What a frame is asked to do about the fields in it that hold secrets. */
export type FieldTask =
  /** Holds the field of an element, before a secret is typed there; `mark` is shown in place of its value. */
  | { do: 'hold'; ref: string; mark: string }
  /** Types a text into the field of an element, and nowhere else: what has the focus may change at any moment. */
  | { do: 'enter'; ref: string; text: string }
  /** An action of the session begins, on an element: what changes from now on may be its doing. */
  | { do: 'begin'; ref: string | null }
  /**
   * Lists values of fields, to be told which of them are secrets. Held as well are fields that have changed since the newest was held, as pages spread a code over several, and those that
   * have the same as a held one in them: a page copies, or a browser restores, also what is too short to be known.
   */
  | { do: 'list'; short: ShortValue[] }
  /** Holds fields of the newest list, by the id of the frame and their index there. */
  | { do: 'hold listed'; marks: Record<string, Record<number, string>> };

/** What was left in a held field of an origin, where that is too short to be known again by itself. */
export interface ShortValue {
  origin: string;
  value: string;
  mark: string;
}

export interface FieldAnswer {
  /** Of the frame. */
  id: string;
  /** Of the element with the reference; absent where it is in another frame. */
  hold?: 'held' | 'no text field';
  /** Whether the text was typed; absent where the element is in another frame. */
  entered?: boolean;
  /** How many fields are held. */
  held: number;
  /** How many ever were. */
  everHeld: number;
  fields: string[];
  short: ShortValue[];
}

/** The expression that a frame's isolated world is asked for. */
export const fieldExpression = (task: FieldTask): string => isolatedExpression(run, task);

/** Where fields are kept between two questions. */
interface FieldWorld {
  secretFields?: {
    id: string;
    fields: (HTMLInputElement | HTMLTextAreaElement)[];
    /** All that were ever held, also where the page took them away. */
    held: Set<HTMLInputElement | HTMLTextAreaElement>;
    everHeld: number;
    /** In which the session itself typed something else. */
    own: WeakSet<Element>;
    /** The values of all fields before the newest secret was typed, and its mark. */
    before: { values: Map<Element, string>; mark: string } | null;
  };
}

/**
 * Runs in a page, so it may use nothing from outside; in a world of its own, in which an element has properties that the
 * page's scripts neither see nor change. A field that is held shows the mark in place of its value to all that reads it
 * in this world: snapshots, the names of elements, and what is known of forms.
 */
function run(
  task: FieldTask,
  {
    get,
    isElement,
    isDocument,
    isInput,
    isField,
    prototypeOf,
    valueOf,
    isHeld,
    referenceOf,
    fieldOf,
    all,
    fields,
  }: IsolatedDom,
): FieldAnswer {
  type Field = HTMLInputElement | HTMLTextAreaElement;
  type Held = Field & { heldSecret?: string };
  const textMax = 20_000;
  const shortMax = 3;
  const heldMax = 1_000;
  const textTypes = ['text', 'password', 'email', 'tel', 'url', 'search', 'number'];
  const world = globalThis as typeof globalThis & FieldWorld;
  const state = (world.secretFields ??= {
    id: `${Math.random()}`,
    fields: [],
    held: new Set(),
    everHeld: 0,
    own: new WeakSet(),
    before: null,
  });

  function hold(field: Held, mark: string): void {
    const isFirst = field.heldSecret === undefined;
    field.heldSecret = mark;
    if (state.held.size < heldMax) state.held.add(field);
    if (!isFirst) return;
    state.everHeld += 1;
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

  /** The field of an element with a reference; null where it has none, undefined where it is in another frame. */
  function fieldNamed(ref: string | null): Field | null | undefined {
    const named = all.find((node) => ref !== null && referenceOf(node) === ref);
    if (named === undefined || !isElement(named)) return undefined;
    const field = fieldOf(named);
    return field !== null && isField(field) ? field : null;
  }

  function holdByReference(ref: string, mark: string): FieldAnswer['hold'] {
    const field = fieldNamed(ref);
    if (field === undefined) return undefined;
    if (field === null || (isInput(field) && !textTypes.includes(field.type))) return 'no text field';
    hold(field, mark);
    state.before = { values: new Map(fields.map((each) => [each, valueOf(each)])), mark };
    return 'held';
  }

  /** In one go, so that nothing comes between the focus and the text; the page's own scripts may have moved it. */
  function enter(ref: string, text: string): boolean | undefined {
    const field = fieldNamed(ref);
    if (field === undefined || field === null) return field === null ? false : undefined;
    HTMLElement.prototype.focus.call(field);
    const root = Node.prototype.getRootNode.call(field) as Document | ShadowRoot;
    const prototype = isDocument(root) ? Document.prototype : ShadowRoot.prototype;
    if (get(prototype, 'activeElement', root) !== field) return false;
    (isInput(field) ? HTMLInputElement : HTMLTextAreaElement).prototype.select.call(field);
    return Document.prototype.execCommand.call(document, 'insertText', false, text);
  }

  /** Until the session does something else: pages take their time. */
  function holdChanged(): void {
    if (state.before === null) return;
    const { values, mark } = state.before;
    for (const field of fields) {
      const value = valueOf(field);
      if (value !== '' && value !== (values.get(field) ?? '') && !isHeld(field)) hold(field, mark);
    }
  }

  /** What is left in held fields, and too short to be known again. */
  function shortValues(): ShortValue[] {
    return Array.from(state.held, (field: Held) => ({ value: valueOf(field), mark: field.heldSecret ?? '' }))
      .filter(({ value }) => value !== '' && value.length <= shortMax)
      .map(({ value, mark }) => ({ origin: globalThis.origin, value, mark }));
  }

  function holdSame(before: ShortValue[]): void {
    const [entry] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[];
    const isRestored = entry !== undefined && ['back_forward', 'reload'].includes(entry.type);
    const known = [
      ...(isRestored ? before.filter(({ origin }) => origin === globalThis.origin) : []),
      ...shortValues(),
    ];
    if (known.length === 0) return;
    const marks = new Map(known.map(({ value, mark }) => [value, mark]));
    for (const field of fields) {
      const mark = marks.get(valueOf(field));
      if (mark !== undefined && !isHeld(field) && !state.own.has(field)) hold(field, mark);
    }
  }

  const answer: FieldAnswer = { id: state.id, held: 0, everHeld: 0, fields: [], short: [] };
  if (task.do === 'hold') {
    const held = holdByReference(task.ref, task.mark);
    if (held !== undefined) answer.hold = held;
  } else if (task.do === 'enter') {
    const entered = enter(task.ref, task.text);
    if (entered !== undefined) answer.entered = entered;
  } else if (task.do === 'begin') {
    holdChanged();
    state.before = null;
    const field = fieldNamed(task.ref);
    if (field) state.own.add(field);
  } else if (task.do === 'list') {
    holdChanged();
    holdSame(task.short);
    state.fields = fields.filter((field) => !isHeld(field));
    answer.fields = state.fields.map((field) => valueOf(field).slice(0, textMax));
    answer.short = shortValues();
  } else {
    for (const [index, mark] of Object.entries(task.marks[state.id] ?? {})) {
      const field = state.fields[Number(index)];
      if (field !== undefined) hold(field, mark);
    }
  }
  answer.held = fields.filter(isHeld).length;
  answer.everHeld = state.everHeld;
  return answer;
}
