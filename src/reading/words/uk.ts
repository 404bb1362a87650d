import type { LanguageWords } from './language-words.ts';

export const uk: LanguageWords = {
  code: 'uk',
  name: 'Ukrainian',
  writing: { hasPointedDays: true },
  dates: { monthTables: ['uk'] },
  ago: {
    units: {
      second: 'секунд*',
      minute: 'хвилин*',
      hour: 'годин*',
      day: 'дня | день | дні | днів',
      week: 'тиж*',
      month: 'місяц*',
      year: 'рок*',
    },
    after: 'тому',
    today: 'сьогодні',
    yesterday: 'вчора',
  },
  prices: {
    currencies: { UAH: 'грн.?' },
    spokenCurrencies: { UAH: 'гривен*' },
  },
  watching: {
    disappears: 'зник+',
    appears: "з'?яв+",
    changes: 'змін*',
    prices: 'ціна | ціну',
    versions: 'версі+',
    conjunctions: 'коли',
    prepositions: 'на | в | за',
  },
  conditions: {
    before: {
      below: 'нижче | менше | дешевше( ніж)?',
      above: 'вище | дорожче( ніж)?',
    },
    falls: 'впад+ | знизи+',
    rises: 'зрост+',
  },
};
