import { siteOf } from '../network/sites.ts';
import { addressesIn } from './addresses.ts';

/** The sites that a goal is about: those of the addresses in it, and of those that its owner gave as answers. */
export function goalSites(goal: string, givenAddresses: string[]): string[] {
  return [...new Set([goal, ...givenAddresses].flatMap(addressesIn).map(siteOf))];
}
