import { anyOf } from './words.ts';

/** What stands in a goal in place of each address. */
export const pageMark = '∎';

/** That words are there no more. */
export const disappears = anyOf(
  [
    'disappear(?:s|ed)?|vanish(?:es|ed)?|(?:is|are|has|have) gone|go(?:es)? away|(?:is|are|gets?) (?:removed|deleted|taken (?:down|off))',
    "no longer|not any ?more|(?:does not|doesn[’']t|do not|don[’']t|stops?) (?:say|show|contain|mention|read|appear)(?:ing)?",
    'verschw[iau]nd\\p{L}*|nicht (?:mehr|länger)|weg (?:ist|sind)|entfernt (?:wird|wurde)',
    "dispara[iî]\\p{L}*|n[’'](?:est|appara[iî]t|y est) plus|ne \\p{L}+ plus",
    'desapare[cz]\\p{L}*|ya no|já não|não está mais',
    "scompa\\p{L}+|sparisc\\p{L}+|non (?:c[’']è|è|appare|compare) più",
    'verdwij\\p{L}+|niet meer|weg is',
    'znik\\p{L}+|już nie|zmiz\\p{L}+|kaybol\\p{L}*',
    'försvinn\\p{L}*|forsvinn\\p{L}*|forsvind\\p{L}*|inte längre|ikke (?:lenger|længere)',
    'исчез\\p{L}*|пропад\\p{L}+|больше н(?:е|ет)|зник\\p{L}+',
  ],
  ['消失', '消え', '不见', '不再', '没有了', 'なくな', '사라', '없어'],
);

/** That words are there. */
export const appears = anyOf(
  [
    'appear(?:s|ed)?|(?:shows?|comes?|pops?|turns?) up|(?:is|are|gets?) (?:shown|there|added|mentioned|displayed|listed|visible|found|on)',
    'mentions?|contains?|includes?|says?|shows?|displays?|reads|becomes?',
    'erschein\\p{L}*|auftauch\\p{L}*|taucht|steht|stehen|enthält|zeigt|zu (?:sehen|lesen) ist|angezeigt',
    'appara[iî]\\p{L}*|contien\\p{L}*|affich\\p{L}*|indique',
    'apare[cz]\\p{L}*|contien\\p{L}*|contenga|muestr\\p{L}*|diga|contém|contenha|mostr[ae]\\p{L}*',
    'appai\\p{L}+|appar[ei]\\p{L}*|compai\\p{L}+|compar[ei]\\p{L}*',
    'verschij\\p{L}+|bevat|staat',
    'pojawi\\p{L}*|zawiera|objev\\p{L}*|görün\\p{L}*',
    'dyker upp|visas|står|vises|dukker op{1,2}',
    "появ\\p{L}*|содерж\\p{L}*|з[’']?яв\\p{L}+",
  ],
  ['出现', '出現', '现れ', '現れ', '显示', '表示', '나타', '나오', '표시'],
);

const changesWords = [
  'chang(?:es?|ed|ing)|differs?|(?:is|are|gets?) (?:different|updated|altered|modified|edited)',
  '(?:ver)?änder(?:n|t|te|ten)?|geändert|Änderung(?:en)?',
  'chang(?:e|ent|er|é)|modifi(?:e|é|er|ent)\\p{L}*|évolue|changements?',
  'cambi(?:a|e|an|en|o|ar|are|ano|ato|os)?|modifi(?:que|ca)\\p{L}*|var[ií][ae]\\p{L}*|mud(?:a|e|ar|ança)\\p{L}*|alter(?:a|e|ado|ação)\\p{L}*',
  'wijzig\\p{L}*|verander\\p{L}*|zmieni\\p{L}*|zmian\\p{L}*|změn\\p{L}*|ändr\\p{L}*|ændr\\p{L}*|endr(?:er|es|ing)\\p{L}*|değiş\\p{L}*',
  'измен\\p{L}*|меня(?:ется|ются|лась|лся)|поменя\\p{L}*|змін\\p{L}*',
];
const changesUnspaced = [
  '变化',
  '改变',
  '变动',
  '變化',
  '改變',
  '变更',
  '変わ',
  '変更',
  '変化',
  '바뀌',
  '바뀔',
  '변경',
  '변동',
];
export const changes = anyOf(changesWords, changesUnspaced);

export const price = anyOf(
  [
    'prices?|pricing|costs?|how much|Preis\\p{L}*|kostet|kosten|prix|coûte\\p{L}*|tarifs?|precios?|cuesta\\p{L}*|preços?|custa|prezz[oi]|costa',
    'prijs|prijzen|kost|cen[aęyie]|kosztuje|cenu|pris(?:et|er|en|erna)?|kostar|koster|fiyat\\p{L}*|цен[аыуе]|стоимост\\p{L}*|стоит|ціна|ціну',
  ],
  ['价格', '價格', '价钱', '售价', '値段', '価格', '가격'],
);

const versionWord =
  '(?:versions?|Versionen|versi[oó]n(?:es)?|versão|versões|versione|versie|wersj\\p{L}+|verze|верси\\p{L}+|версі\\p{L}+)';
/** A version as a number, said so. */
export const versionNumber = anyOf(
  [
    'version (?:number|no\\.?|string|label)s?|(?:current|installed|stable|shown|displayed) version',
    'Versionsnummer\\p{L}*|(?:aktuelle|installierte) Version|numéro de (?:la )?version|version actuelle|número de (?:la )?versi[oó]n|versión actual',
    'número d[ae] versão|versão atual|numero di versione|versione attuale|versienummer|numer\\p{L}* wersji|номер\\p{L}* версии',
  ],
  ['版本号', '版本號', '当前版本', 'バージョン番号', '버전 번호', '현재 버전'],
);
export const version = anyOf([versionWord], ['版本', 'バージョン', '버전']);

/** What lists have: who waits for one of these wants the list looked at. */
export const listNouns = anyOf([
  'posts?|articles?|releases?|news|entr(?:y|ies)|updates?|blog|episodes?|changelog|items?|stor(?:y|ies)|versions?',
  'Beitr[aä]g\\p{L}*|Artikel|Nachricht\\p{L}*|Einträg\\p{L}*|Eintrag|articles?|billets?|entradas?|artículos?|noticias?|notícias?|artigos?|notizi\\p{L}+|articol\\p{L}+|bericht\\p{L}*|wpis\\p{L}*|стать\\p{L}+|запис\\p{L}+',
]);

/** Words for what is written, as in “the text X appears”. */
export const textNoun =
  '(?:words?|texts?|phrases?|sentences?|lines?|strings?|terms?|labels?|messages?|Wort|Wörter|Satz|Begriff|mots?|textes?|palabras?|textos?|frases?|palavras?|parol[ae]|testo|tekst|woord|слов[оа]|текст|słow[oa])';

/** The page as a whole, or whichever of several. */
const pageNames = [
  '(?:(?:one|any|either|each|all|both|some) of )?(?:(?:the|this|that|these|those|its|my|any|either|both) )?(?:web ?)?(?:pages?|sites?|content|text|article)',
  '(?:one|any|either) of (?:them|these|those)|anything|something|contents? of (?:the|this|that) (?:page|article|site)',
  '(?:(?:eine|irgendeine|jede) (?:der|dieser|von diesen) )?(?:die |der |eine )?(?:web)?seiten?|(?:der )?inhalt|etwas|was|eine davon',
  "(?:(?:une|l[’']une) (?:des|de ces) )?(?:la |le |les |une )?(?:pages?|sites?|contenu)|quelque chose",
  '(?:(?:una|alguna|uma|alguma) (?:de las|de estas|das|destas) )?(?:la |el |o |a |las |as |una |uma )?(?:páginas?|sitios?|contenido|conteúdo)|algo',
  '(?:una (?:delle|di queste) )?(?:la |il |le )?(?:pagin[ae]|sit[oi]|contenuto)|qualcosa|(?:de )?(?:pagina|inhoud)',
  'stron[ay]|страниц[аы]',
  pageMark,
];
export const wholePage = new RegExp(`^(?:${pageNames.join('|')})$`, 'iu');
export const pageNoun = anyOf(
  [
    'page|site|website|webpage|(?:web)?seite|article|Artikel|página|pagina|sitio|sito|stron[aęy]|страниц[аыу]|contents?|Inhalt',
  ],
  ['页面', '网页', 'ページ', '페이지'],
);

/** Whether something is to be had, in the words that shops have for it. */
export const stock = anyOf([
  '(?:back )?in stock|out of stock|sold out|auf Lager|ausverkauft|lieferbar|en stock|en rupture|agotad[oa]|esgotad[oa]|disponibile|esaurito|op voorraad|uitverkocht',
]);

/** What begins a clause that says when somebody wants to be told. */
export const conjunction =
  '(?:when(?:ever)?|if|whether|once(?! (?:an?|per|every|in|more)\\b)|as soon as|wenn|sobald|falls|ob|quand|lorsque|dès que|cuando|en cuanto|quando|assim que|appena|wanneer|zodra|kiedy|gdy|jeśli|když|jakmile|när|når|когда|если|как только|коли)';

/** What leads to a noun, with the space after it. */
export const article =
  "(?:(?:the|its|their|any|anything in the|any of the|der|die|das|den|dem|des|les?|la|el|los|las|lo|os?|as?|il|gli|i|de|het|det)\\s+|(?:dell|nell|all|l|d)[’']\\s?)";

/** What leads from a thing to the page that it stands on. */
export const preposition =
  '(?:on|at|of|in|from|to|for|under|auf|von|bei|aus|unter|an|sur|de|dans|chez|en|em|no|na|su|di|da|op|van|bij|på|av|af|на|с|со|в|за)';

/** Verbs after which a thing is another, for a pattern. */
export const changesPattern = `(?:${changesWords.join('|')}|drops?|falls?|rises?|(?:goes|go) (?:up|down)|increases?|decreases?|sinkt|steigt|fällt)`;

/** Verbs for words that come and go, for a pattern. */
export const comesOrGoes =
  '(?:(?:dis)?appears?|(?:is|are) (?:gone|shown|mentioned|displayed)|vanish(?:es)?|shows? up|comes? up|verschwind\\p{L}*|erschein\\p{L}*|auftauch\\p{L}*|(?:dis|ap)para[iî]\\p{L}*|(?:des)?apare[cz]\\p{L}*|(?:s|ap)compa\\p{L}*|appa[ir]\\p{L}*|verdwij\\p{L}*|verschij\\p{L}*|znik\\p{L}*|pojawi\\p{L}*|исчез\\p{L}*|появ\\p{L}*)';

/** What begins a wish to have a thing watched, for a pattern. */
export const watchVerb =
  '(?:watch|monitor|track|observe|follow|keep an eye on|überwache|beobachte|surveille|vigila|monitora|controlla|śledź|obserwuj|следи за)';

/** Of the thing that was named before. */
export const pronoun = /^(?:it|they|this|that|these|those|es|sie|das|dies\p{L}*|ça|cela|il|elle|eso|esto|isso|ciò)$/iu;

/** The clause of a goal that says when somebody wants to be told. */
export const conditionClause = new RegExp(`(?<!\\p{L})${conjunction}\\s+[^\\s.;!?]+\\s+(?:[^.;!?]|\\.(?=\\d))*`, 'iu');
/** Where “latest” is said of a price, no news are meant. */
export const latestPrice =
  /\p{L}+\s+(?:prices?|pricing|cost|Preise?|prix|precios?|preços?|prezz[oi]|prijs|cen[aęy]|цен[ауы])(?!\p{L})/giu;
