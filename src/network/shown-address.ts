import { domainToUnicode } from 'node:url';
import { cutText } from '../contract/json.ts';
import { visible } from '../contract/visible-text.ts';

/** Of an address within a sentence: as much, or as far as its path where that is longer. */
const addressMaxCharacters = 300;
const pathMaxCharacters = 800;

/**
 * An address as people are shown it: its host as it is looked up, with no name or password before it; and where that
 * stands for other letters, which may look like those of another name, these in `letters`, to be put beside it, which is
 * empty otherwise.
 */
export function shownAddress(address: string): { shown: string; letters: string } {
  if (!URL.canParse(address)) return { shown: visible(address), letters: '' };
  const url = new URL(address);
  url.username = '';
  url.password = '';
  const name = /(?:^|\.)xn--/.test(url.hostname) ? domainToUnicode(url.hostname) : '';
  return { shown: url.href, letters: name === '' ? '' : ` (“${visible(name)}”)` };
}

/** The same in one, cut where it is long. */
export function addressInWords(address: string): string {
  const { shown, letters } = shownAddress(address);
  const end = Math.min(shown.indexOf('?') + 1 || shown.length, pathMaxCharacters);
  return `${cutText(shown, Math.max(addressMaxCharacters, end))}${letters}`;
}
