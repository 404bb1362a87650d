import type { LanguageWords } from './language-words.ts';

export const pt: LanguageWords = {
  code: 'pt',
  name: 'Portuguese',
  dates: {
    monthTables: ['pt'],
    dayEndings: 'º | °',
    beforeMonth: 'de',
    beforeYear: 'de',
    updated: 'atualizad | modif',
  },
  ago: {
    units: {
      second: 'segundos?',
      minute: 'minutos?',
      hour: 'horas?',
      day: 'dias?',
      week: 'semanas?',
      month: 'meses | mês',
      year: 'anos?',
    },
    one: 'uma?',
    before: 'há',
    after: 'atrás',
    today: 'hoje',
    yesterday: 'ontem',
    dayBeforeYesterday: 'anteontem',
  },
  lists: {
    more: `
      le(ia|r)( mais)? | saiba mais | continue( a)? lendo | continuar (a )?le(r|itura) | mais | comentários?
      próxim[ao] | seguinte`,
    counted: 'comentários?',
    pinned: 'destacad[oa] | fixad[oa]',
    adverts: 'patrocinado',
    asideHeadings: `
      (posts|artigos|notícias) (populares|relacionad[ao]s) | mais (lid|vist)… | comentários recentes | categorias
      leia também…`,
    sectionAddresses: 'categorias? | etiquetas? | autor',
    numbered: 'n[º°] | parte | capítulo | número',
  },
  obstacles: {
    logins: 'entrar | iniciar sessão | faça login…',
    consents: 'utilizamos cookies | valorizamos a sua privacidade',
    missing: {
      things: 'página',
      gone: 'não (foi )?encontrad',
    },
    outages: 'em manutenção',
    empties: '(nenhum|não há) …40',
  },
  texts: {
    versionLabels: 'versão',
  },
  prices: {
    spokenCurrencies: { 'USD CAD AUD NZD MXN HKD SGD': 'dólar(es)?', EUR: 'euros?_', BRL: 'reais_' },
    styles: 'preco',
  },
  goals: {
    listParts: 'últim | novo | nova | notícia | publicaç | artigo',
    news: 'últim*',
    awaited: 'há | algo | alguém',
    deeds: {
      begins: 'e',
      verbs: 'compra(r|me)? | baixe | faça login | traduza',
      objects: 'o | a | as | os | me | uma? | em',
    },
  },
  watching: {
    disappears: 'desapare[cz]* | já não | não está mais',
    appears: 'apare[cz]* | diga | contém | contenha | mostr[ae]*',
    comesOrGoes: '(des)?apare[cz]*',
    changes: 'var[ií][ae]* | mud(a|e|ar|ança)* | alter(a|e|ado|ação)*',
    changeNouns: 'mudanças?',
    prices: 'preços? | custa',
    priceNouns: 'preços?',
    cheaper: 'mais barat[oa]',
    versions: 'versão | versões',
    versionNumbers: 'número d[ae] versão | versão atual',
    stock: 'esgotad[oa]',
    listNouns: 'entradas? | notícias? | artigos?',
    textNouns: 'palavras? | textos? | frases?',
    // people mix it with Spanish
    wholePage: `
      ((una|alguna|uma|alguma) (de las|de estas|das|destas) )?(la |el |o |a |las |as |una |uma )?(páginas?|conteúdo)
      algo`,
    pageNouns: 'página',
    conjunctions: 'quando | assim que',
    watches: 'monitora',
    endsThing: 'e',
    articles: 'os? | as?',
    determiners: 'um | uma',
    prepositions: 'em | no | na | de',
    pronouns: 'isso',
    reflexives: 'se',
    joiners: 'e | ou',
  },
  conditions: {
    before: {
      below: 'abaixo d[eo]s? | (menor|inferior) (a|que|do que) | mais barat[oa]s? (do )?que | baix[ae] de',
      at_most: 'no máximo | não mais de',
      above: 'acima d[eo]s? | mais de | (maior|superior) (a|que|do que) | ultrapass+ | mais car[oa]s? (do )?que',
      at_least: 'pelo menos | ao menos | no mínimo',
    },
    after: {
      at_most: 'ou menos',
      at_least: 'ou mais',
    },
    between: 'os | de',
    falls: 'baix[ae]r? | caia? | caiu | diminu+ | mais barat[oa]s?',
    rises: 'sob[ea] | aument+ | mais car[oa]s?',
    percent: 'por cento',
    otherUnits: 'minutos? | horas?',
    moreThan: 'mais de',
    atLeast: 'pelo menos',
    discounts: 'desconto',
    unclear: 'abaixo | acima | pelo menos',
  },
};
