import { deedIn, isAboutNews, isTolerable, listWords } from './goal-words.ts';
import { type Watch, watchIn } from './watch-goal.ts';

/** What the built-in planner takes a goal for. */
export type UnderstoodGoal =
  | { kind: 'list' }
  | { kind: 'watch'; watch: Watch }
  /** `deed`: what it asks for and this planner cannot do. */
  | { kind: 'beyond'; deed: string; said: string };

/**
 * Reads a goal as people write it. One about the latest entries of a list is never refused for what else it says of
 * them; one that asks for a deed is, and all else is taken for a list.
 */
export function understandGoal(goal: string): UnderstoodGoal {
  // what stands in an address says nothing of what is asked
  const words = goal
    .replaceAll(/https?:\/\/\S+|\b[\w.-]+\.\p{L}{2,}\/\S*/giu, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim();
  const asked = deedIn(words);
  const isAboutList = listWords.test(words);
  if (asked !== undefined && !(isAboutList && isTolerable(asked.deed))) return { kind: 'beyond', ...asked };
  const watch = watchIn(words);
  // “the latest news about prices” is about the news
  return watch === undefined || (isAboutNews(words) && watch.kind !== 'text')
    ? { kind: 'list' }
    : { kind: 'watch', watch };
}

/** What people read whose goal is beyond this planner. */
export function describeBeyond({ deed, said }: { deed: string; said: string }): string {
  const what = deed === 'do that' ? '' : ` (${deed})`;
  return (
    `“${said}” is more than the built-in planner can do${what}: it tells the latest entry of a page (a post, a release, news), ` +
    'and when a price or a text on a page changes, appears or disappears. ' +
    'To have this done, give the trigger a model: config.driver llm, and config.model, such as openai/NAME or anthropic/NAME'
  );
}
