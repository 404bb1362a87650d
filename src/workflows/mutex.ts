import { condition } from '@temporalio/workflow';

/** Has one piece of work wait for the other, where both would use the same thing. */
export class Mutex {
  #isTaken = false;

  async runExclusive<Result>(work: () => Promise<Result>): Promise<Result> {
    await condition(() => !this.#isTaken);
    this.#isTaken = true;
    try {
      return await work();
    } finally {
      this.#isTaken = false;
    }
  }
}
