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
  const found: { at: number; address: string }[] = [];
  const rest = text.replaceAll(schemed, (match, at: number) => {
    found.push({ at, address: withoutPunctuation(match) });
    return ' '.repeat(match.length);
  });
  for (const { 0: match, index } of rest.matchAll(bare)) {
    const address = bareAddress(withoutPunctuation(match));
    if (address !== undefined) found.push({ at: index, address });
  }
  const inOrder = found.toSorted((one, other) => one.at - other.at).map(({ address }) => address);
  return [...new Set(inOrder.filter((address) => URL.canParse(address)).map((address) => new URL(address).href))];
}

/** What ends a sentence or closes a bracket that was opened outside of the address is no part of it. */
function withoutPunctuation(text: string): string {
  let address = text;
  for (;;) {
    const last = address.at(-1) ?? '';
    const closes = { ')': '(', ']': '[' }[last];
    const isUnopened = closes !== undefined && address.split(closes).length < address.split(last).length;
    if (!isUnopened && !/[.,;:!?'’*_~]/.test(last)) return address;
    address = address.slice(0, -1);
  }
}

function bareAddress(text: string): string | undefined {
  const host = /^[^/?#:]+/.exec(text)?.[0] ?? '';
  const isLocal = host === 'localhost' || /^[\d.]+$/.test(host);
  if (isLocal) return text === host ? undefined : `http://${text}`;
  const { isIcann, domain } = parse(host);
  if (isIcann !== true || domain === null || (text === host && fileEndings.test(host))) return undefined;
  return `https://${text}`;
}
