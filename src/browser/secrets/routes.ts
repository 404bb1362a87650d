import { siteOf } from '../../network/sites.ts';
import type { FieldSurroundings } from './exposure.ts';
import { isFor, type Secret } from './secret.ts';
import { createSecretScan, tracesIn } from './secret-scan.ts';

/** How a secret may leave the page in which it was typed: as its form said then, without a question or by an approval. */
export interface Routes {
  /** Of the field, and where its form goes. */
  origins: readonly string[];
  inAddress: boolean;
  /** A script takes it, by any way. */
  anyhow: boolean;
}

/** A secret that was typed in this process, with its ways out of the page. */
export interface RoutedSecret extends Secret {
  routes: Routes;
}

export function routesOf({ origin, forms }: FieldSurroundings): Routes {
  const targets = forms.map(({ address }) => (URL.canParse(address) ? new URL(address).origin : 'null'));
  return {
    origins: [...new Set([origin, ...targets])],
    inAddress: forms.some(({ method }) => method === 'GET'),
    anyhow: forms.length === 0,
  };
}

/** A request that is about to leave; a redirect is its server's wish, which knows already what was sent to it. */
export interface LeavingRequest {
  url: string;
  body: string;
  isRedirect: boolean;
}

/** A shorter one is in many an address by chance, so it has to stand alone. */
const unmistakableCharacters = 8;
/** What is looked through of a body. */
export const bodyMaxBytes = 200_000;

/** Where a request would have a secret appear that its routes do not say, in words for a person; else undefined. */
export function straying({
  request: { url, body, isRedirect },
  secrets,
}: {
  request: LeavingRequest;
  secrets: readonly RoutedSecret[];
}): string | undefined {
  if (!URL.canParse(url)) return undefined;
  const { origin, search, hash } = new URL(url);
  for (const secret of secrets) {
    const { name, value, routes } = secret;
    const isHome = routes.origins.includes(origin) || isBoundTo(secret, routes, origin);
    const address = value.length < unmistakableCharacters ? search + hash : url;
    const isTold = !(isHome && (isRedirect || routes.inAddress)) && tells(address, secret);
    if (isTold) return `The secret ${name} would appear in the address.`;
    if (!isHome && tells(body, secret)) return `The secret ${name} would be sent to ${origin}.`;
  }
  return undefined;
}

/** Those of a secret without sites are where it was typed. */
function isBoundTo(secret: Secret, { origins }: Routes, origin: string): boolean {
  if (secret.sites.length > 0) return isFor(secret, origin);
  return origins.some((one) => siteOf(one) === siteOf(origin));
}

function tells(text: string, { value }: Secret): boolean {
  const isShort = value.length < unmistakableCharacters;
  const isLetter = (character: string | undefined) => character !== undefined && /[a-z0-9]/i.test(character);
  return tracesIn(text, [{ scan: createSecretScan(value), pieces: false }]).some(
    ({ start, end, isWhole }) => isWhole && !(isShort && (isLetter(text[start - 1]) || isLetter(text[end]))),
  );
}
