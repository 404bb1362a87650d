import type { MemoryChange, MemoryItem } from '../contract/results.ts';
import { jsonBytes } from '../contract/json.ts';
import { limits } from '../contract/limits.ts';

/**
 * Applies changes to what a trigger remembers, and returns those that took effect.
 *
 * Bounded: a value that is too large is not kept; past the total, what was changed longest ago goes first.
 * Both are said to `onLimit`.
 */
export function remember(
  memory: MemoryItem[],
  changes: readonly MemoryChange[],
  now: string,
  onLimit: (what: string) => void,
): MemoryChange[] {
  const applied: MemoryChange[] = [];
  for (const change of changes) {
    const { key, value } = change;
    const position = memory.findIndex((item) => item.key === key);
    if (change.change === 'removed') {
      if (position >= 0) applied.push({ key, value: null, change: 'removed' });
      if (position >= 0) memory.splice(position, 1);
      continue;
    }
    if (key.length > limits.memoryKeyMaxCharacters || jsonBytes(value) > limits.memoryValueMaxBytes) {
      onLimit(`memory: ${key.slice(0, 50)} was too large to keep`);
      continue;
    }
    if (position >= 0) memory.splice(position, 1);
    memory.push({ key, value, updated_at: now });
    applied.push({ key, value, change: position >= 0 ? 'updated' : 'added' });
  }
  while (memory.length > 1 && jsonBytes(memory) > limits.memoryMaxBytes) {
    const oldest = memory.shift();
    if (oldest === undefined) break;
    onLimit(`memory: ${oldest.key} was let go of`);
    applied.push({ key: oldest.key, value: null, change: 'removed' });
  }
  return applied;
}
