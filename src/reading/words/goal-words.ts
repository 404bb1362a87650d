import type { Words } from './words.ts';

/** What goals are about, and what they ask for. */
export interface GoalWords {
  /** Words of a goal about a list; with one of these it is never refused. */
  lists?: Words;
  /** The same, within words. */
  listParts?: Words;
  /** What is new on a list, said in so many words. */
  news?: Words;
  /** The same, within words. */
  newsParts?: Words;
  /** What is said of entries of a list that are awaited, though it names none. */
  awaited?: Words;
  deeds?: DeedWords;
}

/** What only somebody with a model, or hands, can do. */
export interface DeedWords {
  /** What leads to the verb: “and”, “then”. Where there is nothing of it, verbs are found anywhere, even within words. */
  begins?: Words;
  /** Between that and a phrase. */
  please?: Words;
  /** Verbs with what follows them, by what the deed is called for people, in English; they end where they end. */
  phrases?: Record<string, Words>;
  /** Whole verbs, and what is not called by a name. */
  verbs?: Words;
  /** What follows any of the verbs. */
  objects?: Words;
  /** What is left out before a deed when it is told back. */
  leads?: Words;
}

/** What a goal wants to have watched: whole words, anywhere in it. */
export interface WatchingWords {
  /** Of words: that they are there no more. */
  disappears?: Words;
  /** That they are there. */
  appears?: Words;
  /** That they come or go, right after the words: “when Sold out disappears”. */
  comesOrGoes?: Words;
  /** That a page has them, right before “the text …”, and what may stand between. */
  shows?: Words;
  textArticles?: Words;
  /** Of anything: that it changes. */
  changes?: Words;
  /** That it goes up or down, which is a change, too. */
  moves?: Words;
  /** A change as a noun: “changes of the opening hours”. */
  changeNouns?: Words;
  /** That the price is meant. */
  prices?: Words;
  /** Of which one may want the latest, and means no news: “the latest price”. */
  priceNouns?: Words;
  /** What a price gets, where it is not named: “cheaper”. */
  cheaper?: Words;
  versions?: Words;
  /** A version that can be nothing but a number. */
  versionNumbers?: Words;
  /** What shops say of whether something is to be had. */
  stock?: Words;
  /** What lists have: who waits for one of these wants the list looked at. */
  listNouns?: Words;
  /** One of a list that is new: “a new …”. */
  newOnes?: Words;
  /** Entries about something, which is then not what is watched. */
  about?: Words;
  /** What is written, as in “the text X appears”. */
  textNouns?: Words;
  /** The page as a whole, or whichever of several, and nothing else. */
  wholePage?: Words;
  /** A page, among other words. */
  pageNouns?: Words;
  /** After a preposition, before an address or in place of one: “on the page https://…”, “on this”. */
  onThePage?: Words;
  thisPage?: Words;
  /** What is called an article, which is the page itself. */
  articleNouns?: Words;
  /** What begins a clause that says when somebody wants to be told. */
  conjunctions?: Words;
  /** What begins a wish to have a thing watched, and what ends the thing's name. */
  watches?: Words;
  endsThing?: Words;
  /** Before a noun, with a space between, and without one: `l'`. */
  articles?: Words;
  elidedArticles?: Words;
  /** Before a noun that is no word of the page, but says which thing is meant: “my”. */
  determiners?: Words;
  /** From a thing to the page that it stands on: “the price on …”. */
  prepositions?: Words;
  /** Of the thing that was named before: “it”. */
  pronouns?: Words;
  /** “It” before a verb that says how it goes, and these verbs. */
  it?: Words;
  goes?: Words;
  /** “Itself”, before a verb or a thing. */
  reflexives?: Words;
  /** Between several addresses. */
  joiners?: Words;
}

export type Comparison = 'below' | 'at_most' | 'above' | 'at_least';

/** When a goal wants to be told of a price: whole words, anywhere in it. */
export interface ConditionWords {
  /** What compares with a number that follows, or stands before. */
  before?: Partial<Record<Comparison, Words>>;
  after?: Partial<Record<Comparison, Words>>;
  /** What may stand between a comparison and its number. */
  between?: Words;
  falls?: Words;
  rises?: Words;
  percent?: Words;
  /** With these begins what counts time or other things after a number, which is no price then. */
  otherUnits?: Words;
  /** Before the amount by which something goes up or down. */
  by?: Words;
  /** Between that and the amount. */
  moreThan?: Words;
  atLeast?: Words;
  /** With these begins what says, after an amount, that something is less or more by it. */
  thanBefore?: Words;
  /** A reduction that a page advertises, which is none from one look to the next. */
  discounts?: Words;
  /** What compares with something else than a number that is named. */
  unclear?: Words;
}
