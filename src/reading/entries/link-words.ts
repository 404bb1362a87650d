/** Lists by subject, author or page, and what is no page to read. */
export const notAnEntry =
  /\/(?:tags?|categor(?:y|ies)|kategorien?|categorie|categorias?|etiquetas?|topics?|authors?|autor(?:en)?|auteurs?|users?|members?|profiles?|page|login|signin|signup|register|about|contact|privacy|terms|search|feed|rss)(?:\/[^/\d]*)?\/?$|\/page\/\d+\/?$|\/(?:posts?|blog|archives?|articles|news)\/?$|\.(?:xml|rss|atom|zip|png|jpe?g|gif|svg|webp|mp[34])$/i;

/** Texts of links that lead on to an entry, or from it, and do not say which. */
const moreWords = new RegExp(
  `^(?:${[
    '(?:read|continue|see|view|learn|show|find out|keep reading|click)\\b.{0,20}',
    'more|comments?|permalink|link|share|reply|older|newer|next|previous|prev|first|last|details|full (?:story|article)|leave a (?:comment|reply)|no comments|edit|discuss|watch|listen|download|pdf|source|via|new',
    'weiterlesen|mehr(?: lesen| erfahren| dazu)?|weiter|lesen|zum (?:artikel|beitrag)|artikel lesen|kommentare?|ältere.*|neuere.*|nächste.*|vorherige.*',
    "lire(?: la suite| plus| l[’']article)?|en savoir plus|la suite|suite|commentaires?|suivante?|précédente?|plus anciens?",
    'leer(?: más| artículo)?|seguir leyendo|ver más|más(?: información)?|comentarios?|siguiente|anterior',
    'le(?:ia|r)(?: mais)?|saiba mais|continue(?: a)? lendo|continuar (?:a )?le(?:r|itura)|mais|comentários?|próxim[ao]|seguinte',
    'leggi(?: tutto| di più)?|continua(?: a leggere)?|scopri di più|altro|commenti|successiv[oi]|precedenti?',
    'lees (?:verder|meer)|meer(?: lezen)?|verder(?: lezen)?|reacties?|volgende|vorige',
    'czytaj (?:dalej|więcej|całość)|więcej|dalej|komentarze?|następn[ay]|poprzedni[aey]?',
    'читать(?: далее| дальше| полностью| всё| ещё)?|подробнее|далее|ещё|комментари[йяи]+|следующая|предыдущая',
    '阅读(?:更多|全文|原文)?|閱讀(?:更多|全文)?|查看(?:更多|全文|详情)?|更多|全文|详情|继续阅读|评论|下一页|上一页',
    '続きを(?:読む|見る)|もっと見る|詳(?:しく|細)(?:はこちら|を見る)?|記事を読む|コメント|次へ|前へ|一覧(?:へ|を見る)?',
    '더 ?보기|자세히(?: 보기)?|계속 읽기|댓글|다음|이전',
    '(?:läs|les|læs) (?:mer|mere|vidare)|lue lisää|číst (?:dále|více)|devamını oku',
    '\\d+\\s*(?:comments?|replies|kommentare?|commentaires?|comentarios?|comentários?|commenti|reacties?|komentarz\\p{L}*|комментари\\p{L}*|评论|コメント|likes?|points?|views?|shares?)',
    '[\\d\\s.,+#]*',
  ].join('|')})[\\s.…»›→>:!·|-]*$`,
  'iu',
);

export const saysMore = (text: string): boolean => text.length <= 60 && moreWords.test(text.trim());

const pinnedNames = /(?:^|[\s_-])(?:sticky|is-sticky|pinned|is-pinned|announce(?:-post)?)(?:$|[\s_-])/i;
const pinnedWords =
  /^\W*(?:📌|pinned(?: post| topic)?|sticky(?: post)?|angepinnt|angeheftet|oben gehalten|épinglé|à la une|fijad[oa]|anclad[oa]|destacad[oa]|fixad[oa]|in evidenza|vastgezet|vastgepind|przypięt[eya]|закреплен[оа]|закреплено|прикреплен[оа]|важно|置顶|置頂|固定|ピン留め|고정)\W*$/iu;
const pinnedMark = /📌|📍|\[(?:pinned|sticky|置顶|置頂|公告)\]|【置顶】/iu;

/** True for what an entry says of itself where it stays on top, whatever is newer. */
export const saysPinned = ({ classes, texts }: { classes: string; texts: string[] }): boolean =>
  pinnedNames.test(classes) ||
  texts.some((text) => (text.length <= 30 && pinnedWords.test(text)) || pinnedMark.test(text));

const advertNames =
  /(?:^|[\s_-])(?:ads?|advert|advertisement|adslot|sponsor(?:ed)?|sponsored-post|promo(?:ted|tion)?|native-ad|partner-content)(?:$|[\s_-])/i;
const advertWords =
  /^\W*(?:sponsored(?: by.*| post| content)?|promoted|advertisement|ad|paid (?:post|content)|anzeige|werbung|publicité|sponsorisé|publicidad|patrocinado|pubblicità|sponsorizzato|advertentie|gesponsord|reklama|artykuł sponsorowany|реклама|на правах рекламы|广告|推广|廣告|広告|pr|광고)\W*$/iu;

/** True for an advertisement that stands among entries. */
export const saysAdvert = ({ classes, rels, texts }: { classes: string; rels: string; texts: string[] }): boolean =>
  advertNames.test(classes) ||
  /\bsponsored\b/.test(rels) ||
  texts.some((text) => text.length <= 40 && advertWords.test(text));
