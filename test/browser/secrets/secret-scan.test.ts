import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createSecrets } from '../../../src/browser/secrets/secrets.ts';

const value = 'Zq7!kröte&"9 vWx/Lm+Tn';
const mark = '{{secret:SHOP}}';
const secret = { name: 'SHOP', value, sites: [] };
const base64 = (text: string) => Buffer.from(text).toString('base64');
const between = (text: string, separator: string) => Array.from(text).join(separator);
const backwards = (text: string) => Array.from(text).toReversed().join('');

describe('a piece of a secret that the session typed', () => {
  const { scrub, scrubAll } = createSecrets([secret], ['SHOP']);

  const told: [how: string, text: string, left: string][] = [
    ['from its middle', 'It has kröte in it', `It has ${mark} in it`],
    ['of four characters', '<b>Zq7!</b>', `<b>${mark}</b>`],
    ['in other letter case', 'KRÖTE', mark],
    ['backwards', `seen: ${backwards(value)}.`, `seen: ${mark}.`],
    ['partly backwards', `seen: ${backwards('röte&')}.`, `seen: ${mark}.`],
    ['in an address', `/p?q=${encodeURIComponent('öte&"9')}`, `/p?q=${mark}`],
    ['in an address in an address', `/p?q=${encodeURIComponent(encodeURIComponent('öte&"9'))}`, `/p?q=${mark}`],
    ['in HTML', 'te&amp;&quot;9', mark],
    ['in HTML in an address', `/${encodeURIComponent('te&amp;&quot;9')}`, `/${mark}`],
    ['in JSON', String.raw`te\u0026\"9`, mark],
    ['in base64', `[${base64('vWx/Lm')}]`, `[${mark}]`],
    ['in base64 behind one byte', base64('-vWx/Lm'), `L${mark}==`],
    ['in base64 behind two bytes', base64('--vWx/Lm-'), `LS${mark}t`],
    ['in base64url', Buffer.from(value.slice(2, 14)).toString('base64url'), mark],
    ['in hex', Buffer.from('vWx/Lm').toString('hex'), mark],
    ['with what is not seen between its letters', `[${between('kröte&', '\u200B')}]`, `[${mark}]`],
    ['with soft hyphens, as HTML writes them', `[${between('kröte', '&shy;')}]`, `[${mark}]`],
    ['with accents upon its letters', `[${between('krot', '\u0301')}]`, `[${mark}]`],
    ['in wide letters', 'ｋｒöｔｅ', mark],
    ['in bold letters', '𝐤𝐫ö𝐭𝐞', mark],
    ['in circled letters', 'ⓚⓡöⓣⓔ', mark],
    ['in an address that stands backwards', backwards(encodeURIComponent('öte&"9')), mark],
    ['in base64 that stands backwards', backwards(base64('vWx/Lm')), mark],
    ['in base64 with what is not seen in it', between(base64('vWx/Lm'), '\u200B'), mark],
    ['in base64 in base64', `[${base64(base64('-kröte&-'))}]`, `[T${mark}0]`],
    ['in base64 of UTF-16', `[${Buffer.from('vWx/Lm+T', 'utf16le').toString('base64')}]`, `[${mark}==]`],
    ['with anything between its letters', 'seen: Z q-7!k.r/ö|t*e and more', `seen: ${mark} and more`],
    ['in threes', 'Zq7 !kr öte and more', `${mark} and more`],
  ];
  for (const [how, text, left] of told)
    test(`gives place to the secret’s name ${how}`, () => {
      assert.equal(scrub(text), left);
    });

  test('stays where it is shorter, or the session did not type that secret', () => {
    const other = createSecrets([secret, { name: 'OTHER', value: 'another word', sites: [] }], ['OTHER']);

    assert.equal(scrub('Zq7, and röt'), 'Zq7, and röt');
    assert.equal(other.scrub('kröte, other wo'), 'kröte, {{secret:OTHER}}');
  });

  test('gives place letter by letter where a page lists them, and the list stays one', () => {
    const tree = Array.from('ZQ7KROTE', (letter, at) => `  - listitem [ref=e${at}]: ${letter}`).join('\n');
    const { tree: told } = scrubAll({ tree });

    assert.equal(told, tree.replaceAll(/: \w/g, `: ${mark}`));
  });

  test('stays where only chance brings a few of its letters together over several words', () => {
    const text = 'A Zq, 7 kro, te, or: 9 v, w x, lm';

    assert.equal(scrub('The Zq 7, a kro, 9 v and w x'), 'The Zq 7, a kro, 9 v and w x');
    assert.notEqual(scrub(text), text, 'eight of them are no chance');
  });

  test('gives place as a whole where pieces overlap, and the longest says which secret it is', () => {
    const two = createSecrets(
      [
        { name: 'ONE', value: 'abcdefgh', sites: [] },
        { name: 'TWO', value: 'efghijklmnop', sites: [] },
      ],
      ['ONE', 'TWO'],
    );

    assert.equal(two.scrub('(abcdefghijklmn)'), '({{secret:TWO}})');
  });

  test('leaves alone what the product says itself: names of fields, codes, references, roles, and what stands for a secret', () => {
    const words = createSecrets(
      [{ name: 'PASSWORD', value: 'password-done-tree-button-e12345', sites: [] }],
      ['PASSWORD'],
    );
    const tree = '- button "A button" [ref=e12345]\n  - text: the tree';
    const outcome = { status: 'done', result: { tool: 'snapshot', tree, title: '{{secret:PASSWORD}} done' } };

    assert.deepEqual(words.scrubAll(outcome), {
      status: 'done',
      result: {
        tool: 'snapshot',
        tree: '- button "A{{secret:PASSWORD}}" [ref=e12345]\n  - text: the {{secret:PASSWORD}}'.replace('A{{', 'A {{'),
        title: '{{secret:PASSWORD}} {{secret:PASSWORD}}',
      },
    });
  });

  test('stays in the name of a site where the session may be, as a whole it does not', () => {
    const shop = createSecrets([{ name: 'SHOP', value: 'shop.example!', sites: [] }], ['SHOP']);
    shop.sites = ['shop.example'];

    assert.equal(shop.scrub('https://www.shop.example/shop.'), `https://www.shop.example/${mark}`);
    assert.equal(shop.scrub('https://shop.example!/'), `https://${mark}/`);
  });

  test(
    'is looked for in a time that grows with the text alone, also where that repeats it without end',
    { timeout: 20_000 },
    () => {
      const long = createSecrets([{ name: 'LONG', value: `${'a'.repeat(2_000)}b`, sites: [] }], ['LONG']);
      const text = `${'a'.repeat(1_999)}c`.repeat(500);

      assert.equal(long.scrub(text), '{{secret:LONG}}c'.repeat(500));
    },
  );
});
