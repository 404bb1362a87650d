import { z } from 'zod';
import type { Secrets } from '../secrets/secrets.ts';
import { askPage } from './ask-page.ts';
import type { SessionPages } from './session-pages.ts';

/** A hidden field of a form and what it holds; null where that is not kept. */
export const hiddenValue = z.object({ form: z.string(), name: z.string(), value: z.string().nullable() });
export type HiddenValue = z.infer<typeof hiddenValue>;

/** Pages with more, or with longer ones, come back with what they have then. */
const bounds = { fieldsMax: 100, charactersMax: 20_000 };

/**
 * What the hidden fields of the page's forms hold. Many are tokens, of which a page has other ones each time that it is
 * opened: what a person approved is then not what it would send.
 */
export async function hiddenValuesOf(pages: SessionPages, secrets: Secrets): Promise<HiddenValue[]> {
  const values = await askPage(pages, hiddenFields, null);
  const length = values.reduce((sum, { form, name, value }) => sum + form.length + name.length + value.length, 0);
  if (values.length > bounds.fieldsMax || length > bounds.charactersMax) return [];
  return values.map((field) => (secrets.scrub(field.value) === field.value ? field : { ...field, value: null }));
}

/** Puts them back where the page has just these fields again. */
export async function putBackHidden(pages: SessionPages, before: readonly HiddenValue[]): Promise<void> {
  const places = (fields: readonly HiddenValue[]) => JSON.stringify(fields.map(({ form, name }) => [form, name]));
  const now = await askPage(pages, hiddenFields, null);
  if (places(now) !== places(before)) return;
  const values = before.map(({ value }) => value);
  await askPage(pages, hiddenFields, values);
}

/** Runs in the page; puts in values first where some are given. */
function hiddenFields(values: (string | null)[] | null): { form: string; name: string; value: string }[] {
  const fields = Document.prototype.querySelectorAll.call(document, 'form input[type="hidden" i][name]');
  return [...(fields as NodeListOf<HTMLInputElement>)].map((field, index) => {
    const form = field.closest('form') as Element;
    const attribute = (name: string) => Element.prototype.getAttribute.call(form, name) ?? '';
    const value = values?.[index];
    if (typeof value === 'string') field.value = value;
    return { form: `${attribute('method')} ${attribute('action')}`, name: field.name, value: field.value };
  });
}
