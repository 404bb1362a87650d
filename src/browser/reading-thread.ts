import { entriesOfFeed } from '../reading/entries/feed.ts';
import { answerWithListing, answerWithText, isWeak, listingOn, type PageLook, textOn } from '../reading/page-look.ts';
import type { PageModel } from '../reading/page-model.ts';
import { linesWith } from '../reading/text/page-lines.ts';
import { readPage } from '../reading/text/main-text.ts';

/** What a thread that reads pages can be asked for; each takes and gives plain data. */
const tasks = {
  listing(look: PageLook) {
    const listing = listingOn(look);
    return { answer: answerWithListing(look, listing), entries: listing.entries.length, isWeak: isWeak(listing) };
  },
  text(look: PageLook) {
    const text = textOn(look);
    return { answer: answerWithText(look, text), characters: text.text.length };
  },
  isFeed: ({ text, url }: { text: string; url: string }) => entriesOfFeed(text, url) !== undefined,
  lines: ({ page, text }: { page: PageModel; text: string }) => linesWith(page, text),
  price: ({ page, seenAt }: { page: PageModel; seenAt: number }) => readPage(page, seenAt).price?.text ?? null,
};

export type Tasks = typeof tasks;

/** The way in from the pool. */
export function performTask({ task, input }: { task: keyof Tasks; input: never }): unknown {
  return tasks[task](input);
}
