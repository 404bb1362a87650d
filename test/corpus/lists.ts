import {
  addressOf,
  ageOf,
  dayIn,
  page,
  type Post,
  rotated,
  type Shape,
  sidebar,
  siteFooter,
  siteHeader,
} from './shape.ts';

const iso = (post: Post) => post.day;

/** Lists of news, forums and links, and what stands in tables. */
export const lists: Shape[] = [
  {
    name: 'Hacker-News-like, two table rows for each',
    family: 'link lists',
    path: '/newest',
    render: ({ posts, visit, now }) =>
      page(
        `<center><table id="hnmain"><tr><td><span class="pagetop"><b><a href="/news">Allotment News</a></b> <a href="/newest">new</a> | <a href="/front">past</a> | <a href="/newcomments">comments</a></span></td></tr><tr><td><table>${posts
          .map(
            (
              post,
              position,
            ) => `<tr class="athing submission" id="${post.slug}"><td class="title"><span class="rank">${position + 1}.</span></td><td class="votelinks"><center><a id="up_1" href="/vote?id=${post.slug}&amp;how=up"><div class="votearrow" title="upvote"></div></a></center></td><td class="title"><span class="titleline"><a href="${addressOf(post)}">${post.title}</a><span class="sitebit comhead"> (<a href="/from?site=allotment.example"><span class="sitestr">allotment.example</span></a>)</span></span></td></tr>
            <tr><td colspan="2"></td><td class="subtext"><span class="subline"><span class="score">${visit * 9 + position} points</span> by <a href="/user?id=${post.author.split(' ')[0]}" class="hnuser">${post.author.split(' ')[0]}</a> <span class="age" title="${post.day}T12:00:00 1"><a href="/item?id=${post.slug}">${ageOf(post.day, now)} days ago</a></span> | <a href="/hide?id=${post.slug}">hide</a> | <a href="/item?id=${post.slug}">${visit * 2}&nbsp;comments</a></span></td></tr><tr class="spacer"></tr>`,
          )
          .join(
            '',
          )}<tr><td colspan="2"></td><td><a href="/newest?next=1" class="morelink" rel="next">More</a></td></tr></table></td></tr></table></center>`,
      ),
  },
  {
    name: 'Discourse-like, a table of topics',
    family: 'forums',
    path: '/latest',
    render: ({ posts, visit }) =>
      page(
        `<div id="main-outlet"><table class="topic-list"><thead><tr><th>Topic</th><th>Posters</th><th>Replies</th><th>Activity</th></tr></thead><tbody>${posts
          .map(
            (
              post,
              position,
            ) => `<tr class="topic-list-item category-news"><td class="main-link"><span class="link-top-line"><a class="title raw-link raw-topic-link" href="/t/${post.slug}/${200 - position}">${post.title}</a></span><div class="link-bottom-line"><a class="badge-wrapper" href="/c/garden/5">Garden</a></div></td>
            <td class="posters"><a href="/u/ann"><img alt="Ann" src="/a.png" title="Ann - Original Poster"></a></td><td class="num posts"><a href="/t/${post.slug}/${200 - position}/1"><span class="number">${visit + position}</span></a></td><td class="activity num"><a href="/t/${post.slug}/${200 - position}/2"><span class="relative-date" data-time="${Date.parse(`${post.day}T12:00:00Z`)}" data-format="tiny">${4 + position}d</span></a></td></tr>`,
          )
          .join('')}</tbody></table></div>`,
      ),
    address: (post) => `/t/${post.slug}`,
  },
  {
    name: 'phpBB-like, topics with a pinned announcement on top',
    family: 'forums',
    path: '/viewforum.php?f=2',
    render: ({ posts, visit }) =>
      page(
        `<div id="page-body"><h2 class="forum-title"><a href="/viewforum.php?f=2">News</a></h2><div class="forumbg announcement"><ul class="topiclist topics"><li class="row sticky"><dl class="row-item sticky_read"><dt title="No unread posts"><div class="list-inner"><a href="/viewtopic.php?f=2&amp;t=1" class="topictitle">Rules of this forum, read them first</a><br><div class="topic-poster">by <a href="/memberlist.php?mode=viewprofile&amp;u=2" class="username">Admin</a> » Mon Jan 05, 2015 9:00 am</div></div></dt><dd class="posts">${visit}</dd></dl></li></ul></div><div class="forumbg"><ul class="topiclist topics">${posts
          .map(
            (post) =>
              `<li class="row bg1"><dl class="row-item topic_read"><dt title="No unread posts"><div class="list-inner"><a href="/viewtopic.php?f=2&amp;t=${post.slug}" class="topictitle">${post.title}</a><br><div class="topic-poster">by <a href="/memberlist.php?mode=viewprofile&amp;u=7" class="username">${post.author}</a> » ${dayIn('en-US', post.day, { weekday: 'short', month: 'short', day: '2-digit', year: 'numeric' })} 9:30 am</div></div></dt><dd class="posts">${visit * 2}</dd><dd class="views">${visit * 31}</dd><dd class="lastpost"><span>by <a href="/memberlist.php?u=9">Bo</a> <a href="/viewtopic.php?f=2&amp;p=9#p9" title="Go to last post">▸</a></span></dd></dl></li>`,
          )
          .join('')}</ul></div></div>`,
      ),
    address: (post) => `/viewtopic.php?f=2&t=${post.slug}`,
  },
  {
    name: 'a news list of an authority, in a table with dates in front',
    family: 'authorities',
    language: 'de',
    path: '/presse',
    render: ({ posts, visit }) =>
      page(
        `${siteHeader}<div id="inhalt"><h1>Pressemitteilungen</h1><table class="liste"><thead><tr><th>Datum</th><th>Titel</th></tr></thead><tbody>${posts
          .map(
            (post) =>
              `<tr><td>${dayIn('de', post.day, { day: '2-digit', month: '2-digit', year: 'numeric' })}</td><td><a href="${addressOf(post)}">${post.title}</a></td></tr>`,
          )
          .join('')}</tbody></table></div>${siteFooter(visit)}`,
        { language: 'de' },
      ),
  },
  {
    name: 'notices of an authority that are PDF files',
    family: 'authorities',
    path: '/notices',
    render: ({ posts }) =>
      page(
        `${siteHeader}<div class="content"><h1>Public notices</h1><ul class="documents">${posts
          .map(
            (post) =>
              `<li><span class="date">${dayIn('en-GB', post.day)}</span> <a href="${addressOf(post)}.pdf">${post.title}</a> <span>(PDF, 120 kB)</span></li>`,
          )
          .join('')}</ul></div>`,
      ),
    address: (post) => `${addressOf(post)}.pdf`,
  },
  {
    name: 'press releases with numeric dates in the American order',
    family: 'authorities',
    path: '/press',
    render: ({ posts }) =>
      page(
        `<div class="press">${posts
          .map(
            (post) =>
              `<div class="views-row"><div class="views-field-created"><span>${dayIn('en-US', post.day, { day: '2-digit', month: '2-digit', year: 'numeric' })}</span></div><div class="views-field-title"><span class="field-content"><a href="${addressOf(post)}">${post.title}</a></span></div></div>`,
          )
          .join('')}</div>`,
        { language: 'en-US' },
      ),
  },
  {
    name: 'releases as GitHub lists them',
    family: 'releases',
    path: '/ann/spade/releases',
    render: ({ posts, visit }) =>
      page(
        `<div class="application-main"><main id="js-repo-pjax-container"><div class="repo-nav"><a href="/ann/spade">Code</a><a href="/ann/spade/issues">Issues ${visit}</a></div>${posts
          .map(
            (
              post,
              position,
            ) => `<section aria-labelledby="hd-${post.slug}"><h2 class="sr-only" id="hd-${post.slug}">${post.title}</h2><div class="d-flex"><div class="col-md-2"><relative-time class="no-wrap" prefix="" datetime="${post.day}T12:00:00Z">${dayIn('en-US', post.day, { day: '2-digit', month: 'short' })}</relative-time><a href="/ann" class="color-fg-muted">ann</a><a href="/ann/spade/tree/v${50 - position}" title="v${50 - position}">v${50 - position}</a><a href="/ann/spade/commit/abc${position}"><code>abc${position}def</code></a></div>
            <div class="Box"><div class="Box-body"><span class="f1"><a href="/ann/spade/releases/tag/${post.slug}" class="Link--primary Link">${post.title}</a></span>${position === 0 ? '<a href="/ann/spade/releases/latest"><span class="Label">Latest</span></a>' : ''}<div class="markdown-body"><h2>What's Changed</h2><ul><li>Fix the handle by <a class="user-mention" href="https://hub.example/bo">@bo</a> in <a class="issue-link" href="https://hub.example/ann/spade/pull/${90 - position}">#${90 - position}</a></li><li>Paint it by <a class="user-mention" href="https://hub.example/cleo">@cleo</a> in <a class="issue-link" href="https://hub.example/ann/spade/pull/${60 - position}">#${60 - position}</a></li></ul><p><strong>Full Changelog</strong>: <a href="https://hub.example/ann/spade/compare/v1...v${position}"><tt>v1...v${position}</tt></a></p></div></div></div></div></section>`,
          )
          .join(
            '',
          )}<div class="pagination"><a rel="next" href="/ann/spade/releases?page=2">Next</a></div></main></div>`,
      ),
    address: (post) => `/ann/spade/releases/tag/${post.slug}`,
  },
  {
    name: 'days as headings above several links each',
    family: 'news lists',
    path: '/news',
    count: 14,
    render: ({ posts, visit }) =>
      page(
        `<div class="stream"><h1>All news</h1>${[...Map.groupBy(posts, (post) => post.day)]
          .map(
            ([day, ofDay]) =>
              `<h3>${dayIn('en-US', day, { dateStyle: 'full' })}</h3><ul>${ofDay.map((post) => `<li><a href="${addressOf(post)}">${post.title}</a> <small>${visit} views</small></li>`).join('')}</ul>`,
          )
          .join('')}</div>`,
      ),
  },
  {
    name: 'months as headings, days alone before the links',
    family: 'news lists',
    path: '/log',
    count: 14,
    render: ({ posts }) =>
      page(
        `<div class="log"><h1>Log</h1>${[...Map.groupBy(posts, (post) => post.day.slice(0, 7))]
          .map(
            ([month, ofMonth]) =>
              `<h2>${dayIn('en-US', `${month}-15`, { month: 'long', year: 'numeric' })}</h2><ul>${ofMonth.map((post) => `<li><b>${Number(post.day.slice(8))}</b> <a href="${addressOf(post)}">${post.title}</a></li>`).join('')}</ul>`,
          )
          .join('')}</div>`,
      ),
  },
  {
    name: 'dates only in the addresses',
    family: 'news lists',
    path: '/',
    render: (view) =>
      page(
        `${siteHeader}<div class="stories">${view.posts.map((post) => `<div class="story"><a href="/${post.day.replaceAll('-', '/')}/${post.slug}">${post.title}</a><p>${post.excerpt}</p></div>`).join('')}</div>${sidebar(view)}`,
      ),
    address: (post) => `/${post.day.replaceAll('-', '/')}/${post.slug}`,
  },
  {
    name: 'a definition list, the date as the term',
    family: 'hand-made',
    path: '/',
    render: ({ posts }) =>
      page(
        `<h1>Diary</h1><dl>${posts.map((post) => `<dt>${dayIn('en-GB', post.day)}</dt><dd><a href="${addressOf(post)}">${post.title}</a></dd>`).join('')}</dl>`,
      ),
  },
  {
    name: 'lines with breaks, each a date and a link',
    family: 'hand-made',
    path: '/',
    render: ({ posts, visit }) =>
      page(
        `<p><b>News</b> visitor ${visit}</p><p>${posts.map((post) => `${iso(post)} - <a href="${addressOf(post)}">${post.title}</a><br>`).join('\n')}</p>`,
      ),
  },
  {
    name: 'oldest first, dated',
    family: 'oldest first',
    path: '/letters',
    render: ({ posts }) =>
      page(
        `<h1>Letters</h1><ul>${posts
          .toReversed()
          .map((post) => `<li><a href="${addressOf(post)}">${post.title}</a> (${dayIn('en-US', post.day)})</li>`)
          .join('')}</ul>`,
      ),
  },
  {
    name: 'oldest first, numbered and not dated',
    family: 'oldest first',
    path: '/chapters',
    render: ({ posts }) =>
      page(
        `<h1>Chapters</h1><ol>${posts
          .toReversed()
          .map(
            (post) =>
              `<li><a href="${addressOf(post)}">Chapter ${Number(post.slug.split('-').at(-1)) - 90}: ${post.title}</a></li>`,
          )
          .join('')}</ol>`,
      ),
    titleOf: (post) => `Chapter ${Number(post.slug.split('-').at(-1)) - 90}: ${post.title}`,
  },
  {
    name: 'not dated, in the order of the page',
    family: 'undated',
    path: '/stories',
    render: (view) =>
      page(
        `${siteHeader}<main>${view.posts.map((post) => `<div class="item"><h3><a href="/stories/${post.slug.replaceAll(/\d/g, (digit) => 'abcdefghij'[Number(digit)] ?? '')}">${post.title}</a></h3><p>${post.excerpt}</p></div>`).join('')}</main>${siteFooter(view.visit)}`,
      ),
    address: (post) => `/stories/${post.slug.replaceAll(/\d/g, (digit) => 'abcdefghij'[Number(digit)] ?? '')}`,
  },
  {
    name: 'not dated, below a sticky post',
    family: 'undated',
    path: '/stories',
    render: (view) =>
      page(
        `${siteHeader}<main><article class="post sticky"><span class="label">Pinned</span><h2><a href="/stories/welcome">Welcome, and read this first</a></h2></article>${view.posts.map((post) => `<article class="post"><h2><a href="${addressOf(post)}">${post.title}</a></h2><p>${post.excerpt}</p></article>`).join('')}</main>${siteFooter(view.visit)}`,
      ),
  },
  {
    name: 'an archive of three hundred, newest first',
    family: 'long archives',
    path: '/all',
    count: 300,
    render: ({ posts }) =>
      page(
        `<h1>Everything</h1><ul>${posts.map((post) => `<li><span>${iso(post)}</span> <a href="${addressOf(post)}">${post.title}</a></li>`).join('')}</ul>`,
      ),
  },
  {
    name: 'an archive of three hundred, oldest first',
    family: 'long archives',
    path: '/all',
    count: 300,
    render: ({ posts }) =>
      page(
        `<h1>Everything</h1><ul>${posts
          .toReversed()
          .map((post) => `<li><a href="${addressOf(post)}">${post.title}</a> <i>${dayIn('en-GB', post.day)}</i></li>`)
          .join('')}</ul>`,
      ),
  },
  ...[1, 2, 3].map((count): Shape => ({
    name: `a list of ${count}`,
    family: 'short lists',
    path: '/blog',
    count,
    render: (view) =>
      page(
        `${siteHeader}<main><h1>Blog</h1>${view.posts.map((post) => `<div class="post"><h2><a href="${addressOf(post)}">${post.title}</a></h2><p>${dayIn('en-US', post.day)}</p><p>${post.excerpt}</p></div>`).join('')}</main>${siteFooter(view.visit)}`,
      ),
  })),
  {
    name: 'links that the page marks as related to another list',
    family: 'news lists',
    path: '/magazine',
    render: (view) =>
      page(
        `${siteHeader}<div class="container"><div class="col-main">${view.posts.map((post) => `<div class="teaser"><h2><a href="${addressOf(post)}">${post.title}</a></h2><span class="date">${dayIn('en-GB', post.day)}</span></div>`).join('')}</div><div class="col-right"><div class="box"><h4>Most read</h4>${rotated(
          [1, 2, 3, 4],
          view.visit,
        )
          .map(
            (n) =>
              `<div class="mini"><a href="/classic/${n}">A classic of the house, number ${n}</a><span>${dayIn('en-GB', view.now.toISOString().slice(0, 10))}</span></div>`,
          )
          .join('')}</div></div></div>${siteFooter(view.visit)}`,
      ),
  },
];
