import { messageOf } from '../../contract/errors.ts';

/** What must be undone at the end, whatever the end: the last first. */
export class Cleanup {
  readonly #steps: { what: string; undo: () => Promise<unknown> }[] = [];

  add(what: string, undo: () => Promise<unknown>): void {
    this.#steps.push({ what, undo });
  }

  /** Undoes all; a step that fails does not keep the others from it. Gives what went wrong. */
  async run(): Promise<string[]> {
    const problems: string[] = [];
    for (let step = this.#steps.pop(); step !== undefined; step = this.#steps.pop()) {
      try {
        await step.undo();
      } catch (error) {
        problems.push(`${step.what}: ${messageOf(error)}`);
      }
    }
    return problems;
  }
}
