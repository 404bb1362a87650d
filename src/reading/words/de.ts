import type { LanguageWords } from './language-words.ts';

export const de: LanguageWords = {
  code: 'de',
  name: 'German',
  writing: { hasPointedDays: true },
  dates: {
    monthTables: ['de'],
    otherMonths: { mrz: 3, jänner: 1 },
    updated: 'aktualisier | geändert',
  },
  ago: {
    units: {
      second: 'sekunden?',
      minute: 'minuten?',
      hour: 'stunden? | std',
      day: 'tage?n?',
      week: 'wochen?',
      month: 'monate?n?',
      year: 'jahre?n?',
    },
    one: 'einem?r?',
    before: 'vor',
    about: 'ca.? | etwa',
    today: 'heute | gerade eben',
    yesterday: 'gestern',
    dayBeforeYesterday: 'vorgestern',
  },
  lists: {
    more: `
      weiterlesen | mehr( lesen| erfahren| dazu)? | weiter | lesen | zum (artikel|beitrag) | artikel lesen | kommentare?
      ältere… | neuere… | nächste… | vorherige…`,
    counted: 'kommentare?',
    pinned: 'angepinnt | angeheftet | oben gehalten',
    adverts: 'anzeige | werbung',
    asideHeadings: `
      beliebt… | meistgelesen… | am häufigsten gelesen | ähnliche… | das könnte … | (neueste|letzte) kommentare
      kategorien | schlagwörter | auch interessant`,
    sectionAddresses: 'kategorien? | autor(en)?',
    numbered: 'nr.? | teil | folge | ausgabe',
    unreleased: 'unveröffentlicht',
  },
  obstacles: {
    checks: 'nur einen moment | sicherheitsüberprüfung | zugriff verweigert',
    logins: 'anmelden | anmeldung | einloggen | bitte (melden|loggen) …',
    loginCalls: 'nur für (mitglieder|abonnenten)',
    consents: `
      cookie einstellungen | (wir|diese (seite|website)) (verwende[nt]|nutz(en|t)|schätzen) (cookies|ihre privat)
      bevor sie (fortfahren|zu)`,
    missing: {
      error: 'fehler',
      things: 'seite | artikel',
      gone: 'nicht gefunden | existiert nicht',
      atEnd: 'nicht gefunden',
    },
    outages: 'wartung | vorübergehend nicht',
    empties: `
      (es (gibt|wurden) )?(noch |leider )?keine? (beiträge|artikel|einträge|ergebnisse|nachrichten|treffer)…30`,
  },
  texts: {
    counters: 'aufrufe | kommentare?',
    beforeAge: 'vor',
    versionLabels: 'version | Versionen',
  },
  prices: {
    spokenCurrencies: { CHF: '(Schweizer )?Franken_ | S?Fr.' },
    styles: 'preis',
    formerStyles: 'uvp | streich',
  },
  goals: {
    listParts: 'neu(e[rsnm]?|est*|igkeit*)\\b | beitr[aä]g | artikel | nachricht | veröffentlich | aktuell',
    news: 'neueste*',
    awaited: 'es gibt | gibt es | etwas | jemand',
    deeds: {
      begins: 'und | dann | bitte',
      verbs: `
          buche? | reserviere? | kaufe? | bestelle? | bezahle? | melde? dich ([^,.;]{0,80} )?an | logge? dich
          lade? … herunter | fasse? … zusammen | übersetze? | vergleiche? | schreibe?(?! mir,? (wenn|sobald|falls))`,
    },
  },
  watching: {
    disappears: 'verschw[iau]nd* | nicht (mehr|länger) | weg (ist|sind) | entfernt (wird|wurde)',
    appears: `
      erschein* | auftauch* | taucht | steht | stehen | enthält | zeigt | zu (sehen|lesen) ist | angezeigt`,
    comesOrGoes: 'verschwind* | erschein* | auftauch*',
    shows: 'enthält | zeigt',
    textArticles: 'das',
    changes: '(ver)?änder(n|t|te|ten)? | geändert | Änderung(en)?',
    moves: 'sinkt | steigt | fällt',
    changeNouns: 'Änderung(en)?',
    prices: 'Preis* | kostet | kosten',
    priceNouns: 'Preise?',
    cheaper: 'billiger | günstiger | teurer',
    versions: 'Version | Versionen',
    versionNumbers: 'Versionsnummer* | (aktuelle|installierte) Version',
    stock: 'auf Lager | ausverkauft | lieferbar',
    listNouns: 'Beitr[aä]g* | Artikel | Nachricht* | Einträg* | Eintrag',
    textNouns: 'Text | Wort | Wörter | Satz | Begriff',
    wholePage: `
      ((eine|irgendeine|jede) (der|dieser|von diesen) )?(die |der |eine )?(web)?seiten? | (der )?inhalt | etwas | was
      eine davon`,
    pageNouns: '(web)?seite | Artikel | Inhalt',
    conjunctions: 'wenn | sobald | falls | ob',
    watches: 'überwache | beobachte',
    endsThing: 'und',
    articles: 'der | die | das | den | dem | des',
    determiners: 'ein* | mein*',
    prepositions: 'auf | von | bei | aus | unter | an | in',
    pronouns: 'es | sie | das | dies*',
    reflexives: 'sich',
    joiners: 'und | oder | sowie',
  },
  conditions: {
    before: {
      below: 'unter(halb)?( von)? | (weniger|billiger|günstiger|niedriger|kleiner|tiefer) als',
      at_most: 'höchstens | nicht (mehr als|über) | bis zu | (sinkt|fällt) auf',
      above: 'über(steigt|schreitet)? | oberhalb( von)? | (mehr|höher|teurer|größer) als',
      at_least: 'mindestens | wenigstens | nicht (weniger als|unter) | steigt auf',
    },
    after: {
      below: 'unterschreite*',
      at_most: 'oder (weniger|billiger|günstiger|niedriger)',
      above: 'über(schreite|steig)*',
      at_least: 'oder (mehr|höher)',
    },
    between: 'den | dem | die | der | einem | einen | von',
    falls: 'sink(t|en) | fällt | fallen | gesunken | billiger | günstiger | reduziert | Preissenkung*',
    rises: 'steigt | steigen | gestiegen | teurer | erhöht | Preiserhöhung*',
    percent: 'Prozent_',
    otherUnits: 'Minuten? | Stunden? | Tagen?',
    by: 'um',
    moreThan: 'mehr als | über',
    atLeast: 'mindestens',
    thanBefore: 'billiger | günstiger | teurer',
    discounts: 'Rabatt',
    unclear: `
      zwischen | (weniger|billiger|günstiger|niedriger|mehr|höher|teurer) als | mindestens | höchstens | erreicht
      halb* | günstigste* | billigste* | niedrigste*`,
  },
};
