const firstGapMs = 125;
const longestGapMs = 4_000;
/** Below this a gap is none. */
const leastGapMs = 10;

/**
 * How far apart calls go to somebody who may be busy: farther each time that he is, closer each time that he is not, and
 * at any moment of that span, so that many who call do not meet again.
 */
export class Pace {
  #gapMs = 0;

  get isFree(): boolean {
    return this.#gapMs === 0;
  }

  slower(): void {
    this.#gapMs = Math.min(Math.max(this.#gapMs * 2, firstGapMs), longestGapMs);
  }

  faster(): void {
    this.#gapMs *= 0.8;
    if (this.#gapMs < leastGapMs) this.#gapMs = 0;
  }

  /** How long to wait before the next call, in milliseconds. */
  pauseMs(): number {
    return 2 * this.#gapMs * Math.random();
  }
}
