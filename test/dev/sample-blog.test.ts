import assert from 'node:assert/strict';
import { describe, test, type TestContext } from 'node:test';
import { parseAtomFeed } from 'feedsmith';
import { startSite, type Site } from '../../src/dev/sample-blog.ts';
import { firstPosts, guestPost, secondPost } from '../../src/dev/demo/sample-posts.ts';

async function blogOf(context: TestContext): Promise<Site> {
  const blog = await startSite('A blog', 'About <things> & more', firstPosts());
  context.after(() => blog.close());
  return blog;
}
const text = async (url: string) => (await fetch(url)).text();

describe('the sample blog', () => {
  test('lists its posts newest first, each with its date, and links its feed', async (context) => {
    const blog = await blogOf(context);

    const page = await text(blog.url);

    const titles = [...page.matchAll(/<h2><a href="[^"]+">([^<]+)</g)].map(([, title]) => title);
    assert.deepEqual(
      titles,
      firstPosts()
        .map(({ title }) => title)
        .toReversed(),
    );
    assert.equal([...page.matchAll(/<time datetime="\d{4}-\d\d-\d\dT/g)].length, titles.length);
    assert.match(page, /<link rel="alternate" type="application\/atom\+xml" [^>]*href="\/feed.xml">/);
    assert.match(page, /About &lt;things&gt; &amp; more/);
  });

  test('has a page for each post that it lists', async (context) => {
    const blog = await blogOf(context);
    const addresses = [...(await text(blog.url)).matchAll(/<h2><a href="([^"]+)"/g)].map(([, url]) => url ?? '');

    for (const address of addresses) assert.equal((await fetch(address)).status, 200);
    assert.equal((await fetch(new URL('/posts/absent', blog.url))).status, 404);
  });

  test('shows what was published on the page and in a feed that a parser takes', async (context) => {
    const blog = await blogOf(context);

    const address = blog.publish(secondPost());

    const { entries } = parseAtomFeed(await text(new URL('/feed.xml', blog.url).href));
    assert.equal(entries?.[0]?.title?.value, secondPost().title);
    assert.equal(entries?.[0]?.links?.[0]?.href, address);
    assert.match(await text(address), new RegExp(`<h1>${secondPost().title}</h1>`));
  });

  test('lists a guest post where it stands: on another site', async (context) => {
    const blog = await blogOf(context);
    const other = await startSite('Another', 'Elsewhere', []);
    context.after(() => other.close());

    const address = other.publish(guestPost());
    blog.publish({ ...guestPost(), url: address });

    assert.notEqual(new URL(address).host, new URL(blog.url).host);
    assert.match(await text(blog.url), new RegExp(`<h2><a href="${address}">`));
    assert.equal((await fetch(address)).status, 200);
  });
});
