import { z } from 'zod';
import type { Secrets } from '../secrets/secrets.ts';
import { askFrames } from './ask-frames.ts';
import type { SessionPages } from './session-pages.ts';

/** The hidden fields of the forms in one frame, with what they hold; null where that is not kept. */
export const hiddenValues = z.object({
  url: z.string(),
  fields: z.array(z.object({ form: z.string(), name: z.string(), value: z.string().nullable() })),
});
export type HiddenValues = z.infer<typeof hiddenValues>;

/** Pages with more come back with what they have then. */
const charactersMax = 20_000;

/**
 * What the hidden fields of the page's forms hold, its frames included. Many are tokens, of which a page has other ones
 * each time that it is opened: what a person approved is then not what it would send.
 */
export async function hiddenValuesOf(
  pages: SessionPages,
  secrets: Secrets,
  signal: AbortSignal,
): Promise<HiddenValues[]> {
  const frames = (await askHidden(pages, [], signal)).filter(({ fields }) => fields.length > 0);
  if (JSON.stringify(frames).length > charactersMax) return [];
  const kept = (value: string | null) => (value !== null && secrets.scrub(value) === value ? value : null);
  return frames.map(({ url, fields }) => ({
    url,
    fields: fields.map((field) => ({ ...field, value: kept(field.value) })),
  }));
}

/** Puts them back in each frame that has just these fields again. */
export async function putBackHidden(pages: SessionPages, before: HiddenValues[], signal: AbortSignal): Promise<void> {
  await askHidden(pages, before, signal);
}

const askHidden = (pages: SessionPages, before: HiddenValues[], signal: AbortSignal) =>
  askFrames<HiddenValues>(pages, `(${hiddenFields.toString()})(${JSON.stringify(before)})`, signal);

/** Runs in each frame, where what it is given is put in first. */
function hiddenFields(before: HiddenValues[]): HiddenValues {
  const hidden = Document.prototype.querySelectorAll.call(document, 'form input[type="hidden" i][name]');
  const inputs = [...(hidden as NodeListOf<HTMLInputElement>)];
  const placeOf = (input: HTMLInputElement) => {
    const form = input.closest('form') as Element;
    const attribute = (name: string) => Element.prototype.getAttribute.call(form, name) ?? '';
    return { form: `${attribute('method')} ${attribute('action')}`, name: input.name };
  };
  const here = before.find(
    ({ url, fields }) =>
      url === location.href &&
      JSON.stringify(fields.map(({ form, name }) => ({ form, name }))) === JSON.stringify(inputs.map(placeOf)),
  );
  for (const [index, { value }] of (here?.fields ?? []).entries()) if (value !== null) inputs[index]!.value = value;
  return { url: location.href, fields: inputs.map((input) => ({ ...placeOf(input), value: input.value })) };
}
