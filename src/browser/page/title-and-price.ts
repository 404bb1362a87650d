import type { PageMark } from '../../contract/tools.ts';
import type { Surroundings } from '../outcome.ts';
import { unlessAborted } from '../unless-aborted.ts';
import { pageModelOf } from './extract-page.ts';
import type { SessionPages } from './session-pages.ts';

/** What an approval that stands for later sessions goes by: the page's title, and what the thing on it costs. */
export async function titleAndPrice(
  pages: SessionPages,
  { secrets, signal, reader }: Pick<Surroundings, 'secrets' | 'signal' | 'reader'>,
): Promise<PageMark> {
  const model = await unlessAborted(pageModelOf(pages), signal);
  const price = await reader.read('price', { page: model, seenAt: Date.now() }, signal);
  return secrets.scrubAll({ title: model.title.slice(0, 300), price });
}
