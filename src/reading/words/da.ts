import type { LanguageWords } from './language-words.ts';

export const da: LanguageWords = {
  code: 'da',
  name: 'Danish',
  writing: { hasPointedDays: true },
  dates: { monthTables: ['da'] },
  ago: {
    units: {
      second: 'sekund*',
      minute: 'minut',
      hour: 'timer?',
      day: 'dage?',
      week: 'uger?',
      month: 'måned(er)?',
      year: 'år',
    },
    one: 'en | et',
    before: 'for',
    after: 'siden',
    today: 'i dag',
    yesterday: 'i går',
  },
  lists: {
    more: 'læs (mer|mere|vidare)',
  },
  prices: {
    currencies: { 'SEK NOK DKK ISK': 'kr(.|\\b)' },
    spokenCurrencies: { 'SEK NOK DKK': 'kron(er|e)_' },
  },
  watching: {
    disappears: 'forsvind* | ikke længere',
    appears: 'står | vises | dukker op',
    changes: 'ændr*',
    prices: 'pris(en|er)? | koster',
    conjunctions: 'når',
    articles: 'det | de',
    prepositions: 'på | af',
  },
  conditions: {
    before: {
      below: '(mindre|lavere|billigere) end',
      above: '(mere?|høyere|højere|dyrere) end',
    },
    after: {
      at_most: 'eller mindre',
      at_least: 'eller mer',
    },
    between: 'den',
    falls: 'falder | billigere',
    rises: 'stiger | dyrere',
    percent: 'procent',
    by: 'med',
    moreThan: 'mere end',
  },
};
