import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { dateInAddress, findDate, findDateInLine, normaliseDate } from '../../../src/reading/dates/dates.ts';
import { entryKey } from '../../../src/reading/entries/entry-key.ts';

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
    ['2026. 11. 5.', '2026-11-05'],
    ['令和8年11月5日', '2026-11-05'],
    ['平成31年4月1日', '2019-04-01'],
    ['民國115年11月5日', '2026-11-05'],
    ['٢٠ نوفمبر ٢٠٢٦', '2026-11-20'],
    ['۲۰۲۶/۱۱/۲۰', '2026-11-20'],
    ['२० नवंबर २०२६', '2026-11-20'],
    ['２０２６年１１月５日', '2026-11-05'],
    ['20 พฤศจิกายน พ.ศ. 2569', '2026-11-20'],
    ['๒๐ พ.ย. ๒๕๖๙', '2026-11-20'],
    ['20 בנובמבר 2026', '2026-11-20'],
    ['2025. gada 9. maijs', '2025-05-09'],
    ['20 tháng 11, 2026', '2026-11-20'],
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

describe('a date in a line that may be little else', () => {
  const seenAt = Date.parse('2026-11-24T12:00:00Z');
  const dateIn = (text: string, language: string) =>
    findDateInLine(text, { language, seenAt, numericOrder: language === 'en' ? 'month_first' : 'day_first' })?.date;

  /** As they are written by the tables of the runtime, in every language that the documents name. */
  const languages =
    'en de fr es it pt nl sv da nb fi pl cs sk sl ro hu tr ru uk bg sr sr-Latn el ca id lt lv et ar he hi th vi zh zh-TW ja ko';
  for (const language of languages.split(' ')) {
    test(`is found in words, with a year and without one (${language})`, () => {
      for (const options of [{ dateStyle: 'full' }, { dateStyle: 'long' }, { dateStyle: 'medium' }] as const)
        for (let month = 1; month <= 11; month += 1) {
          const day = `2026-${String(month).padStart(2, '0')}-05`;
          const format = (shape: Intl.DateTimeFormatOptions) =>
            new Intl.DateTimeFormat(language, { ...shape, timeZone: 'UTC' }).format(new Date(day));
          const [whole, yearless] = [format(options), format({ day: 'numeric', month: 'long' })];

          assert.equal(dateIn(whole, language), day, whole);
          // Lithuanian has numbers alone
          if (/[^\d.\s-]/.test(yearless)) assert.equal(dateIn(yearless, language), day, yearless);
        }
    });

    test(`is reckoned from how long ago it was (${language})`, () => {
      const ago: [count: number, unit: 'hour' | 'day' | 'week', day: string][] = [
        [2, 'hour', '2026-11-24'],
        [1, 'day', '2026-11-23'],
        [3, 'day', '2026-11-21'],
        [11, 'day', '2026-11-13'],
        [2, 'week', '2026-11-10'],
      ];
      for (const [count, unit, day] of ago) {
        const text = new Intl.RelativeTimeFormat(language).format(-count, unit);
        assert.equal(dateIn(text, language)?.slice(0, 10), day, text);
      }
      const words = new Intl.RelativeTimeFormat(language, { numeric: 'auto' });
      assert.equal(dateIn(words.format(-1, 'day'), language), '2026-11-23');
      assert.equal(dateIn(`${words.format(0, 'day')}, 10:30`, language), '2026-11-24');
    });
  }

  const lines: [text: string, language: string, date: string | undefined][] = [
    ['20.11.26', 'de', '2026-11-20'],
    ['26.11.20', 'ja', '2026-11-20'],
    ['26. 11. 20.', 'ko', '2026-11-20'],
    ['Fr, 20.11.', 'de', '2026-11-20'],
    ['20.11.', 'en', undefined],
    ['20/11/69', 'th', '2026-11-20'],
    ['20\u200f/11\u200f/2026', 'ar', '2026-11-20'],
    ['Nov 20.', 'en', '2026-11-20'],
    ['Nov 20.1', 'en', undefined],
    ['Ma este indul a nagy koncertsorozat', 'hu', undefined],
    ['vor 3 Tagen', 'en', '2026-11-21'],
    ['3 dni temu', '', '2026-11-21'],
    ['2021 – aujourd’hui', 'fr', undefined],
  ];
  for (const [text, language, date] of lines)
    test(`“${text}” on a page in “${language}” is ${date ?? 'none'}`, () => {
      assert.equal(dateIn(text, language), date);
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
