import type { FieldSurroundings } from '../secrets/exposure.ts';
import { type IsolatedDom, isolatedExpression } from './isolated-dom.ts';

/** Asks a frame for the fields to which references lead, and what is around them, by reference. */
export const surroundingsExpression = isolatedExpression(describeFields, null);

/** Runs in a page, so it may use nothing from outside. */
function describeFields(
  _: null,
  { get, matches, attribute, isElement, isField, referenceOf, fieldOf, all, fields }: IsolatedDom,
): Record<string, FieldSurroundings> {
  type Field = HTMLInputElement | HTMLTextAreaElement;
  const formsMax = 50;
  const scriptsMax = 300;

  /** As the form is sent by each of its buttons, by a script, or by Enter. */
  function formsOf(field: Field): FieldSurroundings['forms'] {
    const form = field.form;
    if (form === null) return [];
    const base = get(Node.prototype, 'baseURI', document) as string;
    const pictures = fields.filter((other) => matches(other, 'input[type="image"]') && other.form === form);
    const buttons = [
      ...Array.from(get(HTMLFormElement.prototype, 'elements', form) as HTMLFormControlsCollection).filter((control) =>
        matches(control, 'button, input[type="submit"]'),
      ),
      ...pictures, // which are not among the form's elements
    ];
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

  const described: Record<string, FieldSurroundings> = {};
  for (const node of all) {
    const reference = referenceOf(node);
    const field = reference !== undefined && isElement(node) ? fieldOf(node) : null;
    if (reference !== undefined && field !== null && isField(field)) described[reference] = surroundingsOf(field);
  }
  return described;
}
