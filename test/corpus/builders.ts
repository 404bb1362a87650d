import { addressOf, dayIn, page, rotated, type Shape, siteFooter, siteHeader } from './shape.ts';

const long = (day: string) => dayIn('en-US', day);

/** Lists as site builders and content systems make them. */
export const builders: Shape[] = [
  {
    name: 'Elementor, where everything is a widget',
    family: 'site builders',
    path: '/blog',
    render: ({ posts, visit }) =>
      page(
        `<div class="elementor elementor-12"><div class="elementor-widget elementor-widget-nav-menu"><a href="/">Home</a><a href="/services-we-offer">Services that we offer</a></div><section class="elementor-section"><div class="elementor-widget-wrap"><div class="elementor-element elementor-widget elementor-widget-posts"><div class="elementor-posts-container">${posts.map((post) => `<article class="elementor-post elementor-grid-item post-11"><a class="elementor-post__thumbnail__link" href="${addressOf(post)}"><img src="/i.png" alt=""></a><div class="elementor-post__text"><h3 class="elementor-post__title"><a href="${addressOf(post)}">${post.title}</a></h3><div class="elementor-post__meta-data"><span class="elementor-post-date">${long(post.day)}</span><span class="elementor-post-avatar">No Comments</span></div><a class="elementor-post__read-more" href="${addressOf(post)}">Read More »</a></div></article>`).join('')}</div></div></div></section><p>${visit}</p></div>`,
      ),
  },
  {
    name: 'Webflow, a list by roles',
    family: 'site builders',
    path: '/blog',
    render: ({ posts }) =>
      page(
        `<div class="w-nav" role="banner"><a href="/" class="w-nav-brand">A</a></div><div class="section"><div role="list" class="w-dyn-items">${posts.map((post) => `<div role="listitem" class="w-dyn-item"><a href="${addressOf(post)}" class="link-block w-inline-block"><div class="image"></div><div class="tagline">${post.category}</div><h4 class="heading-9">${post.title}</h4><div class="text-block-3">${dayIn('en-US', post.day, { dateStyle: 'medium' })}</div></a></div>`).join('')}</div></div>`,
      ),
  },
  {
    name: 'Drupal, rows of a view with full dates',
    family: 'site builders',
    path: '/news',
    render: ({ posts, visit }) =>
      page(
        `<div class="layout-container">${siteHeader}<main role="main"><div class="view-content">${posts.map((post) => `<div class="views-row"><article class="node node--type-article node--view-mode-teaser"><h2 class="node__title"><a href="${addressOf(post)}" rel="bookmark"><span class="field field--name-title">${post.title}</span></a></h2><footer class="node__meta"><span>Submitted by <span>${post.author}</span> on <span>${dayIn('en-US', post.day, { weekday: 'short', month: '2-digit', day: '2-digit', year: 'numeric' })} - 10:12</span></span></footer><div class="node__content"><p>${post.excerpt}</p><ul class="links inline"><li class="node-readmore"><a href="${addressOf(post)}" title="${post.title}">Read more</a></li><li><a href="/user/login">Log in</a> to post comments</li></ul></div></article></div>`).join('')}</div></main></div>${siteFooter(visit)}`,
        { language: 'en-US' },
      ),
  },
  {
    name: 'rows of a link with a title and a date side by side',
    family: 'cards',
    path: '/writing',
    render: ({ posts }) =>
      page(
        `<div class="w"><a href="/">ann</a>${posts.map((post) => `<a class="row" href="${addressOf(post)}"><span>${post.title}</span><span class="dim">${dayIn('en-US', post.day, { dateStyle: 'medium' })}</span></a>`).join('')}</div>`,
      ),
  },
  {
    name: 'a table of titles, categories and dates',
    family: 'tables',
    path: '/resources',
    render: ({ posts }) =>
      page(
        `${siteHeader}<table><tr><th>Title</th><th>Topic</th><th>Author</th><th>Date</th></tr>${posts.map((post) => `<tr><td><a href="${addressOf(post)}">${post.title}</a></td><td><a href="/resources/${post.category.toLowerCase()}">${post.category}</a></td><td><a href="/team/${post.author.split(' ')[0]}">${post.author}</a></td><td>${dayIn('en-GB', post.day, { dateStyle: 'medium' })}</td></tr>`).join('')}</table>`,
      ),
  },
  {
    name: 'authors in headings below the titles',
    family: 'cards',
    path: '/blog',
    render: ({ posts }) =>
      page(
        `<main>${posts.map((post) => `<div class="c"><h3><a href="${addressOf(post)}">${post.title}</a></h3><div class="who"><h5><a href="/experts/${post.slug.slice(-3)}">${post.author} of the ${post.slug.slice(-3)}</a></h5><p>${long(post.day)}</p></div></div>`).join('')}</main>`,
      ),
  },
  {
    name: 'a section called recent posts as the list itself',
    family: 'cards',
    path: '/',
    render: ({ posts, visit }) =>
      page(
        `${siteHeader}<section class="recent-posts"><h2>Recent posts</h2><div>${posts.map((post) => `<div><h3><a href="${addressOf(post)}">${post.title}</a></h3><time datetime="${post.day}">${long(post.day)}</time></div>`).join('')}</div></section>${siteFooter(visit)}`,
      ),
  },
  {
    name: 'calendar leaves of a day, a month and a year',
    family: 'cards',
    path: '/aktuelles',
    language: 'de',
    render: ({ posts }) =>
      page(
        `<div class="list">${posts.map((post) => `<div class="item"><div class="leaf"><div class="d">${post.day.slice(8)}</div><div class="m">${dayIn('de', post.day, { month: 'short' })}</div><div class="y">${post.day.slice(0, 4)}</div></div><div class="t"><a href="${addressOf(post)}">${post.title}</a><p>${post.excerpt}</p></div></div>`).join('')}</div>`,
        { language: 'de' },
      ),
  },
  {
    name: 'a Chinese portal, dates in brackets and cut titles',
    family: 'news lists',
    path: '/xwzx/index.html',
    language: 'zh',
    render: ({ posts, visit }) =>
      page(
        `<div class="top"><a href="/">首页</a> <a href="/gywm/">关于我们的机构</a></div><div class="w1000"><div class="left"><ul class="menu"><li><a href="/xwzx/">新闻中心</a></li><li><a href="/tzgg/">通知公告列表</a></li></ul></div><div class="list_con"><ul>${posts.map((post) => `<li><em>[${post.day}]</em><a href="${addressOf(post)}.htm" target="_blank" title="${post.title}">${post.title}</a></li>`).join('')}</ul><div class="page"><a href="/xwzx/index_1.html">2</a><a href="/xwzx/index_2.html">3</a><a href="/xwzx/index_1.html">下一页</a><span>共${visit}页</span></div></div></div>`,
        { language: 'zh-CN' },
      ),
    address: (post) => `${addressOf(post)}.htm`,
  },
  {
    name: 'a Japanese list of notices with dots in the dates',
    family: 'news lists',
    path: '/news/',
    language: 'ja',
    render: ({ posts }) =>
      page(
        `<div id="contents"><h2>お知らせ</h2><dl class="news">${posts.map((post) => `<dt>${post.day.replaceAll('-', '.')}</dt><dd><span class="cat">お知らせ</span><a href="${addressOf(post)}">${post.title}</a></dd>`).join('')}</dl></div>`,
        { language: 'ja' },
      ),
  },
  {
    name: 'a Polish portal with hours for today’s and days for others',
    family: 'news lists',
    path: '/',
    language: 'pl',
    render: ({ posts, visit }) =>
      page(
        `<div class="feed">${posts.map((post) => `<div class="news"><a href="${addressOf(post)},${post.slug.slice(-3)}.html"><div class="img"></div><h2>${post.title}</h2></a><div class="when">${dayIn('pl', post.day, { day: 'numeric', month: 'long', year: 'numeric' })}, 12:00</div><div class="tags"><a href="/temat/ogrod">ogród</a><a href="/temat/sad">sad</a></div></div>`).join('')}</div><div class="popular-box"><h3>Najczęściej czytane</h3>${rotated(
          [1, 2, 3, 4],
          visit,
        )
          .map((n) => `<div><a href="/top/${n}"><h4>Stary przebój numer ${n}</h4></a></div>`)
          .join('')}</div>`,
        { language: 'pl' },
      ),
    address: (post) => `${addressOf(post)},${post.slug.slice(-3)}.html`,
  },
  {
    name: 'a weblog whose titles lead elsewhere and whose permalinks are marks',
    family: 'link lists',
    path: '/',
    render: ({ posts }) =>
      page(
        `<div id="Main">${posts.map((post) => `<dl class="linkedlist"><dt><a href="${addressOf(post)}">${post.title}</a> <a class="permalink" title="Permanent link to ‘${post.title}’" href="/linked/${post.slug}">★</a></dt><dd><p>${post.excerpt} <a href="/elsewhere/${post.slug}">as they say</a></p><p class="dateline">${long(post.day)}</p></dd></dl>`).join('')}</div>`,
      ),
  },
  {
    name: 'notes without titles, known by their permalinks',
    family: 'microblogs',
    path: '/notes',
    render: ({ posts }) =>
      page(
        `<main class="h-feed">${posts.map((post) => `<article class="h-entry"><div class="e-content"><p>${post.title}</p></div><a class="u-url" href="${addressOf(post)}"><time class="dt-published" datetime="${post.day}T10:00:00Z">${long(post.day)}</time></a></article>`).join('')}</main>`,
      ),
  },
  {
    name: 'a list inside a form of a page of thirty thousand spaces',
    family: 'hand-made',
    path: '/default.aspx',
    render: ({ posts }) =>
      page(
        `<form><table width="100%"><tr><td valign="top"><table><tr><td><a href="/a.aspx">Start page</a></td></tr></table></td><td>${'&nbsp; '.repeat(500)}<table>${posts.map((post) => `<tr><td><font size="2"><b>${dayIn('en-US', post.day, { month: '2-digit', day: '2-digit', year: 'numeric' })}</b></font></td></tr><tr><td><font size="2"><a href="/view.aspx?id=${post.slug}&amp;lang=1">${post.title}</a></font></td></tr><tr><td height="5"></td></tr>`).join('')}</table></td></tr></table></form>`,
      ),
    address: (post) => `/view.aspx?id=${post.slug}&lang=1`,
  },
];
