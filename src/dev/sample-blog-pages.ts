export interface Post {
  /** The last part of its address. */
  slug: string;
  title: string;
  /** ISO 8601. */
  published_at: string;
  /** Paragraphs of plain text. */
  text: string[];
  /** Set where the post is elsewhere: the front page and the feed point there. */
  url?: string;
}

interface SiteHead {
  name: string;
  tagline: string;
  url: string;
}
type PlacedPost = Post & { url: string };

const style = `
  :root { color-scheme: light dark; --ink: #23302b; --soft: #66746d; --line: #dde4df; --paper: #fbfaf6; --leaf: #2c7a52; }
  @media (prefers-color-scheme: dark) { :root { --ink: #e6ebe8; --soft: #98a69f; --line: #2d3833; --paper: #151b18; --leaf: #7cc79c; } }
  body { margin: 0 auto; max-width: 42rem; padding: 3rem 1.5rem; background: var(--paper); color: var(--ink); font: 1.05rem/1.65 Georgia, serif; }
  header { border-bottom: 1px solid var(--line); margin-bottom: 2rem; }
  header a { color: inherit; text-decoration: none; }
  h1, h2 { line-height: 1.25; margin: 0 0 .3rem; }
  header p, time, footer { color: var(--soft); font: .9rem/1.5 system-ui, sans-serif; }
  article { margin-bottom: 2.2rem; }
  article a { color: var(--leaf); }
  footer { border-top: 1px solid var(--line); padding-top: 1rem; }`;

/** The posts, newest first, each with its date and its first paragraph. */
export function frontPage(site: SiteHead, posts: PlacedPost[]): string {
  const articles = posts.map(
    (post) => `
      <article>
        <h2><a href="${escape(post.url)}">${escape(post.title)}</a></h2>
        ${dateOf(post)}
        <p>${escape(post.text[0] ?? '')}</p>
      </article>`,
  );
  return page(site, site.name, articles.join(''));
}

export function articlePage(site: SiteHead, post: Post): string {
  const paragraphs = post.text.map((paragraph) => `<p>${escape(paragraph)}</p>`);
  return page(
    site,
    `${post.title} · ${site.name}`,
    `
      <article>
        <h1>${escape(post.title)}</h1>
        ${dateOf(post)}
        ${paragraphs.join('\n        ')}
      </article>`,
  );
}

/** The same posts as an Atom feed (RFC 4287). */
export function feed(site: SiteHead, posts: PlacedPost[]): string {
  const entries = posts.map(
    (post) => `
  <entry>
    <id>${escape(post.url)}</id>
    <title>${escape(post.title)}</title>
    <link href="${escape(post.url)}"/>
    <published>${post.published_at}</published>
    <updated>${post.published_at}</updated>
    <summary>${escape(post.text[0] ?? '')}</summary>
  </entry>`,
  );
  return `<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom">
  <id>${site.url}</id>
  <title>${escape(site.name)}</title>
  <subtitle>${escape(site.tagline)}</subtitle>
  <link href="${site.url}"/>
  <link rel="self" href="${site.url}feed.xml"/>
  <author><name>${escape(site.name)}</name></author>
  <updated>${posts[0]?.published_at ?? new Date(0).toISOString()}</updated>${entries.join('')}
</feed>
`;
}

function page(site: SiteHead, title: string, content: string): string {
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>${escape(title)}</title>
    <link rel="icon" href="data:,">
    <link rel="alternate" type="application/atom+xml" title="${escape(site.name)}" href="/feed.xml">
    <style>${style}</style>
  </head>
  <body>
    <header>
      <h1><a href="/">${escape(site.name)}</a></h1>
      <p>${escape(site.tagline)}</p>
    </header>
    <main>${content}
    </main>
    <footer>© ${escape(site.name)}</footer>
  </body>
</html>
`;
}

function dateOf({ published_at }: Post): string {
  const day = new Date(published_at).toLocaleDateString('en-GB', { dateStyle: 'long', timeZone: 'UTC' });
  return `<time datetime="${published_at}">${day}</time>`;
}

function escape(text: string): string {
  const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
  return text.replaceAll(/[&<>"]/g, (character) => entities[character] ?? character);
}
