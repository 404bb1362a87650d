import { siteOf } from '../../network/sites.ts';

/** A secret of the operator. */
export interface Secret {
  name: string;
  value: string;
  /**
   * Where it may be typed: origins as `URL.origin` writes them, sites, and hosts. Empty: where a person permits it.
   */
  sites: readonly string[];
}

/** True where a secret may be typed on an origin, with or without a question. */
export function isFor({ sites }: Secret, origin: string): boolean {
  if (origin === 'null') return false;
  const { host, hostname } = new URL(origin);
  return sites.length === 0 || [origin, host, hostname, siteOf(origin)].some((place) => sites.includes(place));
}
