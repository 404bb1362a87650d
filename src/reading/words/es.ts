import type { LanguageWords } from './language-words.ts';

export const es: LanguageWords = {
  code: 'es',
  name: 'Spanish',
  dates: {
    monthTables: ['es'],
    dayEndings: 'º | °',
    beforeMonth: 'de',
    beforeYear: 'de | del',
    updated: 'actualizad | modif',
  },
  ago: {
    units: {
      second: 'segundos?',
      minute: 'minutos?',
      hour: 'horas?',
      day: 'días? | dias?',
      week: 'semanas?',
      month: 'meses | mes',
      year: 'años?',
    },
    one: 'un | una | uno',
    before: 'hace',
    about: 'unos',
    after: 'atrás',
    today: 'hoy',
    yesterday: 'ayer',
    dayBeforeYesterday: 'anteayer',
  },
  lists: {
    more: `
      leer( más| artículo)? | seguir leyendo | ver más | más( información)? | comentarios? | siguiente | anterior`,
    counted: 'comentarios?',
    pinned: 'fijad[oa] | anclad[oa] | destacad[oa]',
    adverts: 'publicidad | patrocinado',
    asideHeadings: `
      (artículos |entradas |noticias )?(populares|relacionad[ao]s|recomendad[ao]s) | (lo )?más (leíd|vist|popular)…
      comentarios recientes | te puede interesar… | categorías | etiquetas`,
    sectionAddresses: 'categorias? | etiquetas? | autor',
    numbered: 'n[º°] | parte | capítulo | número',
  },
  obstacles: {
    checks: 'un momento | acceso denegado | verificación de seguridad',
    logins: 'iniciar sesión | inicia sesión… | acceder | entrar',
    loginCalls: 'solo para suscriptores',
    consents: 'valoramos (su|tu) privacidad | usamos cookies | utilizamos cookies',
    missing: {
      error: 'error',
      things: 'página',
      gone: 'no (fue )?encontrad',
    },
    outages: 'en mantenimiento',
    empties: 'no (hay|se encontraron) …40',
  },
  texts: {
    counters: 'visitas',
    beforeAge: 'hace',
    versionLabels: 'versi[oó]n',
  },
  prices: {
    spokenCurrencies: { 'USD CAD AUD NZD MXN HKD SGD': 'dólar(es)?', EUR: 'euros?_' },
    styles: 'precio',
  },
  goals: {
    listParts: 'últim | nuev | noticia | entrada | artículo | novedad | publi',
    news: 'últim*',
    awaited: 'hay | algo',
    deeds: {
      begins: 'y | luego',
      verbs: `
          reserva(r|me)? | compra(r|me)? | inicia(r)? sesión | descarga(r)? | resum(e|ir|a) | traduce | compara(r)?
          escribe`,
      objects: 'una? | la | el | los | las | mi | lo | me | con | en',
    },
  },
  watching: {
    disappears: 'desapare[cz]* | ya no',
    appears: 'apare[cz]* | contien* | contenga | muestr* | diga',
    comesOrGoes: '(des)?apare[cz]*',
    shows: 'contenga | contiene',
    textArticles: 'el | la',
    changes: 'cambi(a|e|an|en|o|ar|os)? | modifi(que|ca)* | var[ií][ae]* | alter(a|e|ado)*',
    changeNouns: 'cambios?',
    prices: 'precios? | cuesta*',
    priceNouns: 'precios?',
    cheaper: 'más barat[oa]',
    versions: 'versi[oó]n(es)?',
    versionNumbers: 'número de (la )?versi[oó]n | versión actual',
    stock: 'en stock | agotad[oa]',
    listNouns: 'entradas? | artículos? | noticias?',
    textNouns: 'palabras? | textos? | frases?',
    // people mix it with Portuguese
    wholePage: `
      ((una|alguna|uma|alguma) (de las|de estas|das|destas) )?(la |el |o |a |las |as |una |uma )?(páginas?|sitios?|contenido|conteúdo)
      algo`,
    pageNouns: 'página | sitio',
    conjunctions: 'cuando | en cuanto',
    watches: 'vigila',
    endsThing: 'y | e',
    articles: 'la | el | los | las | lo',
    determiners: 'un | una | mi',
    prepositions: 'en | de',
    pronouns: 'eso | esto',
    reflexives: 'se',
    joiners: 'y | o | e',
  },
  conditions: {
    before: {
      below: '(por )?debajo de | menos de | (menor|inferior) (a|que|de) | más barat[oa]s? que | baj[ae]n? de',
      at_most: 'como (mucho|máximo) | no más de | baj[ae] (a|hasta)',
      above: '(por )?encima de | más de | (mayor|superior) (a|que|de) | super[ae] | más car[oa]s? que',
      at_least: 'al menos | por lo menos | como mínimo | no menos de | sub[ae] (a|hasta)',
    },
    after: {
      at_most: 'o menos',
      at_least: 'o más',
    },
    between: 'los | las | el | un | de',
    falls: 'baj[ae]n? | bajar | cae | caiga | disminu+ | más barat[oa]s? | rebaj+',
    rises: 'sub[ae]n? | subir | aument+ | más car[oa]s?',
    percent: 'por ?ciento',
    otherUnits: 'minutos? | horas? | días?',
    moreThan: 'más de',
    atLeast: 'al menos',
    thanBefore: 'más barat | más car',
    discounts: 'descuento',
    unclear: `
      más barat[oa]s? que | más car[oa]s? que | debajo | encima | al menos | alcan[cz]+ | más baj[oa]`,
  },
};
