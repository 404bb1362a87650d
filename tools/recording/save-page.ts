import { mkdir, writeFile } from 'node:fs/promises';
import type { PageLook } from '../../src/reading/page-look.ts';
import { writeModel } from '../../test/reading/model-file.ts';
import type { Recorder } from '../../test/reading/recorder.ts';
import {
  type ExpectedPage,
  feedPath,
  fileOf,
  lookFiles,
  readIfThere,
  recordedLook,
  type SavedPage,
  unsaid,
} from '../../test/reading/saved-pages.ts';
import { writeJson } from '../../test/reading/write-json.ts';
import { htmlOf } from './model-html.ts';
import { readToday } from './read-today.ts';

const ownOrigin = 'https://page.example';

/** The same look on an invented site, with the one feed that a saved page has. */
export function onInventedSite(look: PageLook): PageLook {
  const { origin } = new URL(look.page.url);
  const moved = JSON.parse(JSON.stringify(look).replaceAll(origin, ownOrigin)) as PageLook;
  const [feed] = moved.feeds;
  const alternates = moved.page.alternates.filter(({ url }) => url === feed?.address).slice(0, 1);
  const address = ownOrigin + feedPath;
  return {
    ...moved,
    page: { ...moved.page, alternates: alternates.map((alternate) => ({ ...alternate, url: address })) },
    feeds: feed === undefined ? [] : [{ address, text: feed.text }],
  };
}

/** Writes a look into a folder: HTML, feed, what is read today, and the model that the HTML gives. */
export async function savePage(
  { name, folder }: Pick<SavedPage, 'name' | 'folder'>,
  look: PageLook,
  recorder: Recorder,
): Promise<SavedPage> {
  const expected: ExpectedPage = {
    about: `${unsaid}: what kind of page this is an example of, and what is special about it.`,
    kind: 'recorded',
    url: look.page.url,
    seen_at: new Date(look.seenAt).toISOString(),
    page: {},
  };
  const page: SavedPage = { name, folder, expected, looks: ['page'] };
  const { html, feed } = lookFiles('page');
  await mkdir(folder, { recursive: true });
  await writeFile(fileOf(page, html), htmlOf(look.page));
  for (const { text } of look.feeds) await writeFile(fileOf(page, feed), text);
  await recordModels(page, recorder);
  const read = readToday(recordedLook(page, 'page'));
  await writeFile(fileOf(page, 'expected.json'), `${writeJson({ ...expected, page: read })}\n`);
  return page;
}

/** Writes the models that a saved page's HTML gives today; tells the names of those that are others than before. */
export async function recordModels(page: SavedPage, recorder: Recorder): Promise<string[]> {
  const changed: string[] = [];
  for (const { html, model, page: recorded } of await recorder.record(page)) {
    const text = writeModel(recorded, readIfThere(page, html) ?? '');
    if (text === readIfThere(page, model)) continue;
    // oxlint-disable-next-line no-await-in-loop
    await writeFile(fileOf(page, model), text);
    changed.push(`${page.name}/${model}`);
  }
  return changed;
}
