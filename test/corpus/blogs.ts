import {
  addressOf,
  cookieNotice,
  dayIn,
  page,
  type Post,
  rotated,
  type Shape,
  sidebar,
  siteFooter,
  siteHeader,
} from './shape.ts';

const comments = (post: Post, visit: number) => (post.slug.length * visit * 3) % 17;
const long = (post: Post) => dayIn('en-US', post.day);

/** Front pages as the usual blog software writes them. */
export const blogs: Shape[] = [
  {
    name: 'WordPress, classic theme',
    family: 'WordPress',
    path: '/',
    render: (view) =>
      page(
        `<div id="page" class="site has-sidebar">${siteHeader}<div id="content" class="site-content"><main id="main">${view.posts
          .map(
            (
              post,
            ) => `<article id="post-${post.slug}" class="post type-post status-publish hentry category-news tag-popular">
          <header class="entry-header"><h2 class="entry-title"><a href="${addressOf(post)}" rel="bookmark">${post.title}</a></h2>
          <div class="entry-meta"><span class="posted-on">Posted on <a href="${addressOf(post)}" rel="bookmark"><time class="entry-date published" datetime="${post.day}T09:30:00+00:00">${long(post)}</time><time class="updated" datetime="${view.posts[0]?.day}T11:00:00+00:00">x</time></a></span> by <a class="url fn n" href="/author/${post.author.split(' ')[0]}/">${post.author}</a></div></header>
          <div class="entry-content"><p>${post.excerpt} <a href="${addressOf(post)}#more">Continue reading <span class="screen-reader-text">“${post.title}”</span></a></p></div>
          <footer class="entry-footer"><a href="/category/${post.category}/" rel="category tag">${post.category}</a> <a href="${addressOf(post)}#comments">${comments(post, view.visit)} Comments</a></footer></article>`,
          )
          .join(
            '',
          )}<nav class="navigation pagination"><a href="/page/2/">2</a> <a href="/page/3/">3</a> <a href="/page/2/">Older posts</a></nav></main></div>${sidebar(view)}</div>${siteFooter(view.visit)}`,
      ),
  },
  {
    name: 'WordPress, block theme with a query loop',
    family: 'WordPress',
    path: '/blog/',
    render: (view) =>
      page(
        `<div class="wp-site-blocks"><header class="wp-block-template-part"><p class="wp-block-site-title"><a href="/">The allotment</a></p></header>
        <main class="wp-block-group"><h1 class="wp-block-heading">Blog</h1><div class="wp-block-query"><ul class="wp-block-post-template">${view.posts
          .map(
            (
              post,
            ) => `<li class="wp-block-post post-12 post type-post tag-sidebar"><figure class="wp-block-post-featured-image"><a href="${addressOf(post)}" target="_self"><img alt="${post.title}" src="/x.jpg"></a></figure>
          <h3 class="wp-block-post-title"><a href="${addressOf(post)}" target="_self">${post.title}</a></h3><div class="wp-block-post-excerpt"><p>${post.excerpt}</p></div>
          <div class="wp-block-post-date"><time datetime="${post.day}T10:00:00+00:00"><a href="${addressOf(post)}">${long(post)}</a></time></div></li>`,
          )
          .join(
            '',
          )}</ul><nav class="wp-block-query-pagination"><a href="/blog/?query-0-page=2">Next Page</a></nav></div></main>
        <footer class="wp-block-template-part"><p>${view.visit} visits. Proudly made with care</p></footer></div>`,
      ),
  },
  {
    name: 'Ghost, a feed of cards with a featured one',
    family: 'Ghost',
    path: '/',
    render: (view) =>
      page(
        `<div class="gh-viewport"><header id="gh-navigation" class="gh-navigation"><a class="gh-navigation-logo" href="/">The allotment</a></header><main class="gh-main"><section class="gh-container"><div class="gh-feed">${view.posts
          .map(
            (
              post,
              position,
            ) => `<article class="gh-card post ${position === 0 ? 'featured' : ''}"><a class="gh-card-link" href="${addressOf(post)}/"><figure class="gh-card-image"><img src="/i.jpg" alt=""></figure>
          <div class="gh-card-wrapper"><p class="gh-card-tag">${post.category}</p><h3 class="gh-card-title is-title">${post.title}</h3><p class="gh-card-excerpt">${post.excerpt}</p>
          <footer class="gh-card-meta"><span class="gh-card-author">By ${post.author}</span> <time class="gh-card-date" datetime="${post.day}">${dayIn('en-GB', post.day, { day: '2-digit', month: 'short', year: 'numeric' })}</time></footer></div></a></article>`,
          )
          .join('')}</div></section></main><footer class="gh-footer">Sign up ${view.visit}</footer></div>`,
      ),
  },
  {
    name: 'Jekyll, the minima theme',
    family: 'Jekyll',
    path: '/',
    render: ({ posts, visit }) =>
      page(
        `<header class="site-header"><div class="wrapper"><a class="site-title" href="/">The allotment</a><div class="trigger"><a class="page-link" href="/about/">About</a></div></div></header>
        <main class="page-content"><div class="wrapper"><div class="home"><h2 class="post-list-heading">Posts</h2><ul class="post-list">${posts
          .map(
            (post) =>
              `<li><span class="post-meta">${dayIn('en-US', post.day, { dateStyle: 'medium' })}</span><h3><a class="post-link" href="${addressOf(post)}.html">${post.title}</a></h3></li>`,
          )
          .join(
            '',
          )}</ul><p class="rss-subscribe">subscribe <a href="/feed.xml">via RSS</a></p></div></div></main>${siteFooter(visit)}`,
      ),
    address: (post) => `${addressOf(post)}.html`,
  },
  {
    name: 'Jekyll, an archive by years with days without a year',
    family: 'Jekyll',
    path: '/archive/',
    count: 20,
    render: ({ posts, visit }) =>
      page(
        `<div class="masthead"><a href="/">The allotment</a> <a href="/archive/">Archive of everything</a></div><div class="content"><h1>Archive</h1>${byYear(
          posts,
        )
          .map(
            ([year, ofYear]) =>
              `<h2>${year}</h2><ul>${ofYear.map((post) => `<li>${dayIn('en-US', post.day, { month: 'short', day: '2-digit' })} » <a href="${addressOf(post)}">${post.title}</a></li>`).join('')}</ul>`,
          )
          .join('')}</div><div class="footer">Built ${visit} times</div>`,
      ),
  },
  {
    name: 'Hugo, PaperMod, a link laid over each card',
    family: 'Hugo',
    path: '/posts/',
    render: ({ posts }) =>
      page(
        `<header class="header"><nav class="nav"><a href="/">The allotment</a></nav></header><main class="main"><header class="page-header"><h1>Posts</h1></header>${posts
          .map(
            (
              post,
            ) => `<article class="post-entry"><header class="entry-header"><h2 class="entry-hint-parent">${post.title}</h2></header><div class="entry-content"><p>${post.excerpt}</p></div>
          <footer class="entry-footer"><span title="${post.day} 09:00:00 +0000 UTC">${long(post)}</span>&nbsp;·&nbsp;2 min&nbsp;·&nbsp;${post.author}</footer><a class="entry-link" aria-label="post link to ${post.title}" href="{origin}${addressOf(post)}/"></a></article>`,
          )
          .join(
            '',
          )}<footer class="page-footer"><nav class="pagination"><a class="next" href="/posts/page/2/">Next »</a></nav></footer></main>`,
      ),
  },
  {
    name: 'Hugo, a bare list of times and links',
    family: 'Hugo',
    path: '/posts/',
    count: 30,
    render: ({ posts }) =>
      page(
        `<header><a href="/">The allotment</a></header><section><h1>Posts</h1><ul>${posts
          .map(
            (post) =>
              `<li><time datetime="${post.day}T00:00:00Z">${post.day}</time> <a href="${addressOf(post)}/">${post.title}</a></li>`,
          )
          .join('')}</ul></section>`,
      ),
  },
  {
    name: 'Docusaurus, whole posts with a list of recent ones beside',
    family: 'Docusaurus',
    path: '/blog',
    render: ({ posts, visit }) =>
      page(
        `<div id="__docusaurus"><nav class="navbar"><a class="navbar__brand" href="/">The allotment</a></nav><div class="main-wrapper"><div class="container"><div class="row"><aside class="col col--3"><nav class="sidebar_a1"><div>Recent posts</div><ul>${rotated(
          posts.slice(0, 4),
          visit,
        )
          .map((post) => `<li><a href="${addressOf(post)}">${post.title}</a></li>`)
          .join('')}</ul></nav></aside>
        <main class="col col--7">${posts
          .map(
            (
              post,
            ) => `<article class="margin-bottom--xl" itemprop="blogPost" itemscope itemtype="https://schema.org/BlogPosting"><header><h2 class="title_f1Hy" itemprop="headline"><a itemprop="url" href="${addressOf(post)}">${post.title}</a></h2><div class="container_mt6G"><time datetime="${post.day}T00:00:00.000Z" itemprop="datePublished">${long(post)}</time> · 3 min read</div>
          <div class="avatar"><a href="https://github.com/ann" class="avatar__photo-link"><img src="/ann.png" alt="${post.author}"></a></div></header><div id="__blog-post-container" class="markdown" itemprop="articleBody"><p>${post.excerpt}</p><ul><li><a href="/docs/first-steps">First steps in the garden</a></li><li><a href="/docs/second">Second steps in the garden</a></li></ul></div>
          <footer><b>Tags:</b><ul class="tags_jXut"><li><a rel="tag" class="tag_zVej" href="/blog/tags/garden">garden</a></li></ul><a aria-label="Read more about ${post.title}" href="${addressOf(post)}"><b>Read more</b></a></footer></article>`,
          )
          .join(
            '',
          )}<nav class="pagination-nav"><a class="pagination-nav__link" href="/blog/page/2"><div class="pagination-nav__label">Older Entries</div></a></nav></main></div></div></div></div>`,
      ),
  },
  {
    name: 'Medium-like, stories with authors, claps and relative days',
    family: 'hosted blogs',
    path: '/',
    render: ({ posts, visit }) =>
      page(
        `<div id="root"><div class="a b"><div class="metabar"><a href="/m/signin">Sign in</a></div>${posts
          .map((post, position) => {
            const link = `${addressOf(post)}?source=collection_home---${position}----------${visit}`;
            return `<div class="ae af"><div class="ag"><a rel="noopener" href="/@${post.author.split(' ')[0]?.toLowerCase()}?source=x"><img alt="${post.author}" src="/a.png"></a><a href="/@${post.author.split(' ')[0]?.toLowerCase()}">${post.author}</a></div>
            <div class="ah"><a rel="noopener follow" href="${link}"><h2 class="be fb">${post.title}</h2><div class="h k"><h3 class="ej">${post.excerpt}</h3></div></a></div><div class="ai"><span>${dayIn('en-US', post.day, { month: 'short', day: 'numeric', year: 'numeric' })}</span><span>${visit * 11}</span> <a href="${link}&responsesOpen=true">${visit} responses</a></div></div>`;
          })
          .join('')}</div></div>`,
      ),
  },
  {
    name: 'Substack-like, an archive whose titles are links without headings',
    family: 'hosted blogs',
    path: '/archive',
    render: ({ posts, visit, now }) =>
      page(
        `<div class="main-menu"><a href="/">Home</a><a href="/archive">Archive</a><a href="/about">About</a></div><div class="portable-archive-list">${posts
          .map(
            (
              post,
            ) => `<div class="container-Qnseki"><div class="linkRow"><a data-testid="post-preview-title" href="/p/${post.slug}" class="pencraft reset">${post.title}</a><a href="/p/${post.slug}" class="pencraft">${post.excerpt.slice(0, 20)}</a></div>
          <div class="meta"><time datetime="${post.day}T08:00:00.000Z">${shortWithoutYear(post, now)}</time> • <a href="https://profiles.example/@ann">${post.author}</a></div><div class="likes"><a href="/p/${post.slug}/comments">${visit * 3}</a></div></div>`,
          )
          .join('')}</div>`,
      ),
    address: (post) => `/p/${post.slug}`,
  },
  {
    name: 'Blogger, dates as headings above the posts',
    family: 'hosted blogs',
    path: '/',
    render: (view) =>
      page(
        `<div id="header-wrapper"><h1 class="title"><a href="/">The allotment</a></h1></div><div id="main-wrapper"><div class="blog-posts hfeed">${view.posts
          .map(
            (
              post,
            ) => `<div class="date-outer"><h2 class="date-header"><span>${dayIn('en-US', post.day, { dateStyle: 'full' })}</span></h2><div class="date-posts"><div class="post-outer"><div class="post uncustomized-post-template"><a name="1"></a><h3 class="post-title entry-title"><a href="${addressOf(post)}.html">${post.title}</a></h3>
          <div class="post-body entry-content">${post.excerpt}</div><div class="post-footer">Posted by <a href="https://profiles.example/1">${post.author}</a> at <a class="timestamp-link" href="${addressOf(post)}.html">9:30 AM</a> <a class="comment-link" href="${addressOf(post)}.html#comment-form">${comments(post, view.visit)} comments</a></div></div></div></div></div>`,
          )
          .join(
            '',
          )}</div><div class="blog-pager"><a class="blog-pager-older-link" href="/search?updated-max=2026">Older Posts</a></div></div><div id="sidebar-wrapper">${sidebar(view)}</div>`,
      ),
    address: (post) => `${addressOf(post)}.html`,
  },
  {
    name: 'a Next.js blog, cards of one link with utility classes and no headings',
    family: 'cards',
    path: '/blog',
    render: ({ posts, visit }) =>
      page(
        `<div class="flex"><div class="w-full"><a href="/" class="font-bold">Allotment</a><a href="/pricing">Prices for everyone</a></div></div><div class="grid grid-cols-3 gap-8">${posts
          .map(
            (post) =>
              `<a class="group flex flex-col" href="${addressOf(post)}"><div class="aspect-video"><img src="/c.png" alt=""></div><div class="p-4"><span style="font-size:12px">${post.category}</span><div style="font-size:22px;font-weight:600">${post.title}</div><p style="font-size:14px">${post.excerpt}</p><div style="font-size:12px"><span>${post.author}</span><span>${dayIn('en-US', post.day, { dateStyle: 'medium' })}</span><span>5 min read</span></div></div></a>`,
          )
          .join('')}</div><div class="text-center">${visit} people read this</div>`,
      ),
  },
  {
    name: 'a Next.js blog with a large card for the newest and another shape for the rest',
    family: 'cards',
    path: '/blog',
    render: ({ posts }) =>
      page(
        `<main><h1>Blog</h1>${posts
          .slice(0, 1)
          .map(
            (post) =>
              `<section class="hero"><a href="${addressOf(post)}"><div><img src="/x.png" alt=""></div><div><h2>${post.title}</h2><p>${post.excerpt}</p><p>${dayIn('en-US', post.day, { dateStyle: 'medium' })}</p></div></a></section>`,
          )
          .join('')}<section><div class="grid">${posts
          .slice(1)
          .map(
            (post) =>
              `<div class="card"><h3><a href="${addressOf(post)}">${post.title}</a></h3><p>${dayIn('en-US', post.day, { dateStyle: 'medium' })}</p></div>`,
          )
          .join('')}</div></section></main>`,
      ),
  },
  {
    name: 'an Astro blog, a list of links with a title and a date inside',
    family: 'cards',
    path: '/blog/',
    render: ({ posts, visit }) =>
      page(
        `<header><h2><a href="/">The allotment</a></h2></header><main><section><ul>${posts
          .map(
            (post) =>
              `<li><a href="${addressOf(post)}/"><img width="720" height="360" src="/p.jpg" alt=""><h4 class="title">${post.title}</h4><p class="date"><time datetime="${post.day}T00:00:00.000Z">${dayIn('en-US', post.day, { dateStyle: 'medium' })}</time></p></a></li>`,
          )
          .join('')}</ul></section></main><footer>© ${visit}</footer>`,
      ),
  },
  {
    name: 'below a cookie notice, with a heading without a link and “Read more”',
    family: 'cards',
    path: '/news',
    render: (view) =>
      page(
        `${cookieNotice}${siteHeader}<div class="news-list">${view.posts
          .map(
            (post) =>
              `<div class="news-item"><a href="${addressOf(post)}"><img src="/n.png" alt=""></a><div class="body"><span class="category"><a href="/news/${post.category}">${post.category}</a></span><h3>${post.title}</h3><div class="info">${dayIn('en-GB', post.day)}</div><p>${post.excerpt}</p><a class="btn" href="${addressOf(post)}">Read more</a></div></div>`,
          )
          .join('')}</div>${sidebar(view)}${siteFooter(view.visit)}`,
      ),
  },
  {
    name: 'flat: headings, lines and paragraphs one after another',
    family: 'hand-made',
    path: '/',
    render: ({ posts, visit }) =>
      page(
        `<div id="wrap"><h1>The allotment</h1>${posts
          .map(
            (post) =>
              `<h2><a href="${addressOf(post)}">${post.title}</a></h2><p class="meta">${long(post)} by <a href="/people/${post.author.split(' ')[0]}">${post.author}</a>, in <a href="/about/${post.category}">${post.category}</a></p><p>${post.excerpt}</p>`,
          )
          .join('')}<p>Seen ${visit} times.</p></div>`,
      ),
  },
];

function byYear(posts: Post[]): [year: string, posts: Post[]][] {
  return [...Map.groupBy(posts, (post) => post.day.slice(0, 4))];
}

/** `NOV 20`, with the year where it is another one, as such pages do. */
function shortWithoutYear(post: Post, now: Date): string {
  const isThisYear = post.day.startsWith(String(now.getUTCFullYear()));
  return dayIn('en-US', post.day, { month: 'short', day: 'numeric', ...(isThisYear ? {} : { year: 'numeric' }) });
}
