import type { LanguageWords } from './language-words.ts';

export const cs: LanguageWords = {
  code: 'cs',
  name: 'Czech',
  writing: { hasPointedDays: true },
  dates: { monthTables: ['cs'] },
  ago: {
    units: {
      second: 'sekund*',
      minute: 'minut[ay]?',
      hour: 'hodin*',
      day: 'dn[yůí]',
      week: 'týdn*',
      month: 'měsíc*',
      year: 'rok | let',
    },
    before: 'před | pred',
    after: 'zpět',
    today: 'dnes',
    yesterday: 'včera',
  },
  lists: {
    more: 'číst (dále|více)',
    adverts: 'reklama',
  },
  prices: {
    currencies: { CZK: 'Kč' },
    styles: 'cena',
  },
  watching: {
    disappears: 'zmiz+',
    appears: 'objev*',
    changes: 'změn*',
    prices: 'cen[aye] | cenu',
    versions: 'verze',
    conjunctions: 'když | jakmile',
    prepositions: 'na',
  },
  conditions: {
    before: {
      below: 'pod | (méně|nižší|levnější) než',
      above: 'nad | (více|vyšší|dražší) než',
    },
    falls: 'kles+ | zlevn+',
    rises: 'stoup+ | zdraž+',
    percent: 'procent',
    by: 'o',
  },
};
