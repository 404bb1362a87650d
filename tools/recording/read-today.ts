import { foldSpace } from '../../src/contract/fold-space.ts';
import { answerWithListing, listingOn, type PageLook, textOn } from '../../src/reading/page-look.ts';
import type { ExpectedEntry, ExpectedLook } from '../../test/reading/saved-pages.ts';

const entriesMax = 30;
const passagesMax = 6;
const passageMaxCharacters = 120;

/** What is read out of a look today, for a person to correct: its list, what stands in its place, or its text. */
export function readToday(look: PageLook): ExpectedLook {
  const listing = listingOn(look);
  const answer = answerWithListing(look, listing);
  if (answer.status === 'failed' && answer.code !== 'NO_ENTRIES')
    return { obstacle: { code: answer.code, outcomes: ['blocked', 'failed'] } };
  if (answer.status === 'failed') return readText(look);
  const { origin } = new URL(look.page.url);
  const entries = listing.entries.map(({ title, url, published_at }) => {
    const address = url.startsWith(`${origin}/`) ? url.slice(origin.length) : url;
    return { title, url: address, published_at } satisfies ExpectedEntry;
  });
  const { ordered_by, found_by } = listing;
  const all = entries.length <= entriesMax ? { entries } : { newest: entries[0], count: entries.length };
  return { list: { ...all, ordered_by, found_by } };
}

function readText(look: PageLook): ExpectedLook {
  const { title, published_at, text, price } = textOn(look);
  const lines = text.split('\n').map(foldSpace);
  const says = lines.filter((line) => line !== title).map((line) => line.slice(0, passageMaxCharacters).trim());
  const kept = [...new Set([...says.slice(0, passagesMax - 1), ...says.slice(-1)])].filter((line) => line !== '');
  return {
    text: { title, published_at, says: kept.length > 0 ? kept : [title], leaves_out: [] },
    ...(price == null ? {} : { price }),
  };
}
