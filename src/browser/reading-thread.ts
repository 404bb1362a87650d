import { entriesOfFeed } from '../reading/entries/feed.ts';
import { answerWithListing, answerWithText, isWeak, listingOn, type PageLook, textOn } from '../reading/page-look.ts';
import type { PageModel } from '../reading/page-model.ts';
import { readPage } from '../reading/text/main-text.ts';
import { type PlainSecrets, secretsFrom, tellingAmong, toldByEach } from './secrets/secrets.ts';
import { straying } from './secrets/routes.ts';
import { placesWith, toldTree } from './tools/tree-lines.ts';

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
  price: ({ page, seenAt }: { page: PageModel; seenAt: number }) => readPage(page, seenAt).price?.text ?? null,
  tree: toldTree,
  places: placesWith,
  /** Without secrets. */
  told: ({ value, secrets }: { value: unknown; secrets: PlainSecrets }) => secretsFrom(secrets).scrubAll(value),
  toldByEach,
  tellingAmong,
  straying,
};

export type Tasks = typeof tasks;

/** The way in from the pool. */
export function performTask({ task, input }: { task: keyof Tasks; input: unknown }): unknown {
  return tasks[task](input as never);
}
