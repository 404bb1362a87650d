import type { NetworkGuard } from '../../network/guard.ts';
import { siteOf } from '../../network/sites.ts';
import type { Secret } from './secret.ts';

/** A field in which a secret is to be typed, and what is around it. */
export interface FieldSurroundings {
  /** Of its frame. */
  origin: string;
  /** It is made for a password or a one-time code, so that the page takes care not to show what is in it. */
  isForSecrets: boolean;
  /** Where its form goes, by each of its buttons; empty where it is in none. */
  forms: { address: string; method: 'GET' | 'POST' }[];
  /** The addresses of the scripts that its document runs. */
  scripts: string[];
}

const hostsNamed = 10;

/**
 * Where a secret would appear that is typed into a field, in words for a person: beyond a field for secrets, in a form
 * that is sent by POST to the page's own origin over https, on one of the secret's own sites. Empty where it would not.
 */
export async function exposureOf(
  secret: Pick<Secret, 'name' | 'sites'>,
  { origin, isForSecrets, forms, scripts }: FieldSurroundings,
  guard: Pick<NetworkGuard, 'check'>,
): Promise<string[]> {
  const exposure = [
    ...(isForSecrets ? [] : ['in a field that shows it']),
    ...(forms.length === 0 ? ['wherever a script of the page takes it, as its field is in no form'] : []),
    ...(forms.some(({ method }) => method === 'GET') ? ['in the address, as the form is sent by GET'] : []),
  ];
  for (const target of new Set(forms.map(({ address }) => originOf(address)))) {
    if (target !== origin) exposure.push(`sent to ${target}`);
    if (await isInClear(target, guard)) exposure.push(`on the way to ${target}, as it is not encrypted`);
  }
  if (secret.sites.length === 0)
    exposure.push(`on ${origin}${readers(origin, scripts)}, as AUTO_TRIGGER_SECRET_${secret.name}_SITES is not set`);
  return exposure;
}

const originOf = (address: string) => (URL.canParse(address) ? new URL(address).origin : 'null');

/** Plain http to a network that the operator named is what they wanted. */
async function isInClear(origin: string, guard: Pick<NetworkGuard, 'check'>): Promise<boolean> {
  if (!origin.startsWith('http:')) return false;
  const verdict = await guard.check(origin);
  return !verdict.permitted || verdict.warning !== undefined;
}

function readers(origin: string, scripts: string[]): string {
  const web = scripts.filter((address) => URL.canParse(address) && /^https?:/.test(address));
  const others = web.filter((address) => siteOf(address) !== siteOf(origin));
  const hosts = [...new Set(others.map((address) => new URL(address).host))].toSorted();
  if (hosts.length === 0) return ', which runs no scripts of third parties';
  const more = hosts.length > hostsNamed ? ` and ${hosts.length - hostsNamed} more` : '';
  return `, where scripts of ${hosts.slice(0, hostsNamed).join(', ')}${more} can read it`;
}
