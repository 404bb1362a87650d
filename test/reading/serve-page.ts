import type { Route, Site } from '../browser/site.ts';
import { encodeText } from './encode-text.ts';
import {
  type ExpectedEntry,
  feedPath,
  lookFiles,
  type LookName,
  newestAt,
  postFiles,
  readIfThere,
  type SavedPage,
} from './saved-pages.ts';

/**
 * The routes of a site that shows a saved page as it is at a look, its feed, and the newest entry's own page. `address`
 * is where the page stands on its invented site.
 */
export function routesOf(
  page: SavedPage,
  look: LookName,
  site: Pick<Site, 'url'>,
  address = page.expected.url,
): Site['routes'] {
  const { html, feed } = lookFiles(look);
  const here = addressesOn(page, site);
  const post = newestAt(page, look);
  const feedText = readIfThere(page, feed);
  return {
    ...(post === undefined ? {} : { [pathOf(post.url, page)]: here(postHtml(page, look, post)) }),
    ...(feedText === undefined ? {} : { [feedPath]: { type: 'application/xml', body: here(feedText) } }),
    [pathOf(address, page)]: asDeclared(here(readIfThere(page, html) ?? '')),
  };
}

/** Replaces the origin of the page's invented site by that of a real one. */
export function addressesOn({ expected }: SavedPage, { url }: Pick<Site, 'url'>): (text: string) => string {
  const { origin } = new URL(expected.url);
  return (text) => text.replaceAll(origin, new URL(url).origin);
}

function pathOf(address: string, { expected }: SavedPage): string {
  const { pathname, search } = new URL(address, expected.url);
  return pathname + search;
}

function postHtml(page: SavedPage, look: LookName, { title }: ExpectedEntry): string {
  const saved = readIfThere(page, postFiles(look).html);
  return saved ?? `<!doctype html><title>${title}</title><article><h1>${title}</h1><p>It says little.</p></article>`;
}

/** Saved in UTF-8 like all others, a page is served in the encoding that it declares. */
function asDeclared(html: string): Route {
  const charset = /<meta charset="([^"]+)">/.exec(html)?.[1] ?? 'utf-8';
  if (charset === 'utf-8') return html;
  return (_request, response) =>
    response.writeHead(200, { 'content-type': 'text/html' }).end(encodeText(html, charset));
}
