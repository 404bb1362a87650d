import type { MemoryChange, MemoryItem } from '../contract/results.ts';
import { AutoTriggerError } from '../contract/errors.ts';
import { cutText, jsonBytes } from '../contract/json.ts';
import { limits } from '../contract/limits.ts';

/** Is told of what a bound had a trigger let go of, and of which kind that is. */
export type OnLimit = (kind: string, what: string) => void;

/** What a trigger remembers from session to session, the latest change last. */
export class Memory {
  readonly items: MemoryItem[];
  readonly #onLimit: OnLimit;

  /** `onLimit` is told what was let go of, or not kept, as there is too much. */
  constructor(items: MemoryItem[], onLimit: OnLimit) {
    this.items = items;
    this.#onLimit = onLimit;
  }

  /** @throws {AutoTriggerError} UnknownRequest where nothing is remembered under the key. */
  find(key: string): MemoryItem {
    const item = this.items.find((each) => each.key === key);
    if (item !== undefined) return item;
    const known = cutText(this.items.map((each) => each.key).join(', '), 500);
    const message = `nothing is remembered under ${key}; there is: ${known || 'nothing'}`;
    throw new AutoTriggerError('UnknownRequest', message, { details: { key } });
  }

  /**
   * Applies changes, and returns those that took effect.
   *
   * Bounded: a value that is too large is not kept; past the total, what was changed longest ago goes first.
   */
  change(changes: readonly MemoryChange[], now: string): MemoryChange[] {
    const applied = changes.flatMap((change) => this.#apply(change, now));
    return [...applied, ...this.#keepWithinBound()];
  }

  /** Lets go of everything, and returns what that changed. */
  clear(): MemoryChange[] {
    const all = this.items.splice(0);
    return all.map(({ key }): MemoryChange => ({ key, value: null, change: 'removed' }));
  }

  #apply({ key, value, change }: MemoryChange, now: string): MemoryChange[] {
    const position = this.items.findIndex((item) => item.key === key);
    const isKnown = position >= 0;
    if (change === 'removed') {
      if (!isKnown) return [];
      this.items.splice(position, 1);
      return [{ key, value: null, change: 'removed' }];
    }
    if (key.length > limits.memoryKeyMaxCharacters || jsonBytes(value) > limits.memoryValueMaxBytes) {
      this.#onLimit('memory, one value', `${cutText(key, 50)} was too large to keep`);
      return [];
    }
    if (isKnown) this.items.splice(position, 1);
    this.items.push({ key, value, updated_at: now });
    return [{ key, value, change: isKnown ? 'updated' : 'added' }];
  }

  #keepWithinBound(): MemoryChange[] {
    const removed: MemoryChange[] = [];
    while (this.items.length > 1 && jsonBytes(this.items) > limits.memoryMaxBytes) {
      const oldest = this.items.shift();
      if (oldest === undefined) break;
      this.#onLimit('memory', `${oldest.key} was let go of`);
      removed.push({ key: oldest.key, value: null, change: 'removed' });
    }
    return removed;
  }
}
