/**
 * `npm run record-page -- ADDRESS`: saves a page as a folder of test/reading/pages, for a person to correct what is
 * read wrongly there. `npm run record-pages` records the models of all saved pages anew from their HTML.
 */
import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { relative } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { messageOf } from '../src/contract/errors.ts';
import { listingOn, type PageLook } from '../src/reading/page-look.ts';
import { startRecorder } from '../test/reading/recorder.ts';
import { pagesFolder, recordedLook, savedPage, savedPages } from '../test/reading/saved-pages.ts';
import { inventLook } from './recording/invented-look.ts';
import { lookAt } from './recording/look-at.ts';
import { onInventedSite, recordModels, savePage } from './recording/save-page.ts';

const usage = `npm run record-page -- ADDRESS [--name NAME] [--verbatim] [--replace]
  saves the page at ADDRESS as test/reading/pages/NAME, with invented words in place of its own
  --name NAME   tells the kind of page: small letters, digits and hyphens, such as cards-without-headings
  --verbatim    keeps the page's own words: for a page that you have written yourself
  --replace     replaces a folder that is there already
npm run record-pages [-- NAME …]
  records the models of all saved pages, or of those named, anew from their HTML
both take --folder FOLDER, for pages that are saved elsewhere than in test/reading/pages`;

/** Wrong arguments: told with the usage, and exit code 2. */
class UsageError extends Error {
  override readonly name = 'UsageError';
}

const say = (line: string) => process.stderr.write(`${line}\n`);

interface Wish {
  address: string;
  name: string;
  /** Where the folders of pages are. */
  within: URL;
  isVerbatim: boolean;
  isReplacing: boolean;
}

async function recordPage({ address, name, within, isVerbatim, isReplacing }: Wish): Promise<void> {
  const folder = new URL(`${name}/`, within);
  if (existsSync(folder) && !isReplacing)
    throw new UsageError(`${shown(folder)} is there already; give another --name, or --replace`);
  const seen = await lookAt(address, say);
  if (seen.ownFeed !== undefined) throw new Error(`${address} is itself a feed; pages are saved here`);
  const look = onInventedSite(isVerbatim ? seen : inventLook(seen));
  const recorder = await startRecorder(1);
  try {
    if (isReplacing) await rm(folder, { recursive: true, force: true });
    const page = await savePage({ name, folder }, look, recorder);
    const feed = look.feeds.length === 0 ? '' : 'feed.xml, ';
    say(`saved ${shown(folder)}: page.html, ${feed}page.json and expected.json`);
    if (seen.feeds.length > 1) say(`of its ${seen.feeds.length} feeds the first is saved`);
    const [before, after] = [inShort(seen), inShort(recordedLook(page, 'page'))];
    if (before !== after)
      say(`careful: the page itself is read otherwise than what was saved:\n  itself: ${before}\n  saved:  ${after}`);
  } finally {
    await recorder.close();
  }
  say('Now write into expected.json what kind of page it is, and correct what is read wrongly.');
  say(
    isVerbatim
      ? 'It has the words of the page: keep it only where they are your own.'
      : 'The words of a real page must not go into the project: invented ones stand in their place, but for those that the rules of reading know. Look through it before you commit it.',
  );
}

/** What reading makes of a look, without its words. */
function inShort(look: PageLook): string {
  const { entries, ordered_by, found_by } = listingOn(look);
  const dates = entries.map(({ published_at }) => published_at ?? 'none');
  return `${entries.length} entries by ${ordered_by}, found by ${found_by.join(', ')}, dates ${dates.join(' ')}`;
}

async function recordAgain(names: string[], within: URL): Promise<void> {
  const pages = names.length === 0 ? savedPages(within) : names.map((name) => savedPage(name, within));
  const recorder = await startRecorder(1);
  try {
    for (const page of pages)
      // oxlint-disable-next-line no-await-in-loop -- one page after the other
      for (const file of await recordModels(page, recorder)) say(`recorded ${file}`);
  } finally {
    await recorder.close();
  }
  say(`${pages.length} pages are recorded; git diff shows what has changed`);
}

function readWish(
  { address = '', name = '' }: { address: string | undefined; name: string | undefined },
  within: URL,
): Pick<Wish, 'address' | 'name' | 'within'> {
  if (!/^https?:$/.test(URL.canParse(address) ? new URL(address).protocol : ''))
    throw new UsageError(`ADDRESS (${address}) is none that begins with https:// or http://`);
  if (name !== '' && !/^[a-z0-9]+(?:-[a-z0-9]+)*$/.test(name))
    throw new UsageError(`--name (${name}) has more than small letters, digits and hyphens`);
  return { address, name: name || firstFreeName(within), within };
}

function firstFreeName(within: URL): string {
  for (let number = 1; ; number += 1)
    if (!existsSync(new URL(`recorded-${number}/`, within))) return `recorded-${number}`;
}

const shown = (folder: URL) => relative(process.cwd(), fileURLToPath(folder));

function argumentsOf(argv: string[]) {
  try {
    return parseArgs({
      args: argv,
      allowPositionals: true,
      options: {
        name: { type: 'string' },
        folder: { type: 'string' },
        verbatim: { type: 'boolean', default: false },
        replace: { type: 'boolean', default: false },
        all: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    });
  } catch (error) {
    throw new UsageError(messageOf(error));
  }
}

async function main(): Promise<void> {
  const { values, positionals } = argumentsOf(process.argv.slice(2));
  const { name, verbatim: isVerbatim, replace: isReplacing } = values;
  const within = values.folder === undefined ? pagesFolder : pathToFileURL(`${values.folder}/`);
  if (values.help) {
    say(usage);
    return;
  }
  if (values.all && (name !== undefined || isVerbatim || isReplacing))
    throw new UsageError('models are recorded anew by the names of their pages alone, without a flag');
  if (values.all) {
    await recordAgain(positionals, within);
    return;
  }
  const [address, ...others] = positionals;
  if (others.length > 0) throw new UsageError(`one ADDRESS at a time: ${others.join(' ')} is more`);
  await recordPage({ ...readWish({ address, name }, within), isVerbatim, isReplacing });
}

await main().catch((error: unknown) => {
  say(error instanceof UsageError ? `${error.message}\n\n${usage}` : messageOf(error));
  process.exitCode = error instanceof UsageError ? 2 : 1;
});
