import { anyOf } from './words.ts';

/** What a number that is named has to be to the one that is watched. */
export const comparisons = ['below', 'at_most', 'above', 'at_least'] as const;
export type Comparison = (typeof comparisons)[number];

/** Said before the number. */
export const saidBefore: Record<Comparison, string[]> = {
  below: [
    'below|under(?:neath)?|beneath|(?:less|lower|cheaper|smaller|fewer) than',
    'unter(?:halb)?(?: von)?|(?:weniger|billiger|günstiger|niedriger|kleiner|tiefer) als',
    '(?:en|au)[- ]dessous d(?:e|es|u)|sous|moins de|moins chère?s? que|inférieure?s? à',
    '(?:por )?debajo de|menos de|(?:menor|inferior) (?:a|que|de)|más barat[oa]s? que|baj[ae]n? de',
    'abaixo d[eo]s?|(?:menor|inferior) (?:a|que|do que)|mais barat[oa]s? (?:do )?que|baix[ae] de',
    '(?:al di )?sotto|meno di|inferiore a|più economic[oa] di',
    'onder|(?:minder|lager|goedkoper) dan',
    'poniżej|(?:mniej|taniej|tańsz\\p{L}+|niższ\\p{L}+) niż',
    'pod|(?:méně|nižší|levnější) než',
    '(?:mindre|lägre|billigare) än|(?:mindre|lavere|billigere) (?:end|enn)',
    '(?<!не )(?:ниже|меньше|менее|дешевле)(?: чем)?|нижче|менше|дешевше(?: ніж)?',
  ],
  at_most: [
    'at (?:the )?most|(?:no|not) (?:more|higher) than|not (?:above|over)|max(?:imum|imal)?(?: of)?|up to|down to',
    '(?:drops?|falls?|goes|comes|decreases?|sinks?) to',
    'höchstens|nicht (?:mehr als|über)|bis zu|(?:sinkt|fällt) auf',
    'au plus|au maximum|pas plus de|(?:baisse|descend|tombe) à',
    'como (?:mucho|máximo)|no más de|baj[ae] (?:a|hasta)',
    'no máximo|não mais de',
    'al massimo|non più di|scend[ea] a',
    'hoogstens|maximaal|ten hoogste|(?:daalt|zakt) tot',
    'co najwyżej|najwyżej|spadnie do',
    'не (?:больше|более|выше|дороже)(?: чем)?|упад[её]т до',
  ],
  above: [
    'above|over|(?:more|higher|greater|larger|bigger|pricier|more expensive) than|exceed(?:s|ing)?|surpass(?:es)?',
    'über(?:steigt|schreitet)?|oberhalb(?: von)?|(?:mehr|höher|teurer|größer) als',
    'au[- ]dessus d(?:e|es|u)|plus de|plus chère?s? que|supérieure?s? à|dépass\\p{L}+',
    '(?:por )?encima de|más de|(?:mayor|superior) (?:a|que|de)|super[ae]|más car[oa]s? que',
    'acima d[eo]s?|mais de|(?:maior|superior) (?:a|que|do que)|ultrapass\\p{L}+|mais car[oa]s? (?:do )?que',
    '(?:al di )?sopra|più di|superiore a|super[ai]|oltre|più car[oa] di',
    'boven|(?:meer|hoger|duurder) dan',
    'powyżej|(?:więcej|drożej|wyższ\\p{L}+) niż',
    'nad|(?:více|vyšší|dražší) než',
    'över|(?:mer|högre|dyrare) än|(?:mere?|høyere|højere|dyrere) (?:end|enn)',
    '(?<!не )(?:выше|больше|более|дороже)(?: чем)?|вище|дорожче(?: ніж)?',
  ],
  at_least: [
    'at least|(?:no|not) (?:less|lower) than|not (?:below|under)|min(?:imum|imal)?(?: of)?',
    '(?:rises?|climbs?|goes up|increases?) to',
    'mindestens|wenigstens|nicht (?:weniger als|unter)|steigt auf',
    'au moins|au minimum|pas moins de|monte à',
    'al menos|por lo menos|como mínimo|no menos de|sub[ae] (?:a|hasta)',
    'pelo menos|ao menos|no mínimo',
    'almeno|non meno di|sal[eg]a? a',
    'minstens|ten minste|stijgt tot',
    'co najmniej|przynajmniej|wzrośnie do',
    'не (?:меньше|менее|ниже|дешевле)(?: чем)?|как минимум',
  ],
};

/** Said before the number without a space between. */
export const signsBefore: Record<Comparison, string[]> = {
  below: ['<(?!=)', '低于|低於|少于|小于|跌破|不到'],
  at_most: ['<=|≤', '不超过|最多'],
  above: ['>(?!=)', '高于|高於|(?<!不)超过|(?<!不)超過|大于'],
  at_least: ['>=|≥', '至少|最少'],
};

/** Said after the number. */
export const saidAfter: Record<Comparison, string[]> = {
  below: [
    '\\s+unterschreite\\p{L}*',
    '\\S{0,6}\\s+alt\\p{L}+',
    '以内',
    '未満',
    'を(?:下回|切)',
    '\\s?(?:미만|보다 (?:낮|싸|적)|아래)',
  ],
  at_most: [
    '\\s+or (?:less|lower|below|under|cheaper)',
    '\\s+oder (?:weniger|billiger|günstiger|niedriger)',
    '\\s+(?:ou moins|o menos|ou menos|o meno|of minder|lub mniej|eller mindre|или (?:меньше|менее|дешевле))',
    '以下|\\s?이하',
  ],
  above: [
    '\\s+über(?:schreite|steig)\\p{L}*',
    '\\S{0,6}\\s+(?:üst|üzer)\\p{L}+',
    'を(?:上回|超え)',
    '\\s?(?:초과|보다 (?:높|비싸|많)|(?:을|를)? ?넘)',
  ],
  at_least: [
    '\\s+or (?:more|higher|above|over)',
    '\\s+oder (?:mehr|höher)',
    '\\s+(?:ou plus|o más|ou mais|o più|of meer|lub więcej|eller mer|или (?:больше|более))',
    '以上|\\s?이상',
  ],
};

/** What may stand between a comparison and its number. */
export const between =
  '(?:the|a|an|of|price of|mark of|de|des|les|los|las|la barre des?|os|i|gli|ai|la soglia di|den|dem|die|der|einem|einen|von|el|un|uno)';

export const falls = anyOf(
  [
    'drop(?:s|ped|ping)?|fall(?:s|en|ing)?|fell|decreas(?:es?|ed|ing)|declines?|(?:goes|go|comes?) (?:up (?:or|and) )?down',
    '(?:gets?|becomes?|is|are|turns?) (?:cheaper|lower|reduced|lowered|discounted)|price (?:cut|drop|reduction)s?',
    'sink(?:t|en)|fällt|fallen|gesunken|billiger|günstiger|reduziert|Preissenkung\\p{L}*',
    'baiss(?:e|er|ent)|diminu(?:e|er|ent)|chut(?:e|er|ent)|descend(?:e|ent)?|moins chère?s?',
    'baj[ae]n?|bajar|cae|caiga|disminu\\p{L}+|más barat[oa]s?|rebaj\\p{L}+',
    'baix[ae]r?|caia?|caiu|diminu\\p{L}+|mais barat[oa]s?',
    'scend[ea]|cal[ai]|diminu\\p{L}+|abbass\\p{L}+|più economic[oa]',
    'daal(?:t|de)|dalen|zakt|goedkoper',
    'spa(?:da|dnie|dł[aoy]?|dną|ść)|obniż\\p{L}+|tani\\p{L}+|tańsz\\p{L}+',
    'kles\\p{L}+|zlevn\\p{L}+',
    'sjunk\\p{L}+|faller|billigare|falder|billigere|synker',
    'düş\\p{L}+|ucuz\\p{L}*',
    'упад\\p{L}+|сниз\\p{L}+|сниж\\p{L}+|пониз\\p{L}+|падает|дешевле|подешеве\\p{L}+|впад\\p{L}+|знизи\\p{L}+',
  ],
  ['下降', '降价', '降價', '下跌', '便宜', '下が', '値下', '安く', '떨어', '내려', '내리', '인하'],
);

export const rises = anyOf(
  [
    'ris(?:es|ing)|increas(?:es?|ed|ing)|climbs|(?:goes|go) (?:down (?:or|and) )?up|raises',
    '(?:gets?|becomes?|is|are|turns?) (?:more expensive|higher|pricier|raised)',
    'steigt|steigen|gestiegen|teurer|erhöht|Preiserhöhung\\p{L}*',
    'augment(?:e|er|ent)|monte|montent|hausse|plus chère?s?',
    'sub[ae]n?|subir|aument\\p{L}+|más car[oa]s?',
    'sob[ea]|mais car[oa]s?',
    'salga|più car[oa]',
    'stijg(?:t|en)|duurder',
    'rośnie|wzro\\p{L}+|drożej\\p{L}*|podroż\\p{L}+',
    'stoup\\p{L}+|zdraž\\p{L}+',
    'stig(?:er|a)|ökar|dyrare|stiger|øker|dyrere',
    'artar\\p{L}*|yüksel\\p{L}+',
    'раст[её]т|выраст\\p{L}+|повыс\\p{L}+|подорожа\\p{L}+|дороже|зрост\\p{L}+',
  ],
  ['上涨', '上漲', '涨价', '上升', '上が', '値上', '高く', '오르', '올라', '인상'],
);

export const percent =
  '(?:%|％|per ?cent(?!\\p{L})|Prozent(?!\\p{L})|pour ?cent|por ?ciento|por cento|per cento|procent|процент\\p{L}*|パーセント|퍼센트)';

/** Before the amount by which something goes up or down. */
export const by = "(?:by|um|met|med|om|o|на|(?:baiss|diminu|augment|chang)\\p{L}*\\s+d[e’'])";
export const moreThan =
  '(?:more than|over|above|mehr als|über|plus de|más de|mais de|più di|oltre|meer dan|więcej niż|mer än|mere end|mer enn|(?:больше|более)(?: чем)?)';
export const atLeast =
  '(?:at least|mindestens|au moins|al menos|pelo menos|almeno|minstens|co najmniej|minst|как минимум|не менее(?: чем)?)';
/** After the amount by which something is less or more than it was. */
export const thanBefore =
  '(?:cheaper|less|lower|higher|more expensive|billiger|günstiger|teurer|moins cher|plus cher|más barat|más car|goedkoper|duurder|дешевле|дороже)';

/** Of a reduction that a page advertises, which is none from one look to the next. */
export const discount = anyOf(
  ['off|discounts?|sale|Rabatt|reduction|remise|descuento|desconto|sconto|korting|zniżk\\p{L}+|скидк\\p{L}+'],
  ['割引', '折扣', '打折', '할인'],
);

/** What compares with something else than a number that is named. */
export const unclear = anyOf(
  [
    'between|(?:less|lower|cheaper|more|higher|greater|pricier) than|exceeds?|below|above|at (?:least|most)(?! once| every| \\d)',
    'reaches|hits|equals|half (?:the |its |of )?(?:price|original)|doubles|halves|cheapest|lowest|highest|most expensive|best price',
    'zwischen|(?:weniger|billiger|günstiger|niedriger|mehr|höher|teurer) als|mindestens|höchstens|erreicht|halb\\p{L}*|günstigste\\p{L}*|billigste\\p{L}*|niedrigste\\p{L}*',
    'moins chère?s? que|plus chère?s? que|en dessous|au-dessus|au moins|atteint|le moins cher|le plus bas',
    'más barat[oa]s? que|más car[oa]s? que|debajo|encima|al menos|alcan[cz]\\p{L}+|más baj[oa]',
    'abaixo|acima|pelo menos|sotto|sopra|almeno|raggiung\\p{L}+|più bass[oa]',
    '(?:minder|lager|goedkoper|meer|hoger|duurder) dan|poniżej|powyżej',
    'ниже|выше|дешевле чем|дороже чем|самая низкая',
  ],
  ['低于', '高于', '超过', '最低', '最高', '未満', '最安', '최저'],
);
