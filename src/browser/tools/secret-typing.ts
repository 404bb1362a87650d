import { failed, type FailedOutcome, type Surroundings } from '../outcome.ts';
import type { ProbedElement } from '../page/probed-element.ts';
import { beginAction, describeFields, holdField } from '../page/secret-fields.ts';
import type { ExpectedRequest } from '../page/sent-request.ts';
import type { SessionPages } from '../page/session-pages.ts';
import { copies } from '../secrets/copying-keys.ts';
import { exposureOf, type FieldSurroundings } from '../secrets/exposure.ts';
import { type Routes, routesOf } from '../secrets/routes.ts';
import type { ElementCall, Examination } from './effects.ts';

/** An element, and what a call would do there. */
export interface Target {
  ref: string;
  element: ProbedElement;
  examination: Examination;
  /** What it is to send, as it is: this leaves the process by no way. */
  expected: ExpectedRequest | null;
  /** How a secret that is typed there may leave the page; undefined for all other calls. */
  routes?: Routes;
}

/** The fields of the page, where a call types a secret; undefined for all other calls. */
export async function fieldsFor(
  call: ElementCall,
  pages: SessionPages,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, FieldSurroundings> | undefined> {
  return call.tool === 'type' && call.arguments.text.includes('{{secret:') ? describeFields(pages, signal) : undefined;
}

/**
 * With where the secrets that a call types would appear beyond what they are bound to: that is what a person is asked
 * about, and what the approval is good for.
 */
export async function withExposure(
  target: Target,
  call: ElementCall,
  fields: ReadonlyMap<string, FieldSurroundings> | undefined,
  { secrets, guard }: Pick<Surroundings, 'secrets' | 'guard'>,
): Promise<Target> {
  const { examination } = target;
  const field = fields?.get(target.ref);
  if (call.tool !== 'type' || field === undefined) return target;
  const asks: string[] = [];
  let asksOnce = true;
  for (const secret of secrets.meantBy(call.arguments.text, field.origin)) {
    const exposure = await exposureOf(secret, field, guard);
    // that it has no sites is the last reason, where it is one
    asksOnce &&= exposure.length === 0 || (exposure.length === 1 && secret.sites.length === 0);
    if (exposure.length > 0) asks.push(`The secret ${secret.name} would appear: ${exposure.join('; ')}.`);
  }
  const routes = routesOf(field);
  if (asks.length === 0) return { ...target, routes };
  const ask = [...asks, ...(asksOnce ? ['A yes stands for later sessions, while this stays the same.'] : [])].join(' ');
  return {
    ...target,
    routes,
    examination: {
      ...examination,
      ask,
      ...(asksOnce ? { asks_once: true } : {}),
      shape: { shape: examination.shape, ask },
    },
  };
}

/**
 * What a call is to type, with its secrets put in: their field is held from now on. A failure says why a call is refused
 * for the sake of a secret.
 */
export async function textToType(
  pages: SessionPages,
  call: ElementCall,
  { ref, element, routes, examination: { ask } }: Target,
  { secrets, signal, approves }: Pick<Surroundings, 'secrets' | 'signal' | 'approves'>,
): Promise<{ text: string; hasSecrets: boolean } | FailedOutcome> {
  const isCopying = call.tool === 'press' && copies(call.arguments.key);
  const holdsSecrets = (isCopying || secrets.typed.size > 0) && (await beginAction(pages, ref, signal));
  if (isCopying && holdsSecrets)
    return failed(
      'SECRET_REFUSED',
      `${call.arguments.key} was not pressed: a field of this page held a secret, so nothing is copied or cut on it`,
    );
  if (call.tool !== 'type') return { text: '', hasSecrets: false };
  if (ask !== undefined && approves === null)
    return failed(
      'SECRET_REFUSED',
      `nothing was typed into ${ref}: ${ask} A person has to approve that, and was not asked`,
    );
  const filled = secrets.fill(call.arguments.text, element.origin, routes);
  if ('refusal' in filled) return failed('SECRET_REFUSED', filled.refusal);
  if (filled.names.length > 0 && !(await holdField(pages, ref, filled.names, signal)))
    return failed('SECRET_REFUSED', `a secret is typed into text fields only, and ${ref} is none`);
  return { text: filled.text, hasSecrets: filled.names.length > 0 };
}
