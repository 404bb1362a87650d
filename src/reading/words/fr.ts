import type { LanguageWords } from './language-words.ts';

export const fr: LanguageWords = {
  code: 'fr',
  name: 'French',
  dates: {
    monthTables: ['fr'],
    dayEndings: 'er',
    updated: 'mis à jour | modif',
  },
  ago: {
    units: {
      second: 'secondes?',
      minute: 'minutes?',
      hour: 'heures?',
      day: 'jours?',
      week: 'semaines?',
      month: 'mois',
      year: 'ans? | années?',
    },
    one: 'une?',
    before: 'il y a',
    about: 'environ',
    today: "aujourd'hui",
    yesterday: 'hier(?! \\p{Ll})',
    dayBeforeYesterday: 'avant-hier',
  },
  lists: {
    more: `
      lire( la suite| plus| l'article)? | en savoir plus | la suite | suite | commentaires? | suivante? | précédente?
      plus anciens?`,
    counted: 'commentaires?',
    pinned: 'épinglé | à la une',
    adverts: 'publicité | sponsorisé',
    asideHeadings: `
      articles? populaires? | les plus lus… | à lire aussi… | articles? (similaires?|liés?|connexes?)
      (derniers )?commentaires( récents)? | catégories | recommandés?… | étiquettes`,
    sectionAddresses: 'auteurs?',
    numbered: 'n[º°] | partie | épisode | numéro',
    unreleased: 'non publié',
  },
  obstacles: {
    checks: 'vérification de sécurité | accès refusé',
    logins: 'connexion | se connecter | identifiez-vous | connectez-vous…',
    loginCalls: 'réservé aux abonnés',
    consents: 'avant de (continuer|poursuivre) | nous (utilisons|respectons) (des cookies|votre vie privée)',
    missing: {
      error: 'erreur',
      things: 'page | article | document | site',
      gone: "pas (été )?trouvé | n'existe",
      anywhere: 'introuvable',
    },
    empties: 'aucune? (article|résultat|billet|actualité)…30',
  },
  texts: {
    counters: 'vues',
    beforeAge: 'il y a',
    versionLabels: 'versions?',
  },
  prices: {
    spokenCurrencies: { EUR: 'euros?_', 'CHF XOF XAF': 'francs?_' },
    styles: 'prix',
    formerStyles: 'barre',
  },
  goals: {
    listParts: 'dernier | nouve(au|l) | actualité | article | billet | publi',
    news: 'dernier*',
    awaited: 'il y a | quelque chose',
    deeds: {
      begins: 'et | puis',
      verbs: `
          réserve[rz]? | achète[rz]? | achetez | commande[rz]? | paye[rz]? | connecte[rz]?[- ] | télécharge[rz]?
          résume[rz]? | tradui[st]e?[rz]? | compare[rz]? | écri[st](?!-moi (quand|dès|si)) | envoie[rz]? (un|le|la)\\b`,
    },
  },
  watching: {
    disappears: "dispara[iî]* | n'(est|appara[iî]t|y est) plus | ne + plus",
    appears: 'appara[iî]* | contien* | affich* | indique',
    comesOrGoes: '(dis|ap)para[iî]*',
    shows: 'contient',
    textArticles: 'le',
    changes: 'chang(e|ent|er|é) | modifi(e|é|er|ent)* | évolue | changements?',
    changeNouns: 'changements?',
    prices: 'prix | coûte* | tarifs?',
    priceNouns: 'prix',
    cheaper: 'moins chère? | plus chère?',
    versions: 'versions?',
    versionNumbers: 'numéro de (la )?version | version actuelle',
    stock: 'en stock | en rupture',
    listNouns: 'articles? | billets?',
    textNouns: 'mots? | textes?',
    wholePage: "((une|l'une) (des|de ces) )?(la |le |les |une )?(pages?|sites?|contenu) | quelque chose",
    pageNouns: 'page | site | article',
    conjunctions: 'quand | lorsque | dès que',
    watches: 'surveille',
    endsThing: 'et',
    articles: 'les? | la',
    elidedArticles: "l' | d'",
    determiners: 'une? | mon | ma',
    prepositions: 'sur | de | dans | chez | en',
    pronouns: 'ça | cela | il | elle',
    reflexives: "se | s'",
    joiners: 'et | ou',
  },
  conditions: {
    before: {
      below: '(en|au)[- ]dessous d(e|es|u) | sous | moins de | moins chère?s? que | inférieure?s? à',
      at_most: 'au plus | au maximum | pas plus de | (baisse|descend|tombe) à',
      above: 'au[- ]dessus d(e|es|u) | plus de | plus chère?s? que | supérieure?s? à | dépass+',
      at_least: 'au moins | au minimum | pas moins de | monte à',
    },
    after: {
      at_most: 'ou moins',
      at_least: 'ou plus',
    },
    between: 'de | des | les | la barre des?',
    falls: 'baiss(e|er|ent) | diminu(e|er|ent) | chut(e|er|ent) | descend(e|ent)? | moins chère?s?',
    rises: 'augment(e|er|ent) | monte | montent | hausse | plus chère?s?',
    percent: 'pour ?cent',
    otherUnits: 'heures? | jours?',
    by: "(baiss|diminu|augment|chang)* d[e'’]",
    moreThan: 'plus de',
    atLeast: 'au moins',
    thanBefore: 'moins cher | plus cher',
    discounts: 'reduction | remise',
    unclear: `
      moins chère?s? que | plus chère?s? que | en dessous | au-dessus | au moins | atteint | le moins cher | le plus bas`,
  },
};
