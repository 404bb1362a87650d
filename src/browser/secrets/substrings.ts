/** A piece of a sequence that a text has in it: it cannot be made longer towards the end. */
interface Piece {
  /** Index in the text behind its last code. */
  end: number;
  length: number;
  /** How much of its end is a beginning of the sequence. */
  beginning(): number;
}

/**
 * The pieces of a sequence of codes that a text has in it, in time linear in the text, whatever the two are: a suffix
 * automaton of the sequence, walked by the text.
 */
export class Substrings {
  readonly length: number;
  readonly #next: Map<number, number>[] = [new Map()];
  /** The state of the longest ending that stands elsewhere as well; -1 at the root. */
  readonly #link = [-1];
  readonly #longest = [0];
  readonly #firstEnd = [0];

  constructor(sequence: ArrayLike<number>) {
    this.length = sequence.length;
    let last = 0;
    for (let index = 0; index < sequence.length; index += 1) last = this.#extend(last, sequence[index] ?? 0);
  }

  /** Tells of the pieces of a text that are so long at least, in order; of those that end at one place, the longest. */
  walk(text: Uint32Array, leastLength: number, onPiece: (piece: Piece) => void): void {
    const root = this.#next[0];
    let state = 0;
    let length = 0;
    for (let index = 0; index < text.length; index += 1) {
      const code = text[index] ?? 0;
      if (state === 0 && root?.has(code) !== true) continue;
      if (this.#next[state]?.has(code) !== true) {
        if (length >= leastLength) onPiece(this.#piece(index, length, state));
        while (state !== 0 && this.#next[state]?.has(code) !== true) {
          state = this.#link[state] ?? 0;
          length = this.#longest[state] ?? 0;
        }
      }
      const next = this.#next[state]?.get(code);
      if (next === undefined) continue;
      state = next;
      length += 1;
    }
    if (length > 0 && length >= leastLength) onPiece(this.#piece(text.length, length, state));
  }

  #piece(end: number, length: number, state: number): Piece {
    return { end, length, beginning: () => this.#beginningOf(state, length) };
  }

  #beginningOf(from: number, most: number): number {
    let [state, length] = [from, most];
    while (state > 0 && this.#firstEnd[state] !== length) {
      state = this.#link[state] ?? 0;
      length = this.#longest[state] ?? 0;
    }
    return length;
  }

  #extend(last: number, code: number): number {
    const added = this.#add((this.#longest[last] ?? 0) + 1, new Map());
    this.#firstEnd[added] = this.#longest[added] ?? 0;
    let state = last;
    for (; state >= 0 && this.#next[state]?.has(code) === false; state = this.#link[state] ?? -1)
      this.#next[state]?.set(code, added);
    this.#link[added] = state < 0 ? 0 : this.#split(state, code);
    return added;
  }

  /** The state behind a code that stands for no longer piece than that of the state before it and the code. */
  #split(state: number, code: number): number {
    const after = this.#next[state]?.get(code) ?? 0;
    const length = (this.#longest[state] ?? 0) + 1;
    if (this.#longest[after] === length) return after;
    const copy = this.#add(length, new Map(this.#next[after]));
    this.#link[copy] = this.#link[after] ?? 0;
    this.#firstEnd[copy] = this.#firstEnd[after] ?? 0;
    this.#link[after] = copy;
    for (let one = state; one >= 0 && this.#next[one]?.get(code) === after; one = this.#link[one] ?? -1)
      this.#next[one]?.set(code, copy);
    return copy;
  }

  #add(longest: number, next: Map<number, number>): number {
    this.#next.push(next);
    this.#longest.push(longest);
    this.#link.push(0);
    this.#firstEnd.push(0);
    return this.#next.length - 1;
  }
}
