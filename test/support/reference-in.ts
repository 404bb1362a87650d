import type { ActionOutcome } from '../../src/contract/results.ts';

/** The reference of the first element of a tree whose line has these words; `none` where there is no such line. */
export function referenceIn(tree: string, element: string): string {
  const line = tree.split('\n').find((each) => each.includes(element));
  return /\[ref=(\w+)\]/.exec(line ?? '')?.[1] ?? 'none';
}

/** The tree that an outcome brought; empty where it has none. */
export const treeOf = (outcome: ActionOutcome | undefined): string =>
  outcome?.status === 'done' && 'tree' in outcome.result ? outcome.result.tree : '';
