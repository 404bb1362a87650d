/** What a goal about a list is about, in the usual languages: with one of these it is never refused. */
export const listWords =
  /\b(?:latest|newest|new(?:s| (?:post|article|entr|release|version|episode|item|stor|update|blog)\p{L}*)?|recent(?:ly)?|updates?|posts?|blog|articles?|releases?|change ?logs?|entries|headlines?|announcements?|published|episodes?|what['’]?s new|topics?|threads?)\b|neu(?:e[rsnm]?|est\p{L}*|igkeit\p{L}*)\b|beitr[aä]g|artikel|nachricht|veröffentlich|aktuell|dernier|nouve(?:au|l)|actualité|article|billet|publi|últim|nuev|noticia|entrada|artículo|novedad|novo|nova|notícia|publicaç|artigo|ultim|nuov|notizi|articol|novità|laatste|nieuw|bericht|najnows|now[yea]|wpis|artykuł|aktualno|последн|нов(?:ый|ое|ости|ая|ые)|стать|запис|обновлен|最新|新(?:着|闻|聞|文章|发布)|更新|文章|博客|ブログ|記事|お知らせ|ニュース|최신|새로운|소식|글|블로그/iu;

const object = '(?:me|us|a|an|the|my|our|this|that|these|it|them|one|two|some|all|\\d+|in|up|on)\\b';
const begins =
  '(?:^|[.,;:!?–—]\\s*|\\b(?:and|then|please|you|also|or|(?:want|need|like|try|have|go|has)(?: you)? to)\\s+)';

/** What is made of news by telling them. */
const telling = '(?:me )?(?:an? )?(?:short |brief )?(?:summary|list|report|digest|overview|table|note)';

/** What only somebody with a model, or hands, can do; by what it is called, and what it is for people. */
const deeds: [pattern: RegExp, deed: string][] = [
  [deed(`(?:book|reserve)\\s+(?:${object}|tickets|flights|rooms|hotels)`), 'book'],
  [deed(`(?:buy|purchase|order(?! by))\\s+(?:${object}|tickets)`), 'buy'],
  [deed('pay\\s+(?:for|the|my|our|this|it|him|her|them)\\b'), 'pay'],
  [deed('(?:log|sign)(?: me| us)? ?(?:in|up|on|into)\\b'), 'log in'],
  [deed(`(?:register|subscribe|unsubscribe|enrol|enroll)\\s+(?:${object}|for|to|from|with)`), 'register'],
  [deed(`(?:download|upload|attach|print)\\s+(?:${object}|every|each)`), 'download files'],
  [deed(`(?:fill|complete|submit)\\s+(?:${object}|out)`), 'fill in forms'],
  [deed('(?:reply|respond|answer|apply)\\s+(?:to|for)\\b'), 'reply'],
  [deed('(?:post|tweet|publish|comment)\\s+(?:a|an|it|this|that|my|on|to)\\b'), 'publish'],
  [
    deed(
      `(?:delete|remove|cancel|rename|change|update(?! me)|edit|create(?! ${telling})|click|press|type|enter|upload|add|move|transfer)\\s+(?:me|a|an|the|my|our|this|it|one|all|on)\\b`,
    ),
    'change pages',
  ],
  [
    deed(
      '(?:e-?mail|mail|send|forward|text|message|share)\\s+(?:it|this|that|them|the \\p{L}+|a \\p{L}+)(?: \\p{L}+)? (?:to|on|with)\\s+(?!(?:me|us|(?:my|our|the|a) webhook)\\b)',
    ),
    'send messages',
  ],
  [
    deed(
      '(?:summari[sz]e|translate|paraphrase|rewrite|analy[sz]e|compare|evaluate|rate|explain|calculate|estimate|research|recommend|plan|compose|draft|draw|convert|negotiate|schedule|(?:write|call|phone)(?! (?:me|us) (?:when|if|once|as soon)))\\b',
    ),
    'summarise, compare or write',
  ],
  [
    /(?:^|[.,;:]\s*|\b(?:und|dann|bitte)\s+)(?:buche?|reserviere?|kaufe?|bestelle?|bezahle?|melde?\s+dich\s+(?:[^,.;]*\s)?an|logge?\s+dich|lade?\s.+\sherunter|fasse?\s.+\szusammen|übersetze?|vergleiche?|schreibe?(?!\s+mir,?\s+(?:wenn|sobald|falls)))(?!\p{L})/iu,
    'do that',
  ],
  [
    /(?:^|[.,;:]\s*|\b(?:et|puis)\s+)(?:réserve[rz]?|achète[rz]?|achetez|commande[rz]?|paye[rz]?|connecte[rz]?[- ]|télécharge[rz]?|résume[rz]?|tradui[st]e?[rz]?|compare[rz]?|écri[st](?!-moi (?:quand|dès|si))|envoie[rz]? (?:un|le|la)\b)(?!\p{L})/iu,
    'do that',
  ],
  [
    /(?:^|[.,;:]\s*|\by\s+|\be\s+|\bluego\s+)(?:reserva(?:r|me)?|compra(?:r|me)?|inicia(?:r)? sesión|descarga(?:r)?|resum(?:e|ir|a)|traduce|compara(?:r)?|escribe|prenota|acquista|scarica|riassumi|accedi|baixe|faça login|traduza)\s+(?:una?|la|el|los|las|mi|il|lo|o|a|as|os|me|uma?|con|en|e|em|le|i|gli)(?!\p{L})/iu,
    'do that',
  ],
  [
    /(?:забронируй|купи|закажи|оплати|скачай|войди|переведи|напиши(?!(?: мне)?,? (?:когда|если|как только))|预订|购买|登录|下载|翻译|总结|予約し|購入し|ログインし|ダウンロードし|翻訳し|要約し)/iu,
    'do that',
  ],
];

function deed(verb: string): RegExp {
  return new RegExp(`${begins}(?:please\\s+)?${verb}`, 'iu');
}

/** The first thing in a goal that takes more than reading a list: what it is, and where it is said. */
export function deedIn(goal: string): { deed: string; said: string } | undefined {
  const hits = deeds.flatMap(([pattern, name]) => {
    const match = pattern.exec(goal);
    return match === null
      ? []
      : [
          {
            deed: name,
            said: match[0]
              .replace(/^(?:[\s.,;:!?–—]+|(?:and|then|please|to|you|also|or|want|need|like|try|have|go|has)\s)+/i, '')
              .trim(),
            at: match.index,
          },
        ];
  });
  return hits.toSorted((one, other) => one.at - other.at)[0];
}

/** What is new on a list, said in so many words. */
const newsWords =
  /\b(?:latest|newest|news|what['’]?s new|new (?:posts?|articles?|entr(?:y|ies)|releases?|versions?|episodes?|items?|stor(?:y|ies))|neueste\p{L}*|dernier\p{L}*|últim\p{L}*|ultim\p{L}*|laatste|najnows\p{L}*)\b|последн|最新|최신/iu;
export const isAboutNews = (words: string): boolean => newsWords.test(words);

/** Deeds that a goal about the latest entry may add: then that entry is told, and how it begins. */
export const isTolerable = (deed: string): boolean => deed === 'summarise, compare or write';

/** What is said of entries of a list that are awaited, though it names none. */
const awaited =
  /(?<!\p{L})(?:(?:any|some)(?:thing|one|body)|there (?:is|are|will be)|there['’]s|posted|listed|published|announced|added|released|commented|wrote|writes|happens|es gibt|gibt es|etwas|jemand|il y a|quelque chose|hay|algo|há|alguém|c['’]è|ci sono|qualcosa|er (?:is|zijn)|iets|coś|есть|что-то|кто-то)(?!\p{L})/iu;
export const isAboutSomethingNew = (words: string): boolean => awaited.test(words);
