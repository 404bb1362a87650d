import type { LanguageWords } from './language-words.ts';

export const sv: LanguageWords = {
  code: 'sv',
  name: 'Swedish',
  dates: { monthTables: ['sv'] },
  ago: {
    units: {
      second: 'sekund*',
      minute: 'minut',
      hour: 'timm(e|ar)',
      day: 'dag(ar)?',
      week: 'veck(a|or)',
      month: 'månad(er)?',
      year: 'år',
    },
    one: 'en | ett',
    before: 'för',
    after: 'sedan',
    today: 'idag | i dag',
    yesterday: 'igår | i går',
  },
  lists: {
    more: 'läs (mer|mere|vidare)',
  },
  prices: {
    currencies: { 'SEK NOK DKK ISK': 'kr(.|\\b)' },
    spokenCurrencies: { 'SEK NOK DKK': 'kron(or|a)_' },
  },
  watching: {
    disappears: 'försvinn* | inte längre',
    appears: 'dyker upp | visas | står',
    changes: 'ändr*',
    prices: 'pris(et|er|erna)? | kostar',
    conjunctions: 'när',
    articles: 'det | de',
    prepositions: 'på | av',
  },
  conditions: {
    before: {
      below: '(mindre|lägre|billigare) än',
      above: 'över | (mer|högre|dyrare) än',
    },
    after: {
      at_most: 'eller mindre',
      at_least: 'eller mer',
    },
    between: 'den',
    falls: 'sjunk+ | faller | billigare',
    rises: 'stig(er|a) | ökar | dyrare',
    percent: 'procent',
    by: 'med | om',
    moreThan: 'mer än',
    atLeast: 'minst',
  },
};
