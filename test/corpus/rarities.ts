import { addressOf, dayIn, page, type Post, type Shape, siteFooter, siteHeader } from './shape.ts';

const long = (post: Post) => dayIn('en-US', post.day);
const monthOf = (post: Post) => dayIn('en-US', post.day, { month: 'long' });

/** Ways to write lists that are rare one by one, and common together. */
export const rarities: Shape[] = [
  {
    name: 'a banner that repeats an older one of an undated list',
    family: 'leads',
    path: '/',
    isUndated: true,
    render: ({ posts, visit }) =>
      page(
        `${siteHeader}<section id="banner"><h1><a href="${addressOf(posts[3] ?? none)}">${posts[3]?.title}</a></h1><p>${posts[3]?.excerpt}</p><a href="${addressOf(posts[3] ?? none)}" class="button">Learn more</a></section><section><h2>Posts</h2><div class="posts">${posts.map((post) => `<article><a href="${addressOf(post)}" class="image"><img src="/i.jpg" alt=""></a><h3><a href="${addressOf(post)}">${post.title}</a></h3><p>${post.excerpt}</p><a href="${addressOf(post)}" class="button">More</a></article>`).join('')}</div></section>${siteFooter(visit)}`,
      ),
  },
  {
    name: 'the newest in full and undated above a dated list of the others',
    family: 'leads',
    path: '/',
    render: ({ posts, visit }) =>
      page(
        `${siteHeader}<div role="main"><article><h1><a href="${addressOf(posts[0] ?? none)}">${posts[0]?.title}</a></h1><p>${posts[0]?.excerpt.repeat(8)} <a href="https://elsewhere.example/report">A report of it</a></p></article><hr><div><h3>Last posts</h3><ol>${posts
          .slice(1)
          .map(
            (post) =>
              `<li><a href="${addressOf(post)}">${post.title}</a> <time datetime="${post.day}">${long(post)}</time></li>`,
          )
          .join('')}</ol></div></div>${siteFooter(visit)}`,
      ),
  },
  {
    name: 'an author’s account, headed, beside cards without headings',
    family: 'cards',
    path: '/',
    render: ({ posts }) =>
      page(
        `<div class="cover"><div class="title"><h2>Ann Field</h2><a href="https://code.example/ann"><h3>Ann Field</h3></a></div></div><main><article>${posts.map((post) => `<div class="card"><a href="${addressOf(post)}"><div><img src="/i.jpg" alt="${post.title}"><span class="card-title">${post.title}</span></div></a><div><p>${post.excerpt}</p><span>${post.day}</span> <a href="/categories/${post.category}">${post.category}</a></div><a href="/tags/${post.category}">${post.category}</a></div>`).join('')}</article></main>`,
      ),
  },
  {
    name: 'sections whose headings say what a link lies over them says',
    family: 'cards',
    path: '/posts/',
    render: ({ posts }) =>
      page(
        `${siteHeader}<main>${posts.map((post) => `<section><h2>${post.title}</h2> <time>${post.day.split('-').toReversed().join('-')}</time> <a class="over" href="${addressOf(post)}/">${post.title}</a></section>`).join('')}</main>`,
        { language: 'en-GB' },
      ),
    address: (post) => `${addressOf(post)}/`,
  },
  {
    name: 'titles that lead nowhere, and a link to read more',
    family: 'hand-made',
    path: '/archives.html',
    render: ({ posts, visit }) =>
      page(
        `${siteHeader}<main><h1>Archives</h1>${posts.map((post) => `<article class="item"><a href="#" class="item-title">${post.title}</a><p><time datetime="${post.day}">${long(post)}</time></p><a href=".${addressOf(post)}.html">Read More</a></article>`).join('')}</main><div class="tags"><a href="/tag/one.html">one</a><a href="/tag/two.html">two</a><a href="/tag/three.html">three</a></div>${siteFooter(visit)}`,
      ),
    address: (post) => `${addressOf(post)}.html`,
  },
  {
    name: 'days alone beside short links, below their year and month',
    family: 'dates without a year',
    path: '/posts/',
    render: ({ posts }) =>
      page(
        `${siteHeader}<main><div class="archive"><h2></h2>${posts
          .map((post, position) => {
            const above = posts[position - 1];
            const isNewYear = above?.day.slice(0, 4) !== post.day.slice(0, 4);
            const isNewMonth = above?.day.slice(0, 7) !== post.day.slice(0, 7);
            return `${isNewYear ? `<div class="group-title-year">${post.day.slice(0, 4)}</div>` : ''}${isNewMonth ? `<div class="group-title-month">${monthOf(post)}</div>` : ''}<article class="item"><a href="${addressOf(post)}/">${post.title}</a> <span>${post.day.slice(8)}</span></article>`;
          })
          .join('')}</div></main>`,
      ),
    address: (post) => `${addressOf(post)}/`,
  },
  {
    name: 'day and title in one link, oldest first below each year',
    family: 'dates without a year',
    path: '/blog/archive',
    count: 4,
    render: ({ posts }) =>
      page(
        `${siteHeader}<main><h1>Archive</h1>${[...Map.groupBy(posts, (post) => post.day.slice(0, 4))]
          .map(
            ([year, ofYear]) =>
              `<div><h3 id="${year}">${year}<a href="#${year}">&#8203;</a></h3><ul>${ofYear
                .toReversed()
                .map(
                  (post) =>
                    `<li><a href="${addressOf(post)}">${dayIn('en-US', post.day, { month: 'long', day: 'numeric' })}<!-- --> - <!-- -->${post.title.slice(0, 9)}</a></li>`,
                )
                .join('')}</ul></div>`,
          )
          .join('')}</main>`,
      ),
    titleOf: (post) => post.title.slice(0, 9),
  },
  {
    name: 'the only card of a new blog, in which is its date',
    family: 'short lists',
    path: '/news/',
    count: 1,
    render: ({ posts }) =>
      page(
        `<label class="menu"><ul>${['Publications', 'Activities', 'Teaching', 'Projects'].map((name) => `<li><a href="/${name.toLowerCase()}/">${name}</a></li>`).join('')}</ul></label><main><h1>News</h1><section>${posts.map((post) => `<div class="third"><a href="${addressOf(post)}/"><div><div class="bold" style="font-size:20px">${post.title}</div><p><time datetime="${post.day} 00:00:00 +0000 UTC">${long(post)}</time> · 4 min</p></div></a></div>`).join('')}</section></main>`,
      ),
    address: (post) => `${addressOf(post)}/`,
  },
  {
    name: 'the only post of a new blog, undated',
    family: 'short lists',
    path: '/',
    count: 1,
    isUndated: true,
    render: ({ posts }) =>
      page(
        `<header><a href="/">The allotment</a></header><main><h1>The allotment shows you around!</h1>${posts.map((post) => `<article><header><h2><a href="${addressOf(post)}.html">${post.title}</a></h2></header><p>${post.excerpt}</p></article>`).join('')}</main>`,
      ),
    address: (post) => `${addressOf(post)}.html`,
  },
  {
    name: 'the only day and title of an archive, below its year',
    family: 'short lists',
    path: '/blog/archive/',
    count: 1,
    render: ({ posts }) =>
      page(
        `${siteHeader}<main><h1>Archive</h1>${posts.map((post) => `<h3>${post.day.slice(0, 4)}</h3><ul><li><a href="${addressOf(post)}">${dayIn('en-US', post.day, { month: 'long', day: 'numeric' })} - ${post.title}</a></li></ul>`).join('')}</main>`,
      ),
  },
  {
    name: 'an article of the whole page around that of the only post',
    family: 'short lists',
    path: '/archives.html',
    count: 1,
    render: ({ posts }) =>
      page(
        `${siteHeader}<div><article><h1>Archive of the allotment</h1><div>${posts.map((post) => `<article><h1><a href="${addressOf(post)}">${post.title}</a></h1><time datetime="${post.day}">${long(post)}</time><p>${post.excerpt}</p></article>`).join('')}</div></article></div>`,
      ),
  },
  {
    name: 'wares without dates beside a small login',
    family: 'undated',
    path: '/',
    isUndated: true,
    render: ({ posts }) =>
      page(
        `${siteHeader}<div class="left"><h2>Sign in</h2><form action="/login"><label>Name <input name="name"></label><label>Password <input type="password" name="password"></label><button>Sign in</button><a href="/forgot">Forgotten?</a></form></div><main><h1>Wares of the allotment</h1>${posts.map((post) => `<div class="ware"><h3><a href="${addressOf(post)}">${post.title}</a></h3><p>${post.excerpt}</p></div>`).join('')}</main>`,
      ),
  },
  {
    name: 'the site’s own heading in a column beside the only post',
    family: 'short lists',
    path: '/',
    count: 1,
    render: ({ posts }) =>
      page(
        `<aside class="sidebar"><div class="container sticky"><div><a href="/en"><h1>The allotment</h1></a><p>On gardens</p></div></div></aside><main><div>${posts.map((post) => `<article><h1><a href="${addressOf(post)}">${post.title}</a></h1><time datetime="${post.day}">${long(post)}</time><p>${post.excerpt}</p></article>`).join('')}</div></main>`,
      ),
  },
  {
    name: 'the only recent post, where all is called a side bar',
    family: 'short lists',
    path: '/',
    count: 1,
    render: ({ posts, visit }) =>
      page(
        `<nav><a href="/archives/">Archives</a><a href="/link/">Friends</a></nav><main><div class="recent-posts" id="recent-posts">${posts.map((post) => `<div class="recent-post-item"><div class="post_cover"><a href="${addressOf(post)}/"><img src="/i.jpg" alt=""></a></div><div><a class="article-title" href="${addressOf(post)}/" title="${post.title}">${post.title}</a><div><span>Posted on</span><time datetime="${post.day}T10:00:00.000Z">${post.day}</time></div></div></div>`).join('')}</div><div class="aside-content" id="aside-content"><div>${posts.map((post) => `<div><a href="${addressOf(post)}/">${post.title}</a><time datetime="${post.day}T10:00:00.000Z">${post.day}</time></div>`).join('')}</div><a href="/archives/2026/11/">November ${visit}</a></div></main>`,
      ),
    address: (post) => `${addressOf(post)}/`,
  },
  {
    name: 'names that end in a day, glued to it',
    family: 'counters',
    path: '/',
    render: ({ posts }) =>
      page(
        `${siteHeader}<main>${posts.map((post) => `<article><h2><a href="${addressOf(post)}">${post.title}-2026-01-02</a></h2><time>${post.day}</time></article>`).join('')}</main>`,
      ),
    titleOf: (post) => `${post.title}-2026-01-02`,
  },
];

const none: Post = { slug: '', title: '', day: '', author: '', category: '', excerpt: '' };
