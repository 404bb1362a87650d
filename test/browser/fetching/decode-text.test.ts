import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { decodeText } from '../../../src/browser/fetching/decode-text.ts';

const latin1 = (text: string) => Buffer.from(text, 'latin1');
const declaration = (encoding: string) => `<?xml version="1.0" encoding="${encoding}"?>`;
/** “Новости” in windows-1251. */
const news = Uint8Array.of(0xcd, 0xee, 0xe2, 0xee, 0xf1, 0xf2, 0xe8);

describe('the text of a feed is read', () => {
  const cases: [what: string, bytes: Uint8Array, contentType: string | null, text: RegExp][] = [
    ['as UTF-8 where nothing says another', Buffer.from('Übersicht'), 'text/xml', /^Übersicht$/],
    ['as its content type says', latin1('Übersicht'), 'text/xml; charset=ISO-8859-1', /^Übersicht$/],
    ['as its content type says in quotes', latin1('Übersicht'), 'text/xml;charset="iso-8859-1"', /^Übersicht$/],
    ['as its declaration says', Buffer.concat([latin1(declaration('windows-1251')), news]), 'text/xml', /Новости$/],
    [
      'as its content type says, whatever its declaration does',
      Buffer.concat([latin1(declaration('utf-8')), news]),
      'text/xml; charset=windows-1251',
      /Новости$/,
    ],
    ['by its mark', Uint8Array.of(0xff, 0xfe, 0xdc, 0), 'text/xml', /^Ü$/],
    ['without the mark of UTF-8', Buffer.from('\u{FEFF}Übersicht'), null, /^Übersicht$/],
    ['as UTF-8 where nobody knows the encoding', Buffer.from('Übersicht'), 'text/xml; charset=klingon', /^Übersicht$/],
    ['where nothing is', new Uint8Array(), null, /^$/],
  ];
  for (const [what, bytes, contentType, text] of cases)
    test(what, () => {
      assert.match(decodeText(bytes, contentType), text);
    });
});
