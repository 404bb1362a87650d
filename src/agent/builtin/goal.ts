import { replaceAddresses } from '../addresses.ts';
import { deedIn, isTolerable } from './deeds.ts';
import { isAboutList, isAboutNews, isAboutSomethingNew } from './list-goal.ts';
import { conditionClause, latestPrice, pageMark, type Watch, watchIn } from './watch-goal.ts';
import { foldSpace } from '../../contract/fold-space.ts';

/** Pages that the built-in planner looks at for one goal, the first that it names; the memory is shared between them. */
export const pagesMax = 10;

/** What the built-in planner takes a goal for. */
export type UnderstoodGoal =
  | { kind: 'list' }
  | { kind: 'watch'; watch: Watch }
  /** `deed`: what it asks for and this planner cannot do. */
  | { kind: 'beyond'; deed: string; said: string };

/**
 * Reads a goal as people write it. One about the latest entries of a list is never refused for what else it says of
 * them; one that asks for a deed is, or to be told of something that is not understood, and all else is taken for a list.
 */
export function understandGoal(goal: string): UnderstoodGoal {
  // what stands in an address says nothing of what is asked
  const words = foldSpace(replaceAddresses(goal, ' '));
  const asked = deedIn(words);
  const isList = isAboutList(words);
  if (asked !== undefined && !(isList && isTolerable(asked.deed))) return { kind: 'beyond', ...asked };
  const marked = foldSpace(replaceAddresses(goal, ` ${pageMark} `));
  const watch = watchIn(marked);
  // “the latest news about prices” is about the news
  if (isAboutNews(words.replaceAll(latestPrice, ' ')) && (watch === 'unclear' || watch?.kind === 'price'))
    return { kind: 'list' };
  if (watch !== undefined && watch !== 'unclear') return { kind: 'watch', watch };
  const clause = conditionClause.exec(marked)?.[0];
  const isUnclear = watch === 'unclear' || (clause !== undefined && !isList && !isAboutSomethingNew(words));
  return isUnclear
    ? { kind: 'beyond', deed: 'wait for that', said: (clause ?? marked).replaceAll(pageMark, '…').trim() }
    : { kind: 'list' };
}

/** What people read whose goal is beyond this planner. */
export function describeBeyond({ deed, said }: { deed: string; said: string }): string {
  const what = deed === 'do that' ? '' : ` (${deed})`;
  return (
    `“${said}” is more than the built-in planner can do${what}: it tells the latest entry of a page (a post, a release, news), ` +
    'and one of these a trigger: when a price changes, falls or passes a limit, when a version number changes, ' +
    'or when a text on a page, best given in quotes, changes, appears or disappears. ' +
    'To have this done, give the trigger a model: config.driver llm, and config.model, such as openai/NAME or anthropic/NAME'
  );
}
