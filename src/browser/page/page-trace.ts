import { z } from 'zod';
import type { Secrets } from '../secrets/secrets.ts';
import { askPage } from './ask-page.ts';
import { hiddenValues, hiddenValuesOf } from './hidden-values.ts';
import { probeElements } from './probe-elements.ts';
import type { ProbedElement } from './probed-element.ts';
import type { SessionPages } from './session-pages.ts';

const filledField = z.object({
  tool: z.enum(['type', 'select', 'click']),
  arguments: z.record(z.string(), z.json()),
  ask: z.string().optional(),
  /** Of all that look like it, the how manieth it is. */
  like: z.object({ role: z.string(), name: z.string(), tag: z.string(), type: z.string() }),
  index: z.int(),
  count: z.int(),
});

/** What a page's address and storage do not tell: how far it was scrolled, what was filled in, and its forms' tokens. */
export const pageTrace = z.object({
  scroll: z.tuple([z.number(), z.number()]),
  fields: z.array(filledField),
  /** Absent in what workers of old kept. */
  hidden: z.array(hiddenValues).optional(),
});
export type PageTrace = z.infer<typeof pageTrace>;

/** The trace of a page that is to be given back. */
export async function traceOf(pages: SessionPages, secrets: Secrets, signal: AbortSignal): Promise<PageTrace> {
  const scroll = await askPage(pages, (): [number, number] => [scrollX, scrollY], null);
  const { fields } = pages.journal;
  const elements = fields.length === 0 ? [] : await allElements(pages, signal);
  return {
    scroll,
    hidden: await hiddenValuesOf(pages, secrets, signal).catch(() => []), // they are what they are then
    fields: fields.flatMap(({ call, ask }) => {
      const element = elements.find(({ ref }) => ref === call.arguments.ref);
      if (element === undefined) return [];
      const like = likenessOf(element);
      const alike = elements.filter(isLike(like));
      const place = { like, index: alike.indexOf(element), count: alike.length };
      return [{ ...call, ...place, ...(ask === undefined ? {} : { ask }) }];
    }),
  };
}

export const allElements = (pages: SessionPages, signal: AbortSignal) =>
  probeElements(pages, { refs: null, isDetailed: false }, signal);

const likenessOf = ({ role, name, tag, type }: ProbedElement) => ({ role, name, tag, type });

export function isLike({ role, name, tag, type }: PageTrace['fields'][number]['like']) {
  return (element: ProbedElement) =>
    element.role === role && element.name === name && element.tag === tag && element.type === type;
}
