import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { articlePage, feed, frontPage, type Post } from './sample-blog-pages.ts';

export interface Site {
  /** The front page. */
  url: string;
  port: number;
  /** Puts a post on the site and gives its address. */
  publish(post: Post): string;
  close(): Promise<void>;
}

/**
 * A small blog on this machine: a front page, a page for each post, and an Atom feed that the front page links.
 *
 * Another call is another site: its port differs.
 */
export async function startSite(name: string, tagline: string, posts: Post[]): Promise<Site> {
  const published = [...posts];
  let origin = '';
  const addressOf = (post: Post) => post.url ?? `${origin}/posts/${post.slug}`;
  const newestFirst = () =>
    published
      .toSorted((one, other) => other.published_at.localeCompare(one.published_at))
      .map((post) => ({ ...post, url: addressOf(post) }));

  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', origin).pathname;
    const post = published.find(({ slug, url }) => url === undefined && path === `/posts/${slug}`);
    const site = { name, tagline, url: `${origin}/` };
    const answer = (status: number, type: string, body: string) =>
      response.writeHead(status, { 'content-type': `${type}; charset=utf-8`, 'cache-control': 'no-store' }).end(body);
    if (path === '/') answer(200, 'text/html', frontPage(site, newestFirst()));
    else if (path === '/feed.xml') answer(200, 'application/atom+xml', feed(site, newestFirst()));
    else if (post !== undefined) answer(200, 'text/html', articlePage(site, post));
    else answer(404, 'text/plain', 'There is no such page.');
  });
  const port = await listen(server);
  origin = `http://127.0.0.1:${port}`;
  return {
    url: `${origin}/`,
    port,
    publish(post) {
      published.push(post);
      return addressOf(post);
    },
    close: () => close(server),
  };
}

async function listen(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

async function close(server: Server): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  server.closeAllConnections();
  await closed;
}
