import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { entriesOfFeed, titleOfFeed } from '../../../src/reading/entries/feed.ts';
import { entriesOfJsonLd } from '../../../src/reading/entries/json-ld.ts';

const address = 'https://blog.example/feed';

const rss = (title: string) =>
  `<rss version="2.0"><channel><title>${title}</title><link>/</link><item><title>${title}</title><link>/one</link></item></channel></rss>`;
const atom = (title: string, type = 'html') =>
  `<feed xmlns="http://www.w3.org/2005/Atom"><id>f</id><title type="${type}">${title}</title><updated>2026-11-20T09:00:00Z</updated><entry><id>1</id><title type="${type}">${title}</title><link href="/one"/><updated>2026-11-20T09:00:00Z</updated></entry></feed>`;
const rdf = (title: string) =>
  `<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"><channel rdf:about="/"><title>${title}</title></channel><item rdf:about="/one"><title>${title}</title><link>/one</link></item></rdf:RDF>`;

/** How a title is written in a feed's XML, and what a reader is to see. */
const titles: [what: string, written: string, seen: string][] = [
  ['with names of XML itself', 'Salt &amp; pepper &lt;3', 'Salt & pepper <3'],
  ['with names that only HTML knows', 'Caf&eacute; &mdash; open', 'Café — open'],
  ['with names of HTML in HTML', 'Caf&amp;eacute; &amp;mdash; open', 'Café — open'],
  ['with names of HTML in CDATA', '<![CDATA[Caf&eacute; &mdash; open]]>', 'Café — open'],
  ['with capital letters that mean others', '<![CDATA[&Eacute;t&eacute;]]>', 'Été'],
  ['with numbers', '&#67;af&#xE9; &amp;#8212; <![CDATA[&#x6F;pen]]>', 'Café — open'],
  ['with numbers of Windows', '<![CDATA[It&#146;s open]]>', 'It’s open'],
  ['with a blank that does not break', '<![CDATA[Now&nbsp;open]]>', 'Now open'],
  ['with marks around words', '<![CDATA[<em>Caf&eacute;</em> open]]>', 'Café open'],
  ['about marks', '<![CDATA[The <code>&lt;em&gt;</code> mark]]>', 'The <em> mark'],
  ['about a name', '<![CDATA[Write &amp;eacute; for it]]>', 'Write &eacute; for it'],
  ['with names that nobody knows', '<![CDATA[&unheard; of &zzz;]]>', '&unheard; of &zzz;'],
  ['with an ampersand that is one', '<![CDATA[AT&T, Q&A & more]]>', 'AT&T, Q&A & more'],
  [
    'with a name that lacks its end, as browsers read it',
    '<![CDATA[&copy 2026 Salt &amp pepper]]>',
    '© 2026 Salt & pepper',
  ],
];

describe('a title in a feed', () => {
  for (const [format, feed] of Object.entries({ RSS: rss, Atom: atom, RDF: rdf }))
    for (const [what, written, seen] of titles)
      test(`${what} is read as people see it (${format})`, () => {
        assert.deepEqual(
          entriesOfFeed(feed(written), address)?.map(({ title }) => title),
          [seen],
        );
      });

  test('of XHTML is its text', () => {
    const title = '<div xmlns="http://www.w3.org/1999/xhtml">A <b>caf&#233;</b> &amp; more</div>';

    assert.equal(entriesOfFeed(atom(title, 'xhtml'), address)?.[0]?.title, 'A café & more');
  });

  test('is read so for the feed as a whole, too', () => {
    assert.equal(titleOfFeed(rss('<![CDATA[Caf&eacute; <b>news</b>]]>')), 'Café news');
    assert.equal(titleOfFeed(atom('Caf&amp;eacute; &amp;lt;3')), 'Café <3');
  });
});

test('a headline in JSON-LD is read as one of a feed', () => {
  const script = JSON.stringify({ '@type': 'Article', headline: 'Caf&eacute; &mdash; open', url: '/one' });

  assert.equal(entriesOfJsonLd([script], 'https://blog.example/')[0]?.title, 'Café — open');
});
