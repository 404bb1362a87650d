import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { dateInAddress, findDate, normaliseDate } from '../../src/browser/dates.ts';
import { entryKey } from '../../src/network/entry-key.ts';

describe('a date in a text', () => {
  const texts: [text: string, date: string | undefined][] = [
    ['Published 2026-11-20 by Ann', '2026-11-20'],
    ['2026/3/5', '2026-03-05'],
    ['November 20, 2026', '2026-11-20'],
    ['NOV. 3RD, 2026', '2026-11-03'],
    ['3 Sept 2026', '2026-09-03'],
    ['the 1st of May 2026', '2026-05-01'],
    ['Fri, 20-Nov-2026', '2026-11-20'],
    ['am 5.3.2026', '2026-03-05'],
    ['20. November 2026', '2026-11-20'],
    ['5. März 2026', '2026-03-05'],
    ['Publié le 1er décembre 2026', '2026-12-01'],
    ['20 févr. 2026', '2026-02-20'],
    ['20 de noviembre de 2026', '2026-11-20'],
    ['20 novembre 2026', '2026-11-20'],
    ['3 de março de 2026', '2026-03-03'],
    ['20 november 2026', '2026-11-20'],
    ['20 ноября 2026 г.', '2026-11-20'],
    ['2026年11月5日', '2026-11-05'],
    ['2026년 11월 5일', '2026-11-05'],
    ['first 1 May 2025, then 2026-01-01', '2025-05-01'],
    ['11/12/2026', undefined],
    ['31 February 2026', undefined],
    ['2026-13-01', undefined],
    ['version 1.2.2026.4', undefined],
    ['Nov 20', undefined],
    ['marching 5 2026', undefined],
  ];
  for (const [text, date] of texts)
    test(`“${text}” is ${date ?? 'none'}`, () => {
      assert.equal(findDate(text)?.date, date);
    });
});

describe('a date as machines write it', () => {
  const texts: [text: string, date: string | null][] = [
    ['2026-11-20T10:00:00+01:00', '2026-11-20T09:00:00.000Z'],
    ['2026-11-20 10:00:00 +0100', '2026-11-20T09:00:00.000Z'],
    ['2026-11-20T10:00Z', '2026-11-20T10:00:00.000Z'],
    ['2026-11-20T10:00:00', '2026-11-20'],
    ['2026-11-20', '2026-11-20'],
    ['Fri, 20 Nov 2026 10:00:00 GMT', '2026-11-20T10:00:00.000Z'],
    ['Fri, 20 Nov 2026 10:00:00 -0500', '2026-11-20T15:00:00.000Z'],
    ['yesterday', null],
    ['', null],
  ];
  for (const [text, date] of texts)
    test(`“${text}” is ${date}`, () => {
      assert.equal(normaliseDate(text), date);
    });

  test('in an address is found between its parts', () => {
    assert.equal(dateInAddress('https://a.example/2026/11/05/title'), '2026-11-05');
    assert.equal(dateInAddress('https://a.example/posts/2026-11-05-title'), '2026-11-05');
    assert.equal(dateInAddress('https://a.example/2026/11/title'), null);
  });
});

describe('the key of an entry', () => {
  const same: [one: string, other: string][] = [
    ['https://a.example/post', 'http://www.a.example/post/'],
    ['https://a.example/post?utm_source=x&utm_medium=y', 'https://a.example/post#comments'],
    ['https://a.example/post?id=1&fbclid=2', 'https://a.example/post?fbclid=3&id=1'],
    ['https://a.example/post;jsessionid=AB12', 'https://a.example/post?PHPSESSID=99'],
    ['https://a.example/post/index.html', 'https://a.example/post'],
  ];
  for (const [one, other] of same)
    test(`is the same for ${one} and ${other}`, () => {
      assert.equal(entryKey(one), entryKey(other));
    });

  test('differs by what does name another page', () => {
    const keys = ['/post', '/post?id=1', '/post?id=2', '/Post', '/post/2'].map((path) =>
      entryKey(`https://a.example${path}`),
    );

    assert.equal(new Set(keys).size, keys.length);
  });
});
