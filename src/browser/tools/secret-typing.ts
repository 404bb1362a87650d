import { failed, type FailedOutcome, type Surroundings } from '../outcome.ts';
import { holdField, holdsSecrets } from '../page/secret-fields.ts';
import type { ProbedElement } from '../page/probe-script.ts';
import type { SessionPages } from '../page/session-pages.ts';
import { copies } from '../secrets/copying-keys.ts';
import type { ElementCall } from './effects.ts';

/**
 * What a call is to type, with its secrets put in: their field is held from now on. A failure says why a call is refused
 * for the sake of a secret.
 */
export async function textToType(
  pages: SessionPages,
  call: ElementCall,
  { ref, element }: { ref: string; element: ProbedElement },
  { secrets, signal }: Pick<Surroundings, 'secrets' | 'signal'>,
): Promise<{ text: string } | FailedOutcome> {
  if (call.tool === 'press' && copies(call.arguments.key) && (await holdsSecrets(pages, signal)))
    return failed(
      'SECRET_REFUSED',
      `${call.arguments.key} was not pressed: a field of this page held a secret, so nothing is copied or cut on it`,
    );
  if (call.tool !== 'type') return { text: '' };
  const filled = secrets.fill(call.arguments.text, element.origin === 'null' ? null : element.origin);
  if ('refusal' in filled) return failed('SECRET_REFUSED', filled.refusal);
  if (filled.names.length > 0 && !(await holdField(pages, ref, filled.names, signal)))
    return failed('SECRET_REFUSED', `a secret is typed into text fields only, and ${ref} is none`);
  return filled;
}
