import { parse } from 'tldts';

const schemed = /https?:\/\/[^\s<>"“”„«»‹›`|\\^{}、。，；！？（）「」]+/giu;
const bare =
  /(?<![\p{L}\p{N}@:/._-])(?:localhost|\d{1,3}(?:\.\d{1,3}){3}|(?:[\p{L}\p{N}](?:[\p{L}\p{N}-]*[\p{L}\p{N}])?\.)+\p{L}{2,})(?::\d{1,5})?(?:[/?#][^\s<>"“”„«»‹›`|\\^{}、。，；！？（）「」]*)?(?![\p{L}\p{N}@])/giu;
/** Endings of file names that are countries, too: `README.md` is no address, `example.md/blog` is one. */
const fileEndings = /\.(?:md|py|rs|sh|pl|ps|mov|zip|so|cc|js|ts)$/i;

/**
 * The addresses that stand in a text, in their order, each once: `https://…` as they are, and bare ones such as
 * `assisfy.ai/blog`, which are taken for https (for http where the host is an IP address or localhost).
 */
export function addressesIn(text: string): string[] {
  const addresses = placesIn(text).map(({ address }) => address);
  return [...new Set(addresses.filter((address) => URL.canParse(address)).map((address) => new URL(address).href))];
}

/** A text with something else in place of each address. */
export function replaceAddresses(text: string, by: string): string {
  let [rest, end] = ['', 0];
  for (const { at, written } of placesIn(text)) {
    rest += text.slice(end, at) + by;
    end = at + written.length;
  }
  return rest + text.slice(end);
}

/** Where addresses stand, as they are written, and whole. */
function placesIn(text: string): { at: number; written: string; address: string }[] {
  const found: { at: number; written: string; address: string }[] = [];
  const rest = text.replaceAll(schemed, (match, at: number) => {
    const written = withoutPunctuation(match);
    found.push({ at, written, address: written });
    return ' '.repeat(match.length);
  });
  for (const { 0: match, index } of rest.matchAll(bare)) {
    const written = withoutPunctuation(match);
    const address = bareAddress(written);
    if (address !== undefined) found.push({ at: index, written, address });
  }
  return found.toSorted((one, other) => one.at - other.at);
}

/** What ends a sentence or closes a bracket that was opened outside of the address is no part of it. */
function withoutPunctuation(text: string): string {
  const count = (sign: string) => text.split(sign).length - 1;
  const unopened: Record<string, number> = { ')': count(')') - count('('), ']': count(']') - count('[') };
  let end = text.length;
  for (; end > 0; end -= 1) {
    const last = text.charAt(end - 1);
    const isUnopened = (unopened[last] ?? 0) > 0;
    if (isUnopened) unopened[last] = (unopened[last] ?? 0) - 1;
    else if (!/[.,;:!?'’*_~]/.test(last)) break;
  }
  return text.slice(0, end);
}

function bareAddress(text: string): string | undefined {
  const host = /^[^/?#:]+/.exec(text)?.[0] ?? '';
  const isLocal = host === 'localhost' || /^[\d.]+$/.test(host);
  if (isLocal) return text === host ? undefined : `http://${text}`;
  const { isIcann, domain } = parse(host);
  if (isIcann !== true || domain === null || (text === host && fileEndings.test(host))) return undefined;
  return `https://${text}`;
}
