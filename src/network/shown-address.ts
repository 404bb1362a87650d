import { domainToUnicode } from 'node:url';
import { visible } from '../contract/visible-text.ts';

/**
 * An address as people are shown it: its host as it is looked up, and where that stands for other letters, which may
 * look like those of another name, with these beside it.
 */
export function shownAddress(address: string): string {
  if (!URL.canParse(address)) return visible(address);
  const { href, hostname } = new URL(address);
  const name = /(?:^|\.)xn--/.test(hostname) ? domainToUnicode(hostname) : '';
  return name === '' ? href : `${href} (“${visible(name)}”)`;
}
