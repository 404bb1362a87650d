import type { PageMark } from '../../contract/tools.ts';
import { readPage } from '../../reading/text/main-text.ts';
import type { Surroundings } from '../outcome.ts';
import { unlessAborted } from '../unless-aborted.ts';
import { pageModelOf } from './extract-page.ts';
import type { SessionPages } from './session-pages.ts';

/** What an approval that stands for later sessions goes by: the page's title, and what the thing on it costs. */
export async function titleAndPrice(
  pages: SessionPages,
  { secrets, signal }: Pick<Surroundings, 'secrets' | 'signal'>,
): Promise<PageMark> {
  const model = await unlessAborted(pageModelOf(pages), signal);
  const { price } = readPage(model, Date.now());
  return secrets.scrubAll({ title: model.title.slice(0, 300), price: price?.text ?? null });
}
