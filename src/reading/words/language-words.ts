import type { ConditionWords, GoalWords, WatchingWords } from './goal-words.ts';
import type { AgoWords, DateWords, ListWords, ObstacleWords, PriceWords, TextWords } from './page-words.ts';

/**
 * The words of one language by which pages and goals are understood: `de.ts` has the German ones. Whoever speaks a
 * language can review its file from top to bottom, and needs no other code beside it than what says what each kind is for:
 * `page-words.ts`, `goal-words.ts`, and how words are written: `words.ts`.
 *
 * A language has the kinds that somebody wrote down for it; where one is left out, it is not looked for. Letter case
 * does not matter.
 */
export interface LanguageWords {
  /** ISO 639-1, as `<html lang>` has it: `de`. The file is called so, too. */
  code: string;
  /** As the documentation calls the language: `German`. */
  name: string;
  writing?: Writing;
  dates?: DateWords;
  ago?: AgoWords;
  lists?: ListWords;
  obstacles?: ObstacleWords;
  texts?: TextWords;
  prices?: PriceWords;
  goals?: GoalWords;
  watching?: WatchingWords;
  conditions?: ConditionWords;
}

/** How the language is written. */
interface Writing {
  /** Words stand without spaces between them, or what belongs to them is put to them: they are found anywhere. */
  isUnspaced?: true;
  /** Endings are put to numbers and currencies: `100 TL'nin altında`. */
  hasEndings?: true;
  /** A day without a year is `20.11.`, on a line of its own. */
  hasPointedDays?: true;
  /** Other codes that pages give the language, for pointed days. */
  otherCodes?: string[];
}
