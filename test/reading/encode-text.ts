/** A text in an encoding of one or two bytes a character; what it cannot write becomes a question mark. */
export function encodeText(text: string, charset: string): Uint8Array {
  const known = bytesOf(charset);
  return Uint8Array.from(
    Array.from(text).flatMap((letter) => {
      const code = letter.codePointAt(0) ?? 0;
      return code < 0x80 ? [code] : (known.get(letter) ?? [0x3f]);
    }),
  );
}

/** The runtime only decodes: its table is turned round. */
function bytesOf(charset: string): Map<string, number[]> {
  const decoder = new TextDecoder(charset);
  const found = new Map<string, number[]>();
  const add = (...bytes: number[]) => {
    const letter = decoder.decode(Uint8Array.from(bytes));
    if (Array.from(letter).length === 1 && letter !== '\u{fffd}' && !found.has(letter)) found.set(letter, bytes);
  };
  for (let lead = 0x80; lead <= 0xff; lead += 1) add(lead);
  for (let lead = 0x81; lead <= 0xfe; lead += 1) for (let trail = 0x40; trail <= 0xfe; trail += 1) add(lead, trail);
  return found;
}
