import { getDomain } from 'tldts';
import { AutoTriggerError } from '../contract/errors.ts';
import { bracketed } from '../contract/brackets.ts';
import { hostOf, plainAddressVersion } from './allow-list.ts';
import { portOf } from './port.ts';

/**
 * The site of an address: what a person would call one and the same web site.
 *
 * For a name it is the registrable domain by the public suffix list, its private part included, so that two users
 * of one host (`a.github.io`, `b.github.io`) are two sites, as browsers see them. For an IP address, a local name
 * or a suffix itself it is host and port. A scheme without hosts (`about:`, `data:`) is a site of its own.
 * @throws {AutoTriggerError} InvalidRequest where the text is no address.
 */
export function siteOf(address: string): string {
  if (!URL.canParse(address)) throw new AutoTriggerError('InvalidRequest', `${address} is not a full address`);
  const url = new URL(address);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return url.protocol;
  const host = hostOf(url);
  const isName = plainAddressVersion(host) === 0 && !/(?:^|\.)localhost$/.test(host);
  const domain = isName ? getDomain(host, { allowPrivateDomains: true }) : null;
  return domain ?? `${bracketed(host)}:${portOf(url)}`;
}
