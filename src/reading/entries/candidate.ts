import { decodeHTML } from 'entities';
import type { EntrySource } from '../../contract/results.ts';
import { foldSpace } from '../../contract/fold-space.ts';
import { entryKey, withoutCampaign } from './entry-key.ts';

/** What one way of recognition takes for an entry, before all ways are put together. */
export interface Candidate {
  key: string;
  /** Empty where this source gives none. */
  title: string;
  url: string;
  publishedAt: string | null;
  source: EntrySource;
  /** True where the date was reckoned, from now or from a heading, and so may come out otherwise next time. */
  isReckoned?: boolean;
  /** True where it stays on top, whatever is newer. */
  isPinned?: boolean;
}

const titleMaxCharacters = 300;

/** A candidate from raw values, or undefined where the address is none that can be opened. */
export function candidate(
  source: EntrySource,
  raw: { title: string | undefined; address: string | undefined; base: string; publishedAt: string | null },
): Candidate | undefined {
  const { address, base, publishedAt } = raw;
  if (address === undefined || address === '' || !URL.canParse(address, base)) return undefined;
  const url = new URL(address, base);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return undefined;
  const title = foldSpace(raw.title ?? '').slice(0, titleMaxCharacters);
  return { key: entryKey(url.href), title, url: withoutCampaign(url).href, publishedAt, source };
}

/** Titles in feeds and JSON-LD may be HTML: this is the text without tags, references resolved as browsers do. */
export function plainText(text: string): string {
  return decodeHTML(
    text.replaceAll(/<\/?(?:a|abbr|b|br|code|em|i|img|mark|p|small|span|strong|sub|sup|wbr)(?:\s[^<>]*)?\/?>/gi, ''),
  );
}
