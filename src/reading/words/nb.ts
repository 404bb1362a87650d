import type { LanguageWords } from './language-words.ts';

export const nb: LanguageWords = {
  code: 'nb',
  name: 'Norwegian',
  writing: { hasPointedDays: true, otherCodes: ['no', 'nn'] },
  dates: { monthTables: ['nb'] },
  ago: {
    units: {
      second: 'sekund*',
      minute: 'minut',
      hour: 'timer?',
      day: 'dag',
      week: 'uker?',
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
    more: 'les (mer|mere|vidare)',
  },
  prices: {
    currencies: { 'SEK NOK DKK ISK': 'kr(.|\\b)' },
    spokenCurrencies: { 'SEK NOK DKK': 'kron(er|e)_' },
  },
  watching: {
    disappears: 'forsvinn* | ikke lenger',
    appears: 'står | vises | dukker opp',
    changes: 'endr(er|es|ing)*',
    prices: 'pris(en|er)? | koster',
    conjunctions: 'når',
    articles: 'det | de',
    prepositions: 'på | av',
  },
  conditions: {
    before: {
      below: '(mindre|lavere|billigere) enn',
      above: '(mere?|høyere|højere|dyrere) enn',
    },
    after: {
      at_most: 'eller mindre',
      at_least: 'eller mer',
    },
    between: 'den',
    falls: 'faller | billigere | synker',
    rises: 'stiger | øker | dyrere',
    by: 'med',
    moreThan: 'mer enn',
    atLeast: 'minst',
  },
};
