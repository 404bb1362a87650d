import type { Route } from '../browser/site.ts';
import {
  addressOf,
  dayIn,
  page,
  type Post,
  rotated,
  type Shape,
  sidebar,
  siteFooter,
  siteHeader,
  type View,
} from './shape.ts';

const card = (post: Post, date = `<p>${dayIn('en-US', post.day)}</p>`) =>
  `<div class="post"><h2><a href="${addressOf(post)}">${post.title}</a></h2>${date}<p>${post.excerpt}</p></div>`;

function encoded(charset: string, html: string): Route {
  const bytes = new Map<string, number>();
  const decoder = new TextDecoder(charset);
  for (let high = 0x80; high <= 0xff; high += 1) bytes.set(decoder.decode(Uint8Array.of(high)), high);
  if (charset === 'shift_jis')
    for (let lead = 0x81; lead <= 0xef; lead += 1)
      for (let trail = 0x40; trail <= 0xfc; trail += 1)
        bytes.set(decoder.decode(Uint8Array.of(lead, trail)), (lead << 8) | trail);
  const body = Buffer.from(
    Array.from(html).flatMap((letter) => {
      const code = letter.codePointAt(0) ?? 63;
      const found = code < 0x80 ? code : (bytes.get(letter) ?? 63);
      return found > 0xff ? [found >> 8, found & 0xff] : [found];
    }),
  );
  return (_request, response) => response.writeHead(200, { 'content-type': 'text/html' }).end(body);
}

const simple = ({ posts, visit }: View, language: string, charset: string) =>
  page(
    `<div>${posts.map((post) => `<div class="n"><h3><a href="${addressOf(post)}">${post.title}</a></h3><span>${dayIn(language, post.day)}</span></div>`).join('')}</div><p>${visit}</p>`,
    { language, head: `<meta charset="${charset}">` },
  ).replace('<meta charset="utf-8">', '');

function rss(posts: Post[]): Route {
  const items = posts
    .map(
      (post) =>
        `<item><title>${post.title}</title><link>{origin}${addressOf(post)}</link><pubDate>${new Date(`${post.day}T09:00:00Z`).toUTCString()}</pubDate></item>`,
    )
    .join('');
  return {
    type: 'application/rss+xml',
    body: `<?xml version="1.0"?><rss version="2.0"><channel><title>F</title><link>{origin}/</link><description>d</description>${items}</channel></rss>`,
  };
}

const feedLink = '<link rel="alternate" type="application/rss+xml" title="RSS" href="/feed.xml">';

/** What makes lists hard to read. */
export const traps: Shape[] = [
  ...(
    [
      ['windows-1251', 'ru'],
      ['iso-8859-1', 'de'],
      ['shift_jis', 'ja'],
    ] as const
  ).map(([charset, language]): Shape => ({
    name: `in ${charset}`,
    family: 'encodings',
    language,
    path: '/',
    render: (view) => encoded(charset, simple(view, language, charset)),
  })),
  {
    name: 'relative addresses against a base',
    family: 'addresses',
    path: '/blog/index.html',
    render: ({ posts }) =>
      page(
        `<ul>${posts.map((post) => `<li><a href="${post.slug}">${post.title}</a> <small>${dayIn('en-GB', post.day)}</small></li>`).join('')}</ul>`,
        { head: '<base href="/posts/">' },
      ),
  },
  {
    name: 'campaigns and session numbers in the addresses',
    family: 'addresses',
    path: '/',
    render: ({ posts, visit }) =>
      page(
        `<main>${posts.map((post) => card({ ...post, slug: `${post.slug}?utm_source=front&amp;fbclid=x${visit}` })).join('')}</main>`,
      ),
  },
  {
    name: 'broken links between the good ones',
    family: 'addresses',
    path: '/',
    render: ({ posts }) =>
      page(
        `<main><a href="http://">broken</a><a href="javascript:void(0)">menu</a><a>none</a>${posts.map((post) => `${card(post)}<a href="mailto:ann@example.com">write</a><a href="http://[bad">bad</a>`).join('')}</main>`,
      ),
  },
  {
    name: 'a pinned post with an old date',
    family: 'pinned',
    path: '/',
    render: ({ posts }) =>
      page(
        `<main><div class="post pinned"><h2><a href="/posts/rules">Read this before all else</a></h2><p>March 3, 2021</p></div>${posts.map((post) => card(post)).join('')}</main>`,
      ),
  },
  {
    name: 'entries without a date between dated ones',
    family: 'undated',
    path: '/',
    render: ({ posts }) =>
      page(`<main>${posts.map((post, position) => card(post, position % 4 === 2 ? '' : undefined)).join('')}</main>`),
  },
  {
    name: 'a feed that lags behind',
    family: 'feeds',
    path: '/',
    render: ({ posts }) => page(`<main>${posts.map((post) => card(post)).join('')}</main>`, { head: feedLink }),
    others: ({ posts }) => ({ '/feed.xml': rss(posts.slice(2)) }),
  },
  {
    name: 'a feed that knows the dates',
    family: 'feeds',
    path: '/',
    render: ({ posts }) => page(`<main>${posts.map((post) => card(post, '')).join('')}</main>`, { head: feedLink }),
    others: ({ posts }) => ({ '/feed.xml': rss(posts) }),
  },
  {
    name: 'a feed that comes and goes',
    family: 'feeds',
    path: '/',
    render: ({ posts }) => page(`<main>${posts.map((post) => card(post)).join('')}</main>`, { head: feedLink }),
    others: ({ posts, visit }): Record<string, Route> => (visit % 2 === 0 ? { '/feed.xml': rss(posts) } : {}),
  },
  {
    name: 'advertisements between the entries, others at each visit',
    family: 'adverts',
    path: '/',
    render: (view) =>
      page(
        `<main>${view.posts
          .map((post, position) =>
            position % 3 === 1
              ? `${card(post)}<div class="post ad-card"><span>Sponsored</span><h2><a href="https://shop.example/deal-${view.visit}${position}" rel="sponsored nofollow">Buy the best spade number ${view.visit}${position}</a></h2><p>${dayIn('en-US', view.now.toISOString().slice(0, 10))}</p></div>`
              : card(post),
          )
          .join('')}</main>`,
      ),
  },
  {
    name: 'a pick from the archive above the list, another at each visit',
    family: 'side lists',
    path: '/',
    render: ({ posts, visit }) =>
      page(
        `<section class="spot"><h2><a href="/posts/archive-${visit}">From our archive, number ${visit}</a></h2><p>May ${(visit % 20) + 1}, 2019</p></section><main>${posts.map((post) => card(post)).join('')}</main>`,
      ),
  },
  {
    name: 'entries repeated in a side bar, in another order',
    family: 'side lists',
    path: '/',
    render: (view) =>
      page(
        `${siteHeader}<div id="main">${view.posts.map((post) => card(post)).join('')}</div><div id="right"><h3>Latest</h3><ul>${rotated(
          view.posts.slice(0, 5),
          view.visit,
        )
          .map((post) => `<li><a href="${addressOf(post)}">${post.title.slice(0, 14)}…</a></li>`)
          .join('')}</ul></div>${sidebar(view)}${siteFooter(view.visit)}`,
      ),
  },
  {
    name: 'events to come beside the news',
    family: 'side lists',
    path: '/',
    render: ({ posts, now }) =>
      page(
        `<div class="cols"><div class="news"><h2>News</h2>${posts.map((post) => `<div class="n"><h3><a href="${addressOf(post)}">${post.title}</a></h3><p>${dayIn('en-US', post.day)}</p></div>`).join('')}</div><div class="events"><h2>Events</h2>${[
          20, 40, 60, 80, 100, 120, 140, 160, 180,
        ]
          .map(
            (days) =>
              `<div class="e"><h3><a href="/events/${days}">Meeting of the friends, the ${days}th</a></h3><p>${dayIn('en-US', new Date(now.getTime() + days * 86_400_000).toISOString().slice(0, 10))}</p></div>`,
          )
          .join('')}</div></div>`,
      ),
  },
  {
    name: 'counters and times of reading in the titles’ links',
    family: 'counters',
    path: '/',
    render: ({ posts, visit }) =>
      page(
        `<div class="l">${posts.map((post) => `<a class="row" href="${addressOf(post)}"><b>${post.title}</b> <span>${visit * 13} views</span> <span>${dayIn('en-US', post.day)}</span></a>`).join('')}</div>`,
      ),
  },
  {
    name: 'built by a script after a while, in place of links of the menu',
    family: 'scripts',
    path: '/',
    render: ({ posts, visit }) =>
      page(
        `<div class="menu-box"><div><a href="/one">Everything about our garden</a></div><div><a href="/two">Prices for all our customers</a></div><div><a href="/three">The people behind all this</a></div></div><div id="app">Loading…</div><script>setTimeout(() => { document.getElementById('app').innerHTML = ${JSON.stringify(posts.map((post) => card(post)).join(''))} }, 400)</script><p>${visit}</p>`,
      ),
  },
  {
    name: 'loaded only when people scroll down',
    family: 'scripts',
    path: '/',
    render: ({ posts }) =>
      page(
        `<div style="height:3000px"><h1>A long opening</h1></div><div id="list"></div><script>new IntersectionObserver((seen, observer) => { if (seen.some((one) => one.isIntersecting)) { observer.disconnect(); document.getElementById('list').innerHTML = ${JSON.stringify(posts.map((post) => card(post)).join(''))} } }).observe(document.getElementById('list'))</script>`,
      ),
  },
  {
    name: 'pages by number below a list of five',
    family: 'pagination',
    path: '/news',
    count: 5,
    render: ({ posts, visit }) =>
      page(
        `<div class="list">${posts.map((post) => card(post)).join('')}</div><div class="pages"><a href="/news?page=1">1</a><a href="/news?page=2">2</a><a href="/news?page=3">3</a><a href="/news?page=4">4</a><a href="/news?page=2">Next page</a></div><p>${visit}</p>`,
      ),
  },
  {
    name: 'a window of ten, from which new entries push off old ones',
    family: 'pagination',
    path: '/news',
    count: 30,
    render: ({ posts }) =>
      page(
        `<div class="list">${posts
          .slice(0, 10)
          .map((post) => card(post))
          .join('')}</div>`,
      ),
  },
  {
    name: 'JSON-LD that names more than the page shows',
    family: 'JSON-LD',
    path: '/',
    render: ({ posts }) =>
      page(`<main>${posts.map((post) => card(post, '')).join('')}</main>`, {
        head: `<script type="application/ld+json">${JSON.stringify({ '@context': 'https://schema.org', '@type': 'Blog', blogPost: [{ '@type': 'BlogPosting', headline: 'Hidden', url: '{origin}/posts/hidden', datePublished: '2030-01-01' }, ...posts.map((post) => ({ '@type': 'BlogPosting', headline: post.title, url: `{origin}${addressOf(post)}`, datePublished: `${post.day}T08:00:00+02:00` }))] })}</script>`,
      }),
  },
];
