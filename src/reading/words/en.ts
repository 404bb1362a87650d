import type { LanguageWords } from './language-words.ts';

const object = '(me|us|a|an|the|my|our|this|that|these|it|them|one|two|some|all|\\d+|in|up|on)\\b';
/** What is made of news by telling them. */
const telling = '(me )?(an? )?(short |brief )?(summary|list|report|digest|overview|table|note)';

export const en: LanguageWords = {
  code: 'en',
  name: 'English',
  dates: {
    monthTables: ['en'],
    otherMonths: { sept: 9 },
    dayEndings: 'st | nd | rd | th',
    dayEndingsAfterMonth: 'st | nd | rd | th',
    beforeMonth: 'of',
    updated: 'updat | modif',
  },
  ago: {
    units: {
      second: 'seconds? | secs?',
      minute: 'minutes? | mins?',
      hour: 'hours? | hrs?',
      day: 'days?',
      week: 'weeks? | wks?',
      month: 'months?',
      year: 'years? | yrs?',
    },
    one: 'an? | one',
    about: 'about',
    after: 'ago | earlier',
    aboutFirst: 'about',
    short: { minute: 'm | min', hour: 'h | hr', day: 'd', week: 'w | wk', month: 'mo', year: 'y | yr' },
    afterShort: 'ago',
    today: 'today | just now',
    yesterday: 'yesterday',
  },
  lists: {
    more: `
      (read|continue|see|view|learn|show|find out|keep reading|click)\\b…20
      more | comments? | permalink | link | share | reply | older | newer | next | previous | prev | first | last
      details | full (story|article) | leave a (comment|reply) | no comments | edit | discuss | watch | listen
      download | pdf | source | via | new`,
    counted: 'comments? | replies | likes? | points? | views? | shares?',
    pinned: 'pinned( post| topic)? | sticky( post)?',
    pinnedMarks: '\\[(pinned|sticky)\\]',
    adverts: 'sponsored( by…| post| content)? | promoted | advertisement | ad | paid (post|content)',
    asideHeadings: `
      popular\\b… | most (read|popular|viewed|commented|shared)… | trending… | related\\b… | recommended…
      you (may|might) also… | read next | recent comments | latest comments | archives | categories | tags | topics
      blogroll | follow us | upcoming events | top (posts|stories|articles) | staff picks | elsewhere | sponsored…`,
    sectionAddresses: `
      tags? | categor(y|ies) | topics? | authors? | users? | members? | profiles? | page | login | signin | signup
      register | about | contact | privacy | terms | search | feed | rss`,
    listAddresses: 'posts? | blog | archives? | articles | news',
    numbered: 'no.? | part | episode | chapter | issue | week',
    releases: 'version | release',
    unreleased: 'unreleased | upcoming | next | in development | coming soon',
  },
  obstacles: {
    checks: `
      just a moment | checking your browser | attention required | verif(y|ying)( that)? you('| a)?re? (not a robot|a? ?human)
      are you (a )?(robot|human) | not a robot | security (check|verification)
      ddos[- ]protection | access (to this page has been )?denied | request unsuccessful | pardon our interruption
      unusual traffic | bot (detection|verification) | human verification | one more step`,
    logins: '(please )?(log|sign) ?in\\b… | member login',
    loginCalls: `
      (log|sign) in to (continue|view|read|see|access) | (must|need to|have to) (be logged in|log in|sign in)
      (members|subscribers) only | subscribe to (continue|read|keep reading) | create (an|a free) account to (continue|read)`,
    consents: `
      before you continue | we value your privacy | your privacy (choices|matters) | manage (your )?(cookie|consent)
      cookie (consent|preferences|settings) | we (and our partners )?use cookies | age verification | confirm your age
      are you over`,
    missing: {
      error: 'error',
      things: 'page | article | post | content | site | document | url',
      gone: "not (be )?found | does(n't| not) exist | no longer (exists|available)",
      alone: 'not found',
    },
    outages: `
      maintenance | (be|we'll be) (right )?back\\b | temporarily (unavailable|down|offline) | service unavailable
      bad gateway | gateway time-?out | internal server error | establishing a database connection | too many requests
      out of order | something went wrong | under construction | coming soon | web server is down | connection timed out`,
    empties: `
      (sorry, )?(there are |there is )?(no|nothing)\\b…30\\b(posts?|articles?|results?|entries|items|news|releases|content|found|here|yet|to (see|show|display))\\b…30`,
  },
  texts: {
    counters: 'views? | reads? | comments? | likes? | shares? | visitors?',
    afterAge: '(seconds?|minutes?|hours?|days?|weeks?|months?) ago',
    versionLabels: 'versions? | releases? | stable | latest | download | LTS | build',
  },
  prices: {
    currencies: { INR: 'Rs.' },
    spokenCurrencies: {
      USD: 'US dollars?_',
      'USD CAD AUD NZD MXN HKD SGD': 'dollars?_',
      EUR: 'euros?_',
      GBP: 'pounds?_ | quid_',
      JPY: 'yen_',
      CNY: 'yuan_',
      INR: 'rupees?_ | Rs_',
      'CHF XOF XAF': 'francs?_',
      TRY: 'liras?_',
    },
    styles: 'price | amount',
    formerStyles: `
      old | was | former | previous | regular | original | list | compare | strike | strikethrough | crossed | before
      rrp | msrp | shipping | saving`,
  },
  goals: {
    lists: `
      latest | newest | new(s| (post|article|entr|release|version|episode|item|stor|update|blog)*)? | recent(ly)?
      updates? | posts? | blog | articles? | releases? | change ?logs? | entries | headlines? | announcements?
      published | episodes? | what'?s new | topics? | threads?`,
    news: `
      latest | newest | news | what'?s new
      new (posts?|articles?|entr(y|ies)|releases?|versions?|episodes?|items?|stor(y|ies))`,
    awaited: `
      (any|some)(thing|one|body) | there (is|are|will be) | there's | posted | listed | published | announced | added
      released | commented | wrote | writes | happens`,
    deeds: {
      begins: 'and | then | please | you | also | or | (want|need|like|try|have|go|has)( you)? to',
      please: 'please',
      phrases: {
        book: `(book|reserve) (${object}|tickets|flights|rooms|hotels)`,
        buy: `(buy|purchase|order(?! by)) (${object}|tickets)`,
        pay: 'pay (for|the|my|our|this|it|him|her|them)\\b',
        'log in': '(log|sign)( me| us)? ?(in|up|on|into)\\b',
        register: `(register|subscribe|unsubscribe|enrol|enroll) (${object}|for|to|from|with)`,
        'download files': `(download|upload|attach|print) (${object}|every|each)`,
        'fill in forms': `(fill|complete|submit) (${object}|out)`,
        reply: '(reply|respond|answer|apply) (to|for)\\b',
        publish: '(post|tweet|publish|comment) (a|an|it|this|that|my|on|to)\\b',
        'change pages': `(delete|remove|cancel|rename|change|update(?! me)|edit|create(?! ${telling})|click|press|type|enter|upload|add|move|transfer) (me|a|an|the|my|our|this|it|one|all|on)\\b`,
        'send messages':
          '(e-?mail|mail|send|forward|text|message|share) (it|this|that|them|the +|a +)( +)? (to|on|with) (?!(me|us|(my|our|the|a) webhook)\\b)',
        'summarise, compare or write': `
          (summari[sz]e|translate|paraphrase|rewrite|analy[sz]e|compare|evaluate|rate|explain|calculate|estimate)\\b
          (research|recommend|plan|compose|draft|draw|convert|negotiate|schedule)\\b
          (write|call|phone)(?! (me|us) (when|if|once|as soon))\\b`,
      },
      leads: 'and | then | please | to | you | also | or | want | need | like | try | have | go | has',
    },
  },
  watching: {
    disappears: `
      disappear(s|ed)? | vanish(es|ed)? | (is|are|has|have) gone | go(es)? away
      (is|are|gets?) (removed|deleted|taken (down|off)) | no longer | not any ?more
      (does not|doesn't|do not|don't|stops?) (say|show|contain|mention|read|appear)(ing)?`,
    appears: `
      appear(s|ed)? | (shows?|comes?|pops?|turns?) up
      (is|are|gets?) (shown|there|added|mentioned|displayed|listed|visible|found|on)
      mentions? | contains? | includes? | says? | shows? | displays? | reads | becomes?`,
    comesOrGoes: '(dis)?appears? | (is|are) (gone|shown|mentioned|displayed) | vanish(es)? | shows? up | comes? up',
    shows: 'contains? | mentions? | says? | shows? | reads',
    textArticles: 'the',
    changes: 'chang(es?|ed|ing) | differs? | (is|are|gets?) (different|updated|altered|modified|edited)',
    moves: 'drops? | falls? | rises? | (goes|go) (up|down) | increases? | decreases?',
    changeNouns: 'changes?',
    prices: 'prices? | pricing | costs? | how much',
    priceNouns: 'prices? | pricing | cost',
    cheaper: 'cheaper | more expensive | pricier',
    versions: 'versions?',
    versionNumbers: `
      version (number|no.?|string|label)s? | (current|installed|stable|shown|displayed) version`,
    stock: 'in stock | out of stock | sold out',
    listNouns: `
      posts? | articles? | releases? | news | entr(y|ies) | updates? | blog | episodes? | changelog | items? | stor(y|ies)
      versions?`,
    newOnes: '(an?|any|some) new (?!price)',
    about: '(posts?|articles?|news|blog) (about|on)',
    textNouns: 'words? | texts? | phrases? | sentences? | lines? | strings? | terms? | labels? | messages?',
    wholePage: `
      ((one|any|either|each|all|both|some) of )?((the|this|that|these|those|its|my|any|either|both) )?(web ?)?(pages?|sites?|content|text|article)
      (one|any|either) of (them|these|those) | anything | something | contents? of (the|this|that) (page|article|site)`,
    pageNouns: 'page | site | website | webpage | article | contents?',
    onThePage: '(the|this|that) (page|site|website)',
    thisPage: '(that|this|the)( (page|site))?',
    articleNouns: 'article',
    conjunctions: 'when(ever)? | if | whether | once(?! (an?|per|every|in|more)\\b) | as soon as',
    watches: 'watch | monitor | track | observe | follow | keep an eye on',
    endsThing: 'for changes | and',
    articles: 'the | its | their | any | anything in the | any of the',
    determiners: 'an? | some | my | our | your | new',
    prepositions: 'on | at | of | in | from | to | for | under',
    pronouns: 'it | they | this | that | these | those',
    it: 'it',
    goes: 'is | drops? | falls? | rises? | goes | gets | comes',
    joiners: 'and | or',
  },
  conditions: {
    before: {
      below: 'below | under(neath)? | beneath | (less|lower|cheaper|smaller|fewer) than',
      at_most: `
        at (the )?most | (no|not) (more|higher) than | not (above|over) | max(imum|imal)?( of)? | up to | down to
        (drops?|falls?|goes|comes|decreases?|sinks?) to`,
      above: `
        above | over | (more|higher|greater|larger|bigger|pricier|more expensive) than | exceed(s|ing)? | surpass(es)?`,
      at_least: `
        at least | (no|not) (less|lower) than | not (below|under) | min(imum|imal)?( of)?
        (rises?|climbs?|goes up|increases?) to`,
    },
    after: {
      at_most: 'or (less|lower|below|under|cheaper)',
      at_least: 'or (more|higher|above|over)',
    },
    between: 'the | a | an | of | price of | mark of',
    falls: `
      drop(s|ped|ping)? | fall(s|en|ing)? | fell | decreas(es?|ed|ing) | declines?
      (goes|go|comes?) (up (or|and) )?down | (gets?|becomes?|is|are|turns?) (cheaper|lower|reduced|lowered|discounted)
      price (cut|drop|reduction)s?`,
    rises: `
      ris(es|ing) | increas(es?|ed|ing) | climbs | (goes|go) (down (or|and) )?up | raises
      (gets?|becomes?|is|are|turns?) (more expensive|higher|pricier|raised)`,
    percent: 'per ?cent_',
    otherUnits: 'x_ | times | stars? | seconds? | minutes? | mins? | hours? | days? | weeks? | months? | years?',
    by: 'by',
    moreThan: 'more than | over | above',
    atLeast: 'at least',
    thanBefore: 'cheaper | less | lower | higher | more expensive',
    discounts: 'off | discounts? | sale | reduction',
    unclear: `
      between | (less|lower|cheaper|more|higher|greater|pricier) than | exceeds? | below | above
      at (least|most)(?! once| every| \\d) | reaches | hits | equals | half (the |its |of )?(price|original) | doubles
      halves | cheapest | lowest | highest | most expensive | best price`,
  },
};
