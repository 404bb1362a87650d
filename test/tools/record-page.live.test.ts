import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { appendFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { type Site, startSite } from '../browser/site.ts';
import { differencesIn } from '../reading/differences.ts';
import { savedPage } from '../reading/saved-pages.ts';

const tool = fileURLToPath(new URL('../../tools/record-page.ts', import.meta.url));

interface Ended {
  code: number;
  said: string;
}

function run(...given: string[]): Promise<Ended> {
  const env = { ...process.env, AUTO_TRIGGER_ALLOW_NETWORKS: '127.0.0.1' };
  return new Promise((resolve) => {
    execFile(process.execPath, [tool, ...given], { env }, (error, _stdout, said) =>
      resolve({ code: Number(error?.code ?? 0), said }),
    );
  });
}

describe('recording a page', () => {
  let folder: string;
  let site: Site;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'auto-trigger-pages-'));
    const posts = ['Badgers under the bandstand', 'Marmalade for the mayor', 'Lanterns on the lake'].map(
      (title, position) =>
        `<article class="post"><h2><a href="/posts/${title.replaceAll(' ', '-')}">${title}</a></h2><time>November ${20 - position}, 2026</time> <a href="#">Read more</a></article>`,
    );
    site = await startSite({
      '/blog': `<!doctype html><html lang="en"><title>Gazette of Nowhere</title><link rel="alternate" type="application/rss+xml" href="/rss"><nav><a href="/">Home</a></nav><main>${posts.join('')}</main><script>document.title += '!'</script>`,
      '/rss': {
        type: 'application/rss+xml',
        body: '<rss version="2.0"><channel><title>Gazette</title><link>{origin}/</link><item><title>Badgers under the bandstand</title><link>{origin}/posts/Badgers-under-the-bandstand</link><pubDate>Fri, 20 Nov 2026 10:00:00 GMT</pubDate><description>Badgers &lt;b&gt;everywhere&lt;/b&gt;</description></item></channel></rss>',
      },
    });
  });
  after(async () => {
    await site.close();
    await rm(folder, { recursive: true });
  });

  const textOf = (file: string) => readFile(join(folder, file), 'utf8');

  test('saves it with invented words, and what is read out of it today', async () => {
    const { code, said } = await run(`${site.url}/blog`, '--name', 'gazette', '--folder', folder);

    assert.equal(code, 0, said);
    assert.match(said, /The words of a real page must not go into the project/);
    assert.doesNotMatch(said, /is read otherwise/);
    const files = ['page.html', 'page.json', 'feed.xml', 'expected.json'];
    const texts = await Promise.all(files.map((file) => textOf(`gazette/${file}`)));
    for (const text of texts) assert.doesNotMatch(text, /badger|bandstand|marmalade|gazette|nowhere|127\.0\.0\.1/i);
    const expected = JSON.parse(texts[3] ?? '') as { url: string; page: { list: Record<string, unknown[]> } };
    assert.equal(expected.url, 'https://page.example/blog');
    assert.deepEqual(
      expected.page.list['entries']?.map((entry) => (entry as { published_at: string }).published_at),
      ['2026-11-20T10:00:00.000Z', '2026-11-19', '2026-11-18'],
    );
    assert.deepEqual(expected.page.list['found_by'], ['feed', 'microformats']);
  });

  test('leaves the sentence that says what it is to a person, and is a test from then on', async () => {
    const within = pathToFileURL(`${folder}/`);
    const file = join(folder, 'gazette/expected.json');
    assert.throws(() => savedPage('gazette', within), /gazette\/expected\.json: about: is still to be written/);
    const expected = JSON.parse(await textOf('gazette/expected.json')) as object;

    await writeFile(file, JSON.stringify({ ...expected, about: 'A gazette for this test.' }));

    assert.deepEqual(differencesIn(savedPage('gazette', within)), []);
  });

  test('records the models anew where the HTML has changed', async () => {
    await appendFile(join(folder, 'gazette/page.html'), '<p>One more line.</p>');

    const { code, said } = await run('--all', '--folder', folder);

    assert.equal(code, 0, said);
    assert.match(said, /recorded gazette\/page\.json\n1 pages are recorded/);
    assert.match(await textOf('gazette/page.json'), /One more line\./);
  });

  test('replaces nothing without being told', async () => {
    const { code, said } = await run(`${site.url}/blog`, '--name', 'gazette', '--folder', folder);

    assert.equal(code, 2);
    assert.match(said, /gazette is there already; give another --name, or --replace/);
    assert.match(await textOf('gazette/page.json'), /One more line\./);
  });

  test('keeps the words where it is told that they may be kept', async () => {
    const { code, said } = await run(`${site.url}/blog`, '--verbatim', '--folder', folder);

    assert.equal(code, 0, said);
    assert.match(said, /keep it only where they are your own/);
    assert.match(await textOf('recorded-1/expected.json'), /Badgers under the bandstand/);
  });

  const wrong: [what: string, given: string[], told: RegExp][] = [
    ['no address', [], /ADDRESS \(\) is none that begins with https:\/\//],
    ['an address of another scheme', ['ftp://allotment.example/'], /ADDRESS \(ftp:\/\/allotment\.example\/\) is none/],
    ['two addresses', ['https://one.example/', 'https://two.example/'], /one ADDRESS at a time/],
    ['a name that leads elsewhere', ['https://one.example/', '--name', '../x'], /--name \(\.\.\/x\) has more than/],
    ['a flag that there is none of', ['https://one.example/', '--nmae', 'x'], /Unknown option '--nmae'/],
  ];
  for (const [what, given, told] of wrong)
    test(`says what is wrong with ${what}, and how it is called`, async () => {
      const { code, said } = await run(...given, '--folder', folder);

      assert.equal(code, 2);
      assert.match(said, told);
      assert.match(said, /npm run record-page -- ADDRESS/);
    });

  test('says why a page cannot be opened, and leaves no folder', async () => {
    const { code, said } = await run(`${site.url}/nothing`, '--name', 'nothing', '--folder', folder);

    assert.equal(code, 1);
    assert.match(said, /404/);
    assert.equal(existsSync(join(folder, 'nothing')), false);
  });
});
