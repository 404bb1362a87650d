/** Pages that answer with 200 and are not what was asked for, as sites in the usual languages show them. */
export interface Wall {
  name: string;
  html: string;
  outcomes: ('blocked' | 'failed' | 'unsure')[];
  code: string;
}

const page = (title: string, body: string, language = 'en') =>
  `<!doctype html><html lang="${language}"><head><meta charset="utf-8"><title>${title}</title></head><body>${body}</body></html>`;
const menu = '<nav><a href="/">Home</a><a href="/about">About us</a></nav>';
const recent = `<h3>Recent posts</h3><ul>${['The first of them', 'The second of them', 'The third of them', 'The fourth'].map((title, n) => `<li><a href="/posts/${n}">${title}</a> <time datetime="2026-11-0${n + 1}">November ${n + 1}, 2026</time></li>`).join('')}</ul>`;

const icons = ['threema.example', 'chat.example', 'code.example', 'photos.example'].map(
  (host) =>
    `<li><a href="https://${host}/ann" aria-label="Learn more on ${host}"><img src="/${host}.svg" alt=""></a></li>`,
);

export const walls: Wall[] = [
  {
    name: 'a visiting card, whose icons lead elsewhere',
    html: page('Ann', `<h1>Ann</h1><h2>Bells and other instruments</h2><div><ul>${icons.join('')}</ul></div>`),
    outcomes: ['failed'],
    code: 'NO_ENTRIES',
  },
  {
    name: 'a check of the browser',
    html: page(
      'Just a moment...',
      '<h1>a.example</h1><h2>Checking your browser before accessing a.example</h2><p>This process is automatic.</p><div id="challenge-form"></div>',
    ),
    outcomes: ['blocked'],
    code: 'ACCESS_REFUSED',
  },
  {
    name: 'a captcha',
    html: page(
      'a.example',
      '<p>Please complete this to go on.</p><div class="g-recaptcha" style="width:300px;height:70px">.</div>',
    ),
    outcomes: ['blocked'],
    code: 'ACCESS_REFUSED',
  },
  {
    name: 'a refusal',
    html: page(
      'Access Denied',
      '<h1>Access Denied</h1><p>You don’t have permission to access this server. Reference #18.2f</p>',
    ),
    outcomes: ['blocked'],
    code: 'ACCESS_REFUSED',
  },
  {
    name: 'a login',
    html: page(
      'Log in',
      `${menu}<form><h1>Log in to your account</h1><input name="user"><input type="password"><button>Log in</button><a href="/reset">Forgot your password?</a><a href="/join">Create an account here</a><a href="/help">Help with logging in</a></form>`,
    ),
    outcomes: ['blocked'],
    code: 'LOGIN_REQUIRED',
  },
  {
    name: 'a German login',
    html: page('Anmelden', `<h1>Anmelden</h1><form><input name="name"><input type="password"></form>`, 'de'),
    outcomes: ['blocked'],
    code: 'LOGIN_REQUIRED',
  },
  {
    name: 'a wall for subscribers without a field',
    html: page(
      'The allotment',
      `${menu}<h1>The allotment</h1><p>You must be logged in to view this page.</p><a href="/join">Join the allotment today</a>`,
    ),
    outcomes: ['blocked'],
    code: 'LOGIN_REQUIRED',
  },
  {
    name: 'a consent page',
    html: page(
      'Before you continue',
      '<h1>Before you continue</h1><p>We use cookies and data to deliver our services.</p><button>Accept all</button><button>Reject all</button><a href="/privacy-policy">Our privacy policy in full</a><a href="/terms-of-use">The terms of use in full</a><a href="/partners-list">List of all our partners</a>',
    ),
    outcomes: ['blocked'],
    code: 'ACCESS_REFUSED',
  },
  {
    name: 'a German consent page',
    html: page(
      'Einwilligung',
      '<div><h2>Wir verwenden Cookies</h2><p>Mit Ihrer Zustimmung verarbeiten wir Daten.</p><button>Alle akzeptieren</button></div>',
      'de',
    ),
    outcomes: ['blocked'],
    code: 'ACCESS_REFUSED',
  },
  {
    name: 'a page that is missing',
    html: page(
      'Page not found – The allotment',
      `${menu}<main><h1>Oops! That page can’t be found.</h1><p>It looks like nothing was found at this location.</p>${recent}</main>`,
    ),
    outcomes: ['failed'],
    code: 'PAGE_NOT_FOUND',
  },
  {
    name: 'a French page that is missing',
    html: page('Page introuvable', `<h1>Erreur 404</h1><p>La page n’existe pas.</p>${recent}`, 'fr'),
    outcomes: ['failed'],
    code: 'PAGE_NOT_FOUND',
  },
  {
    name: 'a Russian page that is missing',
    html: page('404', '<h1>Страница не найдена</h1><a href="/">На главную</a>', 'ru'),
    outcomes: ['failed'],
    code: 'PAGE_NOT_FOUND',
  },
  {
    name: 'an outage',
    html: page(
      'The allotment',
      '<h1>We’ll be back soon!</h1><p>Sorry, we are performing maintenance at the moment.</p>',
    ),
    outcomes: ['failed'],
    code: 'PAGE_UNREACHABLE',
  },
  {
    name: 'a database that is down',
    html: page('Database Error', '<h1>Error establishing a database connection</h1>'),
    outcomes: ['failed'],
    code: 'PAGE_UNREACHABLE',
  },
  {
    name: 'an empty list',
    html: page(
      'Blog',
      `${menu}<main><h1>Blog</h1><p>No posts found.</p></main><footer><a href="/imprint">Imprint</a></footer>`,
    ),
    outcomes: ['failed', 'unsure'],
    code: 'NO_ENTRIES',
  },
  {
    name: 'an empty list beside popular posts',
    html: page(
      'Blog',
      `${menu}<main><h1>Blog</h1><p>There are no posts yet.</p></main><div class="sidebar"><h3>Popular posts</h3><ul><li><a href="/p/1">The first favourite of all</a></li><li><a href="/p/2">The second favourite of all</a></li><li><a href="/p/3">The third favourite of all</a></li></ul></div>`,
    ),
    outcomes: ['failed', 'unsure'],
    code: 'NO_ENTRIES',
  },
  {
    name: 'an empty Spanish list',
    html: page('Noticias', '<h1>Noticias</h1><p>No hay noticias en este momento.</p>', 'es'),
    outcomes: ['failed', 'unsure'],
    code: 'NO_ENTRIES',
  },
  {
    name: 'an empty Japanese list',
    html: page('お知らせ', '<h1>お知らせ</h1><p>記事はまだありません。</p>', 'ja'),
    outcomes: ['failed', 'unsure'],
    code: 'NO_ENTRIES',
  },
];
