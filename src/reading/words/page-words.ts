import type { Words } from './words.ts';

/** Dates in words; `{}` where months have numbers and signs, as in 11月. */
export interface DateWords {
  /** Tags under which the runtime knows the names of the months and their abbreviations. */
  monthTables?: string[];
  /** Names that people write and these tables do not have: the month, 1 to 12. */
  otherMonths?: Record<string, number>;
  /** What is put to the name without a space: the “in” of Hebrew. */
  beforeMonthName?: Words;
  /** At the number of a day, where the month follows: `20th of November`, `1er mai`. */
  dayEndings?: Words;
  /** At the number of a day that follows its month, or is alone: `November 20th`. */
  dayEndingsAfterMonth?: Words;
  /** Between day and month: `20 de noviembre`. */
  beforeMonth?: Words;
  /** Between month and year, with a day or without: `noviembre de 2026`. */
  beforeYear?: Words;
  /** The same, with a day alone. */
  beforeYearOfDay?: Words;
  /** Between a year and the month after it. */
  afterYear?: Words;
  /** Between a year and the day after it, before the month. */
  afterYearBeforeDay?: Words;
  /** Where months have numbers: the word before the number, and the one before the year. */
  numberedMonths?: { month: Words; year: Words };
  /** Parts of words that say of a date that something was only updated then. */
  updated?: Words;
}

export type TimeUnit = 'second' | 'minute' | 'hour' | 'day' | 'week' | 'month' | 'year';

/** How long ago something was, in words that are known on any page, whatever its language. */
export interface AgoWords {
  /** All forms after a number. */
  units?: Partial<Record<TimeUnit, Words>>;
  /** What stands for 1. */
  one?: Words;
  /** Before the number: `vor 3 Tagen`. */
  before?: Words;
  /** Between that and the number: `vor etwa 3 Tagen`. */
  about?: Words;
  /** After the unit: `3 days ago`. */
  after?: Words;
  /** Before the number where the others come after: `about 3 days ago`. */
  aboutFirst?: Words;
  /** Abbreviated units, such as in `5 hrs ago`; an s may follow. */
  short?: Partial<Record<TimeUnit, Words>>;
  /** After these. */
  afterShort?: Words;
  today?: Words;
  yesterday?: Words;
  dayBeforeYesterday?: Words;
}

/** What lists and their entries say of themselves. */
export interface ListWords {
  /** Whole texts of links that lead on to an entry, or from it, and do not say which: “Read more”, “3”, “Next”. */
  more?: Words;
  /** After a number, in such a text: “3 comments”. */
  counted?: Words;
  /** Whole labels of an entry that stays on top. */
  pinned?: Words;
  /** The same within a label, with the brackets around it. */
  pinnedMarks?: Words;
  /** Whole labels of an advertisement. */
  adverts?: Words;
  /** Whole headings of what stands beside a page's subject: “Popular posts”. */
  asideHeadings?: Words;
  /** Last parts of addresses that are lists by subject, author or page, or no page to read: `/tags`, `/tags/cats`. */
  sectionAddresses?: Words;
  /** Last parts of addresses that are lists themselves. */
  listAddresses?: Words;
  /** Before the number of an entry: “Part 3”. */
  numbered?: Words;
  /** Before the number of a version, in a heading: “Release 3”. */
  releases?: Words;
  /** With these begins the heading of what is not out yet. */
  unreleased?: Words;
}

/** What a page says in place of its content. */
export interface ObstacleWords {
  /** It checks who visits it, or refuses; within a title or the first lines. */
  checks?: Words;
  /** Titles with which a page asks for a login: whole, or up to a sign. */
  logins?: Words;
  /** Within the text: only who has logged in or paid goes on. */
  loginCalls?: Words;
  /** It asks for consent, within the title or the first lines. */
  consents?: Words;
  missing?: MissingWords;
  /** It is out of order; within the title, or the text of a page that says little. */
  outages?: Words;
  /** Whole sentences of a list that has nothing in it. */
  empties?: Words;
}

/** That a page is not there. */
export interface MissingWords {
  /** Before 404: “Error 404”. */
  error?: Words;
  /** What is missing, as “page”, and what is said of it soon after, as “not found”; of these any goes with any. */
  things?: Words;
  gone?: Words;
  /** Whole titles. */
  alone?: Words;
  /** At the end of a title. */
  atEnd?: Words;
  /** Anywhere in a title. */
  anywhere?: Words;
}

/** What a page's text says of itself. */
export interface TextWords {
  /** After the numbers on a line that is another at each visit: “1,024 views”. */
  counters?: Words;
  /** The same before and after a time that goes by: “vor 3 …”, “3 … ago”. */
  beforeAge?: Words;
  afterAge?: Words;
  /** On a line with the number of a version. */
  versionLabels?: Words;
}

/** ISO 4217 codes of the currencies that a word may mean, the likeliest first and a space between, with the words. */
export type CurrencyWords = Record<string, Words>;

export interface PriceWords {
  /** What stands beside a number in a page and makes a price of it; signs such as $ and codes such as EUR are known. */
  currencies?: CurrencyWords;
  /** What people say for currencies in a goal; in a page such a word may be something else, as pounds are. */
  spokenCurrencies?: CurrencyWords;
  /** In the names that pages give the styles of their prices, as a word of such a name. */
  styles?: Words;
  /** The same of prices that hold no more, and of other sums. */
  formerStyles?: Words;
}
