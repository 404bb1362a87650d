/** The beginning of a text in which it may say its own encoding. */
const declarationBytes = 200;

/**
 * The text of an answer: in the encoding that its content type names, or a byte order mark, or its XML declaration;
 * otherwise, and where that encoding is not known, in UTF-8.
 */
export function decodeText(bytes: Uint8Array, contentType: string | null | undefined): string {
  const named = /charset\s*=\s*"?([\w.:-]+)/i.exec(contentType ?? '')?.[1];
  const label = markOf(bytes) ?? named ?? declared(bytes) ?? 'utf-8';
  try {
    return new TextDecoder(label).decode(bytes);
  } catch {
    return new TextDecoder().decode(bytes); // no encoding of that name
  }
}

function markOf([first, second]: Uint8Array): string | undefined {
  if (first === 0xfe && second === 0xff) return 'utf-16be';
  return first === 0xff && second === 0xfe ? 'utf-16le' : undefined;
}

function declared(bytes: Uint8Array): string | undefined {
  const beginning = new TextDecoder('latin1').decode(bytes.subarray(0, declarationBytes));
  return /^\s*<\?xml\b[^>]*\bencoding\s*=\s*["']([\w.:-]+)["']/i.exec(beginning)?.[1];
}
