import { domainToUnicode } from 'node:url';
import { visible } from '../contract/visible-text.ts';

/**
 * An address as people are shown it: its host as it is looked up; and where that stands for other letters, which may
 * look like those of another name, these in `letters`, to be put beside it, which is empty otherwise.
 */
export function shownAddress(address: string): { shown: string; letters: string } {
  if (!URL.canParse(address)) return { shown: visible(address), letters: '' };
  const { href, hostname } = new URL(address);
  const name = /(?:^|\.)xn--/.test(hostname) ? domainToUnicode(hostname) : '';
  return { shown: href, letters: name === '' ? '' : ` (“${visible(name)}”)` };
}
