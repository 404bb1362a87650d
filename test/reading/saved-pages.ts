import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { entrySources } from '../../src/contract/results.ts';
import { sessionErrorCodes } from '../../src/contract/session-errors.ts';
import { outcomes } from '../../src/contract/session.ts';
import type { PageLook } from '../../src/reading/page-look.ts';
import { readModel } from './model-file.ts';

/** An entry as a careful reader finds it. */
const ExpectedEntry = z.strictObject({
  title: z.string().min(1),
  /** As an address on the page's site may be written: `/posts/one`. */
  url: z.string().min(1),
  /** Null where the page gives none. */
  published_at: z.iso.date().or(z.iso.datetime()).nullable(),
});
export type ExpectedEntry = z.infer<typeof ExpectedEntry>;

/** What a page lists: all of it, or of a long list the newest one and how many there are. */
const ExpectedList = z.strictObject({
  entries: z.array(ExpectedEntry).min(1).optional(),
  newest: ExpectedEntry.optional(),
  count: z.int().positive().optional(),
  ordered_by: z.enum(['date', 'page_order']).optional(),
  /** Ways of recognition that have to be among those that were used. */
  found_by: z.array(z.enum(entrySources)).min(1).optional(),
  /** Titles of the first few that stand in the page word for word. */
  quotable_titles: z.array(z.string()).optional(),
  /** Titles of what is new at the later look. */
  added: z.array(z.string()).optional(),
  /** What a session tells as the latest, where that is more than the list says: its post has the date. */
  told: ExpectedEntry.optional(),
});
export type ExpectedList = z.infer<typeof ExpectedList>;

/** What a page says. */
const ExpectedText = z.strictObject({
  title: z.string(),
  published_at: ExpectedEntry.shape.published_at,
  /** Passages of the main text, in their order; all white space is one space. */
  says: z.array(z.string().min(1)).min(1),
  /** Passages of what stands around it. */
  leaves_out: z.array(z.string().min(1)).default([]),
});

const ExpectedPrice = z.strictObject({ text: z.string(), amount: z.string(), currency: z.string().optional() });

/** What the page shows in place of a list, and how a session may end with that. */
const ExpectedObstacle = z.strictObject({
  code: z.enum(sessionErrorCodes),
  outcomes: z.array(z.enum(outcomes)).min(1),
});

const ExpectedLook = z
  .strictObject({
    list: ExpectedList.refine((list) => list.entries !== undefined || list.newest !== undefined, {
      error: 'has neither entries nor newest',
    }).optional(),
    text: ExpectedText.optional(),
    price: ExpectedPrice.nullable().optional(),
    obstacle: ExpectedObstacle.optional(),
  })
  .refine((look) => Object.keys(look).length > 0, { error: 'expects nothing' });
export type ExpectedLook = z.infer<typeof ExpectedLook>;

/** A page's `expected.json`. */
export const ExpectedPage = z.strictObject({
  /** What kind of page it is an example of, in a sentence. */
  about: z
    .string()
    .min(10)
    .refine((text) => !text.startsWith(unsaid), { error: 'is still to be written' }),
  /** What it is counted with in the bench. */
  kind: z.string().min(1),
  /** Where it stands on its invented site. */
  url: z.url({ protocol: /^https$/, hostname: /\.example$/ }),
  /** When it is looked at: relative dates, and those without a year, are reckoned from here. */
  seen_at: z.iso.datetime(),
  page: ExpectedLook,
  /** The page some time later. */
  later: ExpectedLook.optional(),
  /** What is wrong with how it is read today; its test has to fail until that is mended. */
  read_wrongly: z.string().min(10).optional(),
});
export type ExpectedPage = z.infer<typeof ExpectedPage>;

/** How the sentence begins that a recorded page has before a person has written one. */
export const unsaid = 'To be said';

/**
 * The looks at a page in their order. At the two that are called `again` the list is as it was before, and what stands
 * around it is not.
 */
export const lookNames = ['page', 'page-again', 'later', 'later-again'] as const;
export type LookName = (typeof lookNames)[number];

/** A folder of `test/reading/pages`. */
export interface SavedPage {
  name: string;
  folder: URL;
  expected: ExpectedPage;
  /** Those that it has files of. */
  looks: LookName[];
}

export const pagesFolder = new URL('pages/', import.meta.url);

/** All saved pages. Throws where an expected.json is not as it should be; the message names file and field. */
export function savedPages(within = pagesFolder): SavedPage[] {
  return readdirSync(within, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .toSorted()
    .map((name) => savedPage(name, within));
}

/** One saved page, by the name of its folder. */
export function savedPage(name: string, within = pagesFolder): SavedPage {
  const folder = new URL(`${name}/`, within);
  const text = readIfThere({ folder }, 'expected.json');
  if (text === undefined) throw new Error(`${name} has no expected.json`);
  const expected = readExpected(text, `${name}/expected.json`);
  const looks = lookNames.filter((look) => existsSync(fileOf({ folder }, lookFiles(look).html)));
  if (!looks.includes('page')) throw new Error(`${name} has no page.html`);
  if (looks.includes('later') !== (expected.later !== undefined))
    throw new Error(`${name} has either a later.html or a later look in its expected.json, and not both`);
  return { name, folder, expected, looks };
}

/** An expected.json as it is meant. Throws an error that names the file and each field that is wrong. */
export function readExpected(text: string, file: string): ExpectedPage {
  const problem = (what: string) => new Error(`test/reading/pages/${file}: ${what}`);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw problem((error as Error).message);
  }
  const parsed = ExpectedPage.safeParse(value);
  if (parsed.success) return parsed.data;
  const wrong = parsed.error.issues.map(({ path, message }) => `${path.join('.') || 'the whole'}: ${message}`);
  throw problem(wrong.join('; '));
}

/** What is expected at a look; at one that is called `again`, what was at the one before. */
export const expectedAt = ({ expected }: SavedPage, look: LookName): Partial<ExpectedLook> =>
  (look.startsWith('later') ? expected.later : expected.page) ?? {};

/** The newest entry at a look, as a session tells it. */
export function newestAt(page: SavedPage, look: LookName): ExpectedEntry | undefined {
  const { list } = expectedAt(page, look);
  return list?.told ?? list?.entries?.[0] ?? list?.newest;
}

/** The names of the files of a look. */
export const lookFiles = (look: LookName) => ({
  html: `${look}.html`,
  model: `${look}.json`,
  feed: look === 'page' ? 'feed.xml' : `${look}-feed.xml`,
});

/** The names of the files of the newest entry's own page, which is another one at the later look. */
export const postFiles = (look: LookName) =>
  look.startsWith('later')
    ? { html: 'later-post.html', model: 'later-post.json' }
    : { html: 'post.html', model: 'post.json' };

/** The address of the feed that a saved page links to, on its own site. */
export const feedPath = '/feed.xml';

/** What a look at a saved page brings, as it was recorded. */
export function recordedLook(page: SavedPage, look: LookName): PageLook {
  const { feed, ...files } = lookFiles(look);
  const text = readIfThere(page, feed);
  return {
    page: modelIn(page, files),
    feeds: text === undefined ? [] : [{ address: new URL(feedPath, page.expected.url).href, text }],
    seenAt: Date.parse(page.expected.seen_at),
  };
}

/** The newest entry's own page at a look, where it was saved: it says what the list leaves open. */
export function recordedPost(page: SavedPage, look: LookName): PageLook | undefined {
  const files = postFiles(look);
  if (readIfThere(page, files.html) === undefined) return undefined;
  return { page: modelIn(page, files), feeds: [], seenAt: Date.parse(page.expected.seen_at) };
}

export const fileOf = ({ folder }: Pick<SavedPage, 'folder'>, file: string): string =>
  fileURLToPath(new URL(file, folder));

export function readIfThere(page: Pick<SavedPage, 'folder'>, file: string): string | undefined {
  const path = fileOf(page, file);
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
}

function modelIn(page: SavedPage, { html, model }: Record<'html' | 'model', string>): PageLook['page'] {
  const text = readIfThere(page, model);
  if (text === undefined) throw new Error(`${page.name} has no ${model} yet; run npm run record-pages`);
  try {
    return readModel(text, readIfThere(page, html) ?? '');
  } catch (error) {
    throw new Error(`${page.name}/${model}: ${(error as Error).message}`, { cause: error });
  }
}
