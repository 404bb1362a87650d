/** What of a page is watched, and for what. */
export interface Watch {
  kind: 'price' | 'text' | 'page';
  /** The words that are looked for, or that stand beside what is watched; null for a price or a page as such. */
  words: string | null;
  /** `changes` where nothing else is asked. */
  when: 'changes' | 'appears' | 'disappears';
}

const quoted = /[“„«"「『]\s*([^“”„«»"「」『』]{1,200}?)\s*[”“»"」』]|(?<=\s|^)[‘']([^‘’']{2,200})[’'](?=\W|$)/u;
const disappears =
  /\b(?:disappears?|vanish(?:es)?|is gone|goes away|is removed|no longer|not any ?more|verschwinde[tn]?|nicht mehr|weg ist|disparaî[ts]\w*|n['’]est plus|desaparec\w+|ya no|não está mais|scompar\w+|non c['’]è più|verdwijnt|znik\w+)\b|исчез|пропад|消失|不见|なくな|사라/iu;
const appears =
  /\b(?:appears?|shows? up|comes? up|is (?:shown|there|added|mentioned)|mentions?|contains?|says?|becomes?|erschein\w*|auftaucht|steht|apparaî[ts]\w*|appara[iî]t|aparec\w+|aparece|compar[ei]\w*|verschijnt|pojawi\w*)\b|появ|出现|現れ|表示され|나타/iu;
const changes =
  /\b(?:chang(?:es?|ed|ing)|differs?|is (?:different|updated|altered)|(?:drops?|falls?|rises?|goes (?:up|down)|increases?|decreases?)|änder[tn]?|geändert|sinkt|steigt|fällt|chang(?:e|ent|é)|modifi\w+|baisse|cambi\w+|baja|sube|muda\w*|alter\w+|baixa|varia|scende|wijzigt|verandert|zmieni\w*)\b|измен|меня|变化|改变|变动|変わ|変更|바뀌|변경/iu;
const price =
  /\b(?:prices?|costs?|how much|preis\w*|kostet|prix|coûte|tarif|precio|cuesta|preço|custa|prezzo|costa|prijs|cena|ceny)\b|цена|цену|价格|價格|値段|価格|가격/iu;
const listNouns =
  /\b(?:posts?|articles?|releases?|news|entr(?:y|ies)|versions?|updates?|blog|episodes?|changelog|items?|stories|story)\b/iu;
const namedText =
  /\b(?:the )?(?:words?|text|phrase|sentence|line|string|term|wort|satz|begriff|mot|texte|phrase|palabra|texto|frase|parola|testo|tekst|woord)\s+([^,.;]{2,120}?)\s+(?=(?:dis)?appears?|shows?|changes?|vanish|is\b|comes|erscheint|verschwindet|apparaît|disparaît|aparece|desaparece|appare|scompare)/iu;
const labelled =
  /\b(?:when|if|whether|once)\s+(?:the|its|their|any(?:thing)? (?:in|of|on) the)\s+([^,.;:]{2,100}?)\s+(?:on\s+(?:that|this|the) page\s+)?(?:chang|differ|is (?:different|updated|altered)|drop|fall|rise|goes|increase|decrease|(?:dis)?appear)/iu;
const labelledGerman =
  /\b(?:wenn|sobald|falls)\s+(?:sich\s+)?(?:der|die|das)\s+([^,.;:]{2,100}?)\s+(?:sich\s+)?(?:änder|geändert|sinkt|steigt|fällt)/iu;
const wholePage =
  /^(?:(?:web)?(?:page|site)|content|text|it|article|seite|inhalt|anything|something|contents? of (?:the|this|that) (?:page|article|site))$/iu;
const stock =
  /\b(?:(?:back )?in stock|out of stock|sold out|auf lager|ausverkauft|lieferbar|en stock|agotado|esgotado|disponibile|available again)\b/iu;

/** What a goal asks to be watched on a page; undefined where it is about a list. */
export function watchIn(words: string): Watch | undefined {
  const when = disappears.test(words) ? 'disappears' : appears.test(words) ? 'appears' : 'changes';
  const literal = quoted.exec(words);
  const named = literal?.[1] ?? literal?.[2] ?? namedText.exec(words)?.[1];
  if (named !== undefined && (when !== 'changes' || changes.test(words)))
    return { kind: 'text', words: named.trim(), when };
  if (price.test(words) && !/\b(?:posts?|articles?|news|blog) (?:about|on)\b/i.test(words))
    return { kind: 'price', words: null, when: 'changes' };
  const inStock = stock.exec(words);
  if (inStock !== null)
    return {
      kind: 'text',
      words: inStock[0].replace(/^back /i, ''),
      when: when === 'disappears' ? 'disappears' : 'appears',
    };
  if (!changes.test(words)) return undefined;
  const label = labelled.exec(words)?.[1] ?? labelledGerman.exec(words)?.[1];
  if (label === undefined)
    return /\b(?:page|site|seite|article|página|pagina)\b/iu.test(words) && !listNouns.test(words)
      ? { kind: 'page', words: null, when: 'changes' }
      : undefined;
  const subject = label
    .replace(/\s+(?:on|at|of|in|from)(?:\s+(?:that|this|the)(?:\s+(?:page|site))?)?\s*$/iu, '')
    .trim();
  if (wholePage.test(subject) || /\barticle\b/i.test(subject)) return { kind: 'page', words: null, when: 'changes' };
  return listNouns.test(subject) ? undefined : { kind: 'text', words: subject, when: 'changes' };
}
