import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { PageModel } from '../../src/reading/page-model.ts';
import { readModel, writeModel } from './model-file.ts';

const html = '<!doctype html><p>Any HTML.</p>';
const model: PageModel = {
  url: 'https://allotment.example/blog#one',
  title: 'A “page”',
  language: 'en',
  contentType: 'text/html',
  alternates: [{ type: 'application/rss+xml', title: 'RSS', url: 'https://allotment.example/feed.xml' }],
  jsonLd: ['{"@type": "Blog"}'],
  metas: { author: 'Ann' },
  asksForPassword: false,
  showsCaptcha: true,
  body: {
    tag: 'body',
    attributes: {},
    children: [
      ' ',
      {
        tag: 'a',
        attributes: { class: 'card', href: 'https://allotment.example/posts/one' },
        children: [{ tag: 'b', attributes: {}, size: 19.2, children: ['One', '2'] }, 'words '.repeat(30)],
      },
      { tag: 'a', attributes: { href: 'https://elsewhere.example/' }, size: 16, children: [] },
      { tag: 'a', attributes: { href: 'mailto:ann@allotment.example' }, children: ['Write'] },
    ],
  },
};

describe('the file of a page model', () => {
  test('holds all of it', () => {
    assert.deepEqual(readModel(writeModel(model, html), html), model);
  });

  test('has short lines, and addresses of its own site without their origin', () => {
    const text = writeModel(model, html);

    assert.match(text, /^ *\["a",\{"class":"card","href":"\/posts\/one"\},$/m);
    assert.match(text, /^ *\["b",19\.2,"One","2"\],$/m);
  });

  test('is refused where the HTML that it was recorded from has changed', () => {
    assert.throws(() => readModel(writeModel(model, html), `${html} `), /run npm run record-pages/);
  });

  test('is refused with the place of what is no element', () => {
    const broken = writeModel(model, html).replace('"One","2"', '["p",{},["i",7,8]]');

    assert.throws(() => readModel(broken, html), /8 in body > a > b > p > i is no \[tag, …\]/);
  });
});
