import ipaddr from 'ipaddr.js';

// of IPv6, IANA has assigned addresses to the public from this block alone
const globalUnicast = ipaddr.IPv6.parseCIDR('2000::/3');
// outside of every special range, yet it answers each virtual machine of Azure with what is its own
const azurePlatformAddress = '168.63.129.16';

/**
 * The name of the special range that a plain IP address is in; undefined where it is public.
 *
 * Special is what IANA's registries of special-purpose addresses hold (RFC 6890), multicast and reserved space, and
 * every form of IPv6 that carries an IPv4 address, whichever that is: who dials it may end up there.
 */
export function specialRange(text: string): string | undefined {
  const address = ipaddr.parse(text);
  const range = address.range();
  if (range !== 'unicast') return range;
  if (address instanceof ipaddr.IPv4) return address.toString() === azurePlatformAddress ? 'cloud platform' : undefined;
  if (!address.match(globalUnicast)) return 'unassigned';
  return isIsatap(address) ? 'isatap' : undefined;
}

/** RFC 5214, section 6.1: behind any prefix, ::0:5efe or ::200:5efe and an IPv4 address, which is the way there. */
function isIsatap({ parts }: ipaddr.IPv6): boolean {
  return (parts[4] === 0 || parts[4] === 0x200) && parts[5] === 0x5efe;
}
