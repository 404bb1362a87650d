import type { Route } from './site.ts';

/** A page written for the tests, and what a careful reader takes for its newest entry. */
export interface CorpusPage {
  /** Completes the sentence "the newest entry is found …". */
  name: string;
  html: string;
  /** Other addresses of the site. */
  others?: Record<string, Route>;
  newest: { title: string; path: string; date: string | null };
  count: number;
  orderedBy: 'date' | 'page_order';
  foundBy?: string;
}

const page = (body: string, head = '') =>
  `<!doctype html><html><head><title>A page</title>${head}</head><body>${body}</body></html>`;
const feedLink = '<link rel="alternate" type="application/rss+xml" href="/feed.xml">';

function rss(items: [title: string, path: string, date: string][]): Route {
  const body = items
    .map(
      ([title, path, date]) =>
        `<item><title>${title}</title><link>{origin}${path}</link><pubDate>${date}</pubDate></item>`,
    )
    .join('');
  return {
    type: 'application/rss+xml',
    body: `<?xml version="1.0"?><rss version="2.0"><channel><title>F</title><link>{origin}/</link><description>d</description>${body}</channel></rss>`,
  };
}

export const corpus: CorpusPage[] = [
  {
    name: 'on the front page of a blog with a feed, which lends the dates',
    html: page(
      `<header><nav><a href="/">Home</a><a href="/about">About us and what we do</a></nav></header>
       <main><h2><a href="/posts/beta?utm_source=front">Beta is here</a></h2><p>Text.</p>
       <h2><a href="/posts/alpha/">Alpha was first</a></h2><p>Text.</p></main><footer><a href="/privacy">Privacy</a></footer>`,
      feedLink,
    ),
    others: {
      '/feed.xml': rss([
        ['Beta is here', '/posts/beta', 'Fri, 20 Nov 2026 10:00:00 GMT'],
        ['Alpha was first', '/posts/alpha', 'Tue, 10 Nov 2026 10:00:00 GMT'],
        ['Before the alpha', '/posts/before', 'Sun, 01 Nov 2026 10:00:00 GMT'],
      ]),
    },
    newest: { title: 'Beta is here', path: '/posts/beta', date: '2026-11-20T10:00:00.000Z' },
    count: 3,
    orderedBy: 'date',
    foundBy: 'feed',
  },
  {
    name: 'on a page as WordPress makes it',
    html: page(
      `<div id="page" class="has-sidebar"><header id="masthead"><a href="/">My site</a></header><div id="content"><main id="main">
       ${[
         ['New theme', '/2026/11/new-theme/', 'November 18, 2026', '2026-11-18T08:00:00+00:00'],
         ['Hello world', '/2026/10/hello-world/', 'October 2, 2026', '2026-10-02T08:00:00+00:00'],
       ]
         .map(
           ([
             title,
             path,
             shown,
             iso,
           ]) => `<article class="post hentry category-news tag-sidebar"><header class="entry-header">
           <h2 class="entry-title"><a href="${path}" rel="bookmark">${title}</a></h2>
           <div class="entry-meta"><time class="entry-date published" datetime="${iso}">${shown}</time><time class="updated" datetime="2026-11-22T00:00:00+00:00" style="display:none">x</time>
           by <a href="/author/ann/">Ann</a></div></header><div class="entry-content"><p>…</p><a href="${path}#more">Continue reading</a></div>
           <footer><a href="/category/news/">News</a> <a href="${path}#comments">3 comments</a></footer></article>`,
         )
         .join('')}</main></div>
       <div id="secondary" class="widget-area"><h3>Popular</h3><ul><li><a href="/2020/01/all-time-favourite/">All time favourite</a> January 5, 2027</li></ul></div></div>`,
    ),
    newest: { title: 'New theme', path: '/2026/11/new-theme/', date: '2026-11-18T08:00:00.000Z' },
    count: 2,
    orderedBy: 'date',
    foundBy: 'microformats',
  },
  {
    name: 'in a bare list of dates and links, as Hugo themes make it',
    html: page(
      `<h1>Posts</h1><h2>2026</h2><ul><li><time>2026-11-12</time> <a href="/posts/c">Third thing</a></li>
       <li><time>2026-09-30</time> <a href="/posts/b">Second thing</a></li></ul>
       <h2>2025</h2><ul><li><time>2025-03-01</time> <a href="/posts/a">First thing</a></li></ul>`,
    ),
    newest: { title: 'Third thing', path: '/posts/c', date: '2026-11-12' },
    count: 3,
    orderedBy: 'date',
    foundBy: 'links',
  },
  {
    name: 'in a changelog whose entries are sections of the page',
    html: page(
      `<h1>Changelog</h1><p>All changes.</p>
       <h2 id="v1.3.0">v1.3.0</h2><p>20 November 2026</p><ul><li>Faster, see <a href="https://github.com/a/b/pull/12">#12</a></li></ul>
       <h2 id="v1.2.0">v1.2.0</h2><p>1 October 2026</p><ul><li>Fixed, see <a href="https://github.com/a/b/pull/9">#9</a></li><li>Also <a href="https://github.com/a/b/pull/8">#8</a></li></ul>
       <h2 id="v1.1.0">v1.1.0</h2><p>1 September 2026</p><ul><li>Begun</li></ul>`,
    ),
    newest: { title: 'v1.3.0', path: '/#v1.3.0', date: '2026-11-20' },
    count: 3,
    orderedBy: 'date',
    foundBy: 'headings',
  },
  {
    name: 'by the microformats h-feed and h-entry',
    html: page(
      `<div class="h-feed"><div class="h-entry"><a class="u-url" href="/n/2"><span class="p-name">A note on notes</span></a>
       <time class="dt-published" datetime="2026-11-15T12:00:00Z">nine days ago</time></div>
       <div class="h-entry"><a class="u-url" href="/n/1"><span class="p-name">The first note</span></a>
       <time class="dt-published" datetime="2026-11-01T12:00:00Z">three weeks ago</time></div></div>`,
    ),
    newest: { title: 'A note on notes', path: '/n/2', date: '2026-11-15T12:00:00.000Z' },
    count: 2,
    orderedBy: 'date',
    foundBy: 'microformats',
  },
  {
    name: 'by JSON-LD, where the cards themselves show no dates',
    html: page(
      `<div class="grid"><div class="card"><a href="/news/two"><h3>Second news</h3></a></div><div class="card"><a href="/news/one"><h3>First news</h3></a></div></div>`,
      `<script type="application/ld+json">{"@context":"https://schema.org","@graph":[{"@type":"BreadcrumbList","itemListElement":[{"@type":"ListItem","item":"{origin}/news/one"}]},
       {"@type":"Blog","blogPost":[{"@type":"BlogPosting","headline":"First news","url":"{origin}/news/one","datePublished":"2026-11-02"},
       {"@type":"BlogPosting","headline":"Second &amp; latest news","url":"{origin}/news/two","datePublished":"2026-11-21"}]}]}</script>`,
    ),
    newest: { title: 'Second news', path: '/news/two', date: '2026-11-21' },
    count: 2,
    orderedBy: 'date',
    foundBy: 'json_ld',
  },
  {
    name: 'by the order of the page where nothing has a date',
    html: page(
      `<nav><ul><li><a href="/one">Products for people</a></li><li><a href="/two">Prices for companies</a></li></ul></nav>
       <main><div class="item"><h3><a href="/stories/owl">The owl that came back</a></h3></div><div class="item"><h3><a href="/stories/fox">A fox in the garden</a></h3></div>
       <div class="item"><h3><a href="/stories/hen">What the hen knew</a></h3></div></main>`,
    ),
    newest: { title: 'The owl that came back', path: '/stories/owl', date: null },
    count: 3,
    orderedBy: 'page_order',
    foundBy: 'links',
  },
  {
    name: 'below a pinned post',
    html: page(
      `<main><article class="pinned"><h2><a href="/p/welcome">Welcome, read this first</a></h2><span>March 3, 2024</span></article>
       <article><h2><a href="/p/new">What is new in autumn</a></h2><span>Nov 19, 2026</span></article>
       <article><h2><a href="/p/old">What was new in summer</a></h2><span>Jul 4, 2026</span></article></main>`,
    ),
    newest: { title: 'What is new in autumn', path: '/p/new', date: '2026-11-19' },
    count: 3,
    orderedBy: 'date',
  },
  {
    name: 'at the end of a list that runs from old to new',
    html: page(
      `<table><tr><td>2026-01-05</td><td><a href="/l/1">Letter one</a></td></tr><tr><td>2026-05-05</td><td><a href="/l/2">Letter two</a></td></tr>
       <tr><td>2026-10-05</td><td><a href="/l/3">Letter three</a></td></tr><tr><td>2026-10-05</td><td><a href="/l/4">Letter four of the same day</a></td></tr></table>`,
    ),
    newest: { title: 'Letter four of the same day', path: '/l/4', date: '2026-10-05' },
    count: 4,
    orderedBy: 'date',
    foundBy: 'links',
  },
  {
    name: 'behind relative links and a base',
    html: page(
      `<ul><li><a href="two.html">Two, relative to the base</a> <small>2nd of November 2026</small></li><li><a href="one.html">One, relative to the base</a> <small>1st of October 2026</small></li></ul>`,
      '<base href="/archive/">',
    ),
    newest: { title: 'Two, relative to the base', path: '/archive/two.html', date: '2026-11-02' },
    count: 2,
    orderedBy: 'date',
  },
  {
    name: 'on the page where its feed lags behind',
    html: page(
      `<main>${[
        ['Just out', '/b/4', '2026-11-22'],
        ['Last week', '/b/3', '2026-11-15'],
        ['Two weeks ago', '/b/2', '2026-11-08'],
      ]
        .map(
          ([title, path, date]) =>
            `<div class="post"><h2><a href="${path}">${title}</a></h2><time datetime="${date}">${date}</time></div>`,
        )
        .join('')}</main>`,
      feedLink,
    ),
    others: {
      '/feed.xml': rss([
        ['Last week', '/b/3', 'Sun, 15 Nov 2026 06:00:00 GMT'],
        ['Two weeks ago', '/b/2', 'Sun, 08 Nov 2026 06:00:00 GMT'],
        ['Three weeks ago', '/b/1', 'Sun, 01 Nov 2026 06:00:00 GMT'],
      ]),
    },
    newest: { title: 'Just out', path: '/b/4', date: '2026-11-22' },
    count: 4,
    orderedBy: 'date',
  },
  {
    name: 'in the feed where the page lags behind it',
    html: page(`<main><h2><a href="/b/3">Last week</a></h2><h2><a href="/b/2">Two weeks ago</a></h2></main>`, feedLink),
    others: {
      '/feed.xml': rss([
        ['Just out', '/b/4', 'Sun, 22 Nov 2026 06:00:00 GMT'],
        ['Last week', '/b/3', 'Sun, 15 Nov 2026 06:00:00 GMT'],
        ['Two weeks ago', '/b/2', 'Sun, 08 Nov 2026 06:00:00 GMT'],
      ]),
    },
    newest: { title: 'Just out', path: '/b/4', date: '2026-11-22T06:00:00.000Z' },
    count: 3,
    orderedBy: 'date',
  },
  {
    name: 'on a category page, whatever the feed of the whole site says',
    html: page(
      `<main><h2><a href="/b/5">Tools, part two</a></h2><h2><a href="/b/2">Tools, part one</a></h2></main>`,
      feedLink,
    ),
    others: {
      '/feed.xml': rss([
        ['Gossip', '/b/6', 'Mon, 23 Nov 2026 06:00:00 GMT'],
        ['Tools, part two', '/b/5', 'Sun, 22 Nov 2026 06:00:00 GMT'],
        ['More gossip', '/b/4', 'Sun, 15 Nov 2026 06:00:00 GMT'],
        ['Tools, part one', '/b/2', 'Sun, 08 Nov 2026 06:00:00 GMT'],
      ]),
    },
    newest: { title: 'Tools, part two', path: '/b/5', date: '2026-11-22T06:00:00.000Z' },
    count: 2,
    orderedBy: 'date',
  },
  {
    name: 'in the main list and not in the sidebar that repeats old ones',
    html: page(
      `<aside><h3>Most read</h3><ul><li><a href="/a/1">Old but gold</a> 2027-01-01</li><li><a href="/a/2">Still good</a> 2027-01-01</li></ul></aside>
       <section>${['5', '4', '1']
         .map(
           (n) =>
             `<div class="row"><a href="/a/${n}"><img src="/x.png" alt=""></a><div><h3>Story ${n} of many</h3><p>2026-11-0${n}</p><a href="/a/${n}">Read more</a></div></div>`,
         )
         .join('')}</section>`,
    ),
    newest: { title: 'Story 5 of many', path: '/a/5', date: '2026-11-05' },
    count: 3,
    orderedBy: 'date',
  },
  {
    name: 'on cards that are one link each, with the date inside',
    html: page(
      `<div class="cards"><a class="card" href="/c/2"><span>Nov 20, 2026</span><h3>Second card</h3><p>About it.</p></a>
       <a class="card" href="/c/1"><span>Nov 2, 2026</span><h3>First card</h3><p>About it.</p></a></div>`,
    ),
    newest: { title: 'Second card', path: '/c/2', date: '2026-11-20' },
    count: 2,
    orderedBy: 'date',
  },
  {
    name: 'on a page that scripts build after it was loaded',
    html: page(
      `<div id="app"></div><script>setTimeout(() => { document.getElementById('app').innerHTML =
       '<article><h2><a href="/s/2">Made by script</a></h2><time datetime="2026-11-20">x</time></article><article><h2><a href="/s/1">Made before</a></h2><time datetime="2026-11-01">x</time></article>' }, 300)</script>`,
    ),
    newest: { title: 'Made by script', path: '/s/2', date: '2026-11-20' },
    count: 2,
    orderedBy: 'date',
  },
  {
    name: 'in an archive that is an article of articles, under a heading for the year',
    html: page(
      `<article><h2>2026</h2>
       <article><h1><a href="/a/late">The later one</a></h1><time datetime="2026-08-07">Aug 07</time></article>
       <article><h1><a href="/a/early">The earlier one</a></h1><time datetime="2026-02-01">Feb 01</time></article></article>`,
    ),
    newest: { title: 'The later one', path: '/a/late', date: '2026-08-07' },
    count: 2,
    orderedBy: 'date',
  },
  {
    name: 'where a link without text lies over the only card, below the heading of the site',
    html: page(
      `<main><div><h1>Ann</h1><p>My notes</p></div>
       <section><h2>How the well was dug</h2><time>20. November 2026</time><a href="/well"></a></section></main>`,
    ),
    newest: { title: 'How the well was dug', path: '/well', date: '2026-11-20' },
    count: 1,
    orderedBy: 'date',
  },
];
