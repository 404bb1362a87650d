/** What a text says once it is decoded, code by code, and where in the text each code stands. */
export interface DecodedText {
  codes: Uint32Array;
  starts: Uint32Array;
  ends: Uint32Array;
}

/** Gathers a decoded text, which may become longer than it was expected to be. */
export class Decoding {
  #codes: Uint32Array;
  #starts: Uint32Array;
  #ends: Uint32Array;
  #size = 0;

  constructor(expectedLength: number) {
    this.#codes = new Uint32Array(expectedLength);
    this.#starts = new Uint32Array(expectedLength);
    this.#ends = new Uint32Array(expectedLength);
  }

  add(code: number, start: number, end: number): void {
    if (this.#size === this.#codes.length)
      [this.#codes, this.#starts, this.#ends] = [longer(this.#codes), longer(this.#starts), longer(this.#ends)];
    this.#codes[this.#size] = code;
    this.#starts[this.#size] = start;
    this.#ends[this.#size] = end;
    this.#size += 1;
  }

  get size(): number {
    return this.#size;
  }

  get last(): number | undefined {
    return this.#codes[this.#size - 1];
  }

  /** Makes what was added last end further on. */
  lengthen(end: number): void {
    this.#ends[this.#size - 1] = end;
  }

  get text(): DecodedText {
    const size = this.#size;
    return {
      codes: this.#codes.subarray(0, size),
      starts: this.#starts.subarray(0, size),
      ends: this.#ends.subarray(0, size),
    };
  }
}

function longer(numbers: Uint32Array): Uint32Array {
  const copy = new Uint32Array(numbers.length * 2 + 16);
  copy.set(numbers);
  return copy;
}

/** A text as it stands, in units of UTF-16. */
export function asWritten(text: string): DecodedText {
  const codes = new Uint32Array(text.length);
  const starts = new Uint32Array(text.length);
  const ends = new Uint32Array(text.length);
  for (let index = 0; index < text.length; index += 1) {
    codes[index] = text.charCodeAt(index);
    starts[index] = index;
    ends[index] = index + 1;
  }
  return { codes, starts, ends };
}

const space = 0x20;

/**
 * Letter case aside, white space, also as forms write it in addresses, as one space, and without the zeros between the
 * bytes of UTF-16: what is compared.
 */
export function folded({ codes, starts, ends }: DecodedText): DecodedText {
  const decoding = new Decoding(codes.length);
  for (let index = 0; index < codes.length; index += 1) {
    const code = foldedCode(codes[index] ?? 0);
    if (code === 0) continue;
    const end = ends[index] ?? 0;
    if (code === space && decoding.last === space) decoding.lengthen(end);
    else decoding.add(code, starts[index] ?? 0, end);
  }
  return decoding.text;
}

const foldedCodes = Uint32Array.from({ length: 0x1_00_00 }, (_, code) => {
  const character = String.fromCharCode(code);
  if (/[\s+]/.test(character)) return space;
  const small = character.toLowerCase();
  return small.length === 1 ? small.charCodeAt(0) : code;
});
const foldedCode = (code: number) => foldedCodes[code] ?? code;
