import { dayIn, page, type Post, type Shape, siteFooter, siteHeader } from './shape.ts';

/** Versions rise with the number in the slug. */
const version = (post: Post) => `1.${Number(post.slug.split('-').at(-1)) - 100}.0`;
const anchor = (post: Post) => version(post).replaceAll('.', '-');
const pulls = (post: Post) =>
  `<ul><li>Faster handles, see <a href="https://hub.example/ann/spade/pull/${post.slug.slice(-2)}">#${post.slug.slice(-2)}</a></li><li>Fixed what ${post.author} found in <a href="https://hub.example/ann/spade/issues/9${post.slug.slice(-2)}">#9${post.slug.slice(-2)}</a></li><li>Removed support of 3.2.1</li></ul>`;

/** Pages whose entries are sections of themselves. */
export const changelogs: Shape[] = [
  {
    name: 'Keep a Changelog, versions that link to comparisons',
    family: 'changelogs',
    path: '/CHANGELOG.html',
    render: ({ posts }) =>
      page(
        `<main><h1>Changelog</h1><p>All notable changes. The format is based on <a href="https://keepachangelog.example/en/1.1.0/">Keep a Changelog</a>.</p><h2 id="unreleased"><a href="https://hub.example/ann/spade/compare/v${posts[0] && version(posts[0])}...HEAD">Unreleased</a></h2>${posts
          .map(
            (post) =>
              `<h2 id="${anchor(post)}"><a href="https://hub.example/ann/spade/compare/v0...v${version(post)}">${version(post)}</a> - ${post.day}</h2><h3>Added</h3>${pulls(post)}<h3>Fixed</h3><ul><li>Rust</li></ul>`,
          )
          .join('')}</main>`,
      ),
    address: (post) => `/CHANGELOG.html#${anchor(post)}`,
    titleOf: (post) => `${version(post)} - ${post.day}`,
  },
  {
    name: 'kinds of changes whose headings outnumber the versions',
    family: 'changelogs',
    path: '/changelog/',
    render: ({ posts }) =>
      page(
        `<nav><a href="/changelog/">Changelog</a></nav><main><article><h1 id="changelog">Changelog</h1><p>As in <a href="https://keepachangelog.example/">Keep a Changelog</a>, by <a href="https://semver.example/">Semantic Versioning</a>.</p><h2 id="unreleased">[Unreleased]</h2>${posts.map((post) => `<h2 id="${anchor(post)}">[${version(post)}] - ${post.day}</h2>${['Added', 'Changed', 'Fixed'].map((kind) => `<h3>${kind}</h3><ul><li>${post.excerpt}</li></ul>`).join('')}`).join('')}</article></main>`,
      ),
    address: (post) => `/changelog/#${anchor(post)}`,
    titleOf: (post) => `[${version(post)}] - ${post.day}`,
  },
  {
    name: 'versions as headings with anchors, the date below',
    family: 'changelogs',
    path: '/changelog',
    render: ({ posts, visit }) =>
      page(
        `${siteHeader}<div class="doc"><h1>Release notes</h1>${posts.map((post) => `<h2 id="v${anchor(post)}">v${version(post)}<a class="header-anchor" href="#v${anchor(post)}" aria-label="Permalink">#</a></h2><p><em>${dayIn('en-US', post.day)}</em></p>${pulls(post)}`).join('')}</div>${siteFooter(visit)}`,
      ),
    address: (post) => `/changelog#v${anchor(post)}`,
    titleOf: (post) => `v${version(post)}`,
  },
  {
    name: 'versions alone, without dates',
    family: 'changelogs',
    path: '/changes',
    isUndated: true,
    render: ({ posts }) =>
      page(
        `<div><h1>Changes</h1>${posts.map((post) => `<h3 id="release-${anchor(post)}">Version ${version(post)}</h3>${pulls(post)}`).join('')}</div>`,
      ),
    address: (post) => `/changes#release-${anchor(post)}`,
    titleOf: (post) => `Version ${version(post)}`,
  },
  {
    name: 'a product changelog, the date above each title',
    family: 'changelogs',
    path: '/changelog',
    render: ({ posts, visit }) =>
      page(
        `<nav><a href="/">Product</a></nav><main><h1>Changelog</h1>${posts.map((post) => `<section class="grid" id="${post.slug}"><div class="left"><time datetime="${post.day}">${dayIn('en-US', post.day)}</time></div><div class="right"><h2>${post.title}</h2><p>${post.excerpt}</p><h3>Fixes</h3>${pulls(post)}</div></section>`).join('')}<p>${visit} teams use it</p></main>`,
      ),
    address: (post) => `/changelog#${post.slug}`,
  },
  {
    name: 'a changelog of days alone',
    family: 'changelogs',
    path: '/updates',
    render: ({ posts }) =>
      page(
        `<main><h1>What changed</h1>${posts.map((post) => `<h2 id="d${post.day}">${dayIn('en-US', post.day)}</h2><p>${post.excerpt} ${post.title}.</p>${pulls(post)}`).join('')}</main>`,
      ),
    address: (post) => `/updates#d${post.day}`,
    titleOf: (post) => dayIn('en-US', post.day),
  },
  {
    name: 'versions in bold paragraphs',
    family: 'changelogs',
    path: '/history.html',
    render: ({ posts }) =>
      page(
        `<h1>History</h1>${posts.map((post) => `<p><b>Version ${version(post)} (${dayIn('en-GB', post.day)})</b></p>${pulls(post)}`).join('')}`,
      ),
    address: () => '/history.html',
    titleOf: (post) => `Version ${version(post)} (${dayIn('en-GB', post.day)})`,
  },
  {
    name: 'a table of contents above the sections',
    family: 'changelogs',
    path: '/releases.html',
    render: ({ posts }) =>
      page(
        `<div class="toc-box"><p>On this page</p><ul>${posts.map((post) => `<li><a href="#r${anchor(post)}">Release ${version(post)}</a></li>`).join('')}</ul></div><article><h1>Releases</h1>${posts.map((post) => `<section id="r${anchor(post)}"><h2>Release ${version(post)}</h2><p>Released on ${dayIn('en-US', post.day)}</p>${pulls(post)}</section>`).join('')}</article>`,
      ),
    address: (post) => `/releases.html#r${anchor(post)}`,
    titleOf: (post) => `Release ${version(post)}`,
  },
  {
    name: 'a changelog whose titles link to pages of their own',
    family: 'changelogs',
    path: '/changelog',
    render: ({ posts }) =>
      page(
        `<main><h1>Changelog</h1>${posts.map((post) => `<article><p class="d">${dayIn('en-US', post.day, { month: 'short', day: 'numeric', year: 'numeric' })}</p><h2><a href="/changelog/${post.slug}">${post.title}</a></h2><p>${post.excerpt}</p>${pulls(post)}</article>`).join('')}</main>`,
      ),
    address: (post) => `/changelog/${post.slug}`,
  },
  {
    name: 'a list of releases that links into one other page',
    family: 'changelogs',
    path: '/',
    render: ({ posts }) =>
      page(
        `<h1>Spade</h1><p>A tool.</p><ul>${posts.map((post) => `<li>${dayIn('en-US', post.day)}: <a href="/notes.html#${anchor(post)}">Spade ${version(post)}</a></li>`).join('')}</ul>`,
      ),
    address: (post) => `/notes.html#${anchor(post)}`,
    titleOf: (post) => `Spade ${version(post)}`,
  },
];
