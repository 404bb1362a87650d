import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { amountOf, currenciesIn } from '../../../src/reading/text/money.ts';

describe('the amount of a price', () => {
  const amounts: [text: string, amount: string][] = [
    ['1,299.00', '1299.00'],
    ['1.299,00', '1299.00'],
    ['1 299,00', '1299.00'],
    ['1\u00a0299,5', '1299.50'],
    ["1'299.-", '1299.00'],
    ['1’299.–', '1299.00'],
    ['1,29,999', '129999.00'],
    ['1.000', '1000.00'],
    ['99.90', '99.90'],
    ['20', '20.00'],
    ['0.0042', '0.0042'],
    ['12.345.678,90', '12345678.90'],
  ];
  for (const [text, amount] of amounts) test(`${text} is ${amount}`, () => assert.equal(amountOf(text), amount));
});

describe('the currency of a price', () => {
  const found: [text: string, first: string | undefined][] = [
    ['€99.90', 'EUR'],
    ['100 euros', 'EUR'],
    ['US$5', 'USD'],
    ['5 US dollars', 'USD'],
    ['R$ 100', 'BRL'],
    ['CHF 20', 'CHF'],
    ['Fr. 20.-', 'CHF'],
    ['1 299 zł', 'PLN'],
    ['100kr', 'SEK'],
    ['£35', 'GBP'],
    ['100元', 'CNY'],
    ['100', undefined],
    ['Europe', undefined],
  ];
  for (const [text, first] of found)
    test(`${text} is in ${first ?? 'none that is named'}`, () => assert.equal(currenciesIn(text)[0], first));

  test('a sign that several countries use may mean each of them', () => {
    assert.ok(['USD', 'CAD', 'AUD'].every((code) => currenciesIn('$5').includes(code)));
    assert.ok(['SEK', 'NOK', 'DKK'].every((code) => currenciesIn('5 kr').includes(code)));
  });
});
