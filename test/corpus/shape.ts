import type { Route } from '../browser/site.ts';

/** One post of an invented site. */
export interface Post {
  slug: string;
  title: string;
  /** `YYYY-MM-DD`. */
  day: string;
  author: string;
  category: string;
  excerpt: string;
}

/** What a site shows at one visit. */
export interface View {
  /** Newest first. */
  posts: Post[];
  /** Counts up; whatever is not the list changes with it: counters, adverts, footers, the order of side bars. */
  visit: number;
  /** Midday of the day of the visit, in UTC. */
  now: Date;
}

/** A way in which sites write their lists. */
export interface Shape {
  /** Completes the sentence "the newest entry is found …". */
  name: string;
  /** What it is an example of, for the report. */
  family: string;
  /** Of its titles. */
  language?: Language;
  /** The page of the goal. */
  path: string;
  /** How many posts it has; 8 where it does not say. */
  count?: number;
  render(view: View): string | Route;
  others?(view: View): Record<string, Route>;
  /** Where a post is found, `/posts/SLUG` where it does not say; a path with a fragment for sections of the page. */
  address?(post: Post): string;
  /** What the newest entry is called, its title where it does not say. */
  titleOf?(post: Post): string;
  /** Neither the list nor the post has a date. */
  isUndated?: boolean;
}

export type Language = keyof typeof titles;

/** Titles are made of a number and these, so that there are as many as a site needs. */
const titles = {
  en: [
    'How we moved the greenhouse',
    'A quieter autumn than last year',
    'What the bees taught us',
    'Seeds for the cold months',
    'Notes from the potting shed',
    'The well is open again',
    'Why we stopped mowing',
    'Apples that nobody planted',
    'A map of the old orchard',
  ],
  de: [
    'Wie wir das Gewächshaus versetzten',
    'Ein stiller Herbst im Garten',
    'Was uns die Bienen lehrten',
    'Saatgut für die kalten Monate',
    'Der Brunnen ist wieder offen',
    'Warum wir nicht mehr mähen',
    'Äpfel, die niemand pflanzte',
    'Eine Karte des alten Gartens',
    'Neues aus dem Schuppen',
  ],
  fr: [
    'Comment nous avons déplacé la serre',
    'Un automne plus calme au jardin',
    'Ce que les abeilles enseignent',
    'Des graines pour les mois froids',
    'Le puits est de nouveau ouvert',
    'Pourquoi nous ne tondons plus',
    'Des pommes que personne n’a plantées',
    'La carte du vieux verger',
    'Notes de la remise',
  ],
  es: [
    'Cómo movimos el invernadero',
    'Un otoño más tranquilo',
    'Lo que enseñan las abejas',
    'Semillas para los meses fríos',
    'El pozo está abierto otra vez',
    'Por qué dejamos de segar',
    'Manzanas que nadie plantó',
    'Un mapa del viejo huerto',
    'Apuntes del cobertizo',
  ],
  pt: [
    'Como mudamos a estufa',
    'Um outono mais calmo',
    'O que as abelhas ensinam',
    'Sementes para os meses frios',
    'O poço está aberto de novo',
    'Por que paramos de roçar',
    'Maçãs que ninguém plantou',
    'Um mapa do velho pomar',
    'Notas do galpão',
  ],
  it: [
    'Come abbiamo spostato la serra',
    'Un autunno più tranquillo',
    'Quello che insegnano le api',
    'Semi per i mesi freddi',
    'Il pozzo è di nuovo aperto',
    'Perché non falciamo più',
    'Mele che nessuno ha piantato',
    'Una mappa del vecchio frutteto',
    'Appunti dal capanno',
  ],
  pl: [
    'Jak przenieśliśmy szklarnię',
    'Spokojniejsza jesień w ogrodzie',
    'Czego nauczyły nas pszczoły',
    'Nasiona na zimne miesiące',
    'Studnia znów jest otwarta',
    'Dlaczego już nie kosimy',
    'Jabłka, których nikt nie sadził',
    'Mapa starego sadu',
    'Notatki z szopy',
  ],
  ru: [
    'Как мы перенесли теплицу',
    'Спокойная осень в саду',
    'Чему нас научили пчёлы',
    'Семена для холодных месяцев',
    'Колодец снова открыт',
    'Почему мы больше не косим',
    'Яблоки, которых никто не сажал',
    'Карта старого сада',
    'Заметки из сарая',
  ],
  zh: [
    '我们如何搬迁温室',
    '比去年更安静的秋天',
    '蜜蜂教给我们的事',
    '寒冷月份的种子',
    '水井重新开放了',
    '为什么我们不再割草',
    '没有人种下的苹果',
    '老果园的地图',
    '工具棚里的笔记',
  ],
  ja: [
    '温室を移した方法について',
    '去年より静かな秋',
    '蜂が教えてくれたこと',
    '寒い月のための種まき',
    '井戸がまた使えるようになりました',
    '草刈りをやめた理由',
    '誰も植えなかったりんご',
    '古い果樹園の地図',
    '物置小屋からの覚え書き',
  ],
} as const;

const authors = ['Ann Field', 'Bo Marsh', 'Cleo Hill'];
const categories = ['Garden', 'News', 'Tools'];

/** Posts of a site, newest first, `first` being the newest: numbers are ages, so a larger world begins with newer ones. */
export function postsOf({
  language = 'en',
  count,
  now,
  skip,
}: {
  language?: Language;
  count: number;
  now: Date;
  skip: number;
}): Post[] {
  const names = titles[language];
  return Array.from({ length: count + 1 }, (_, position) => {
    // the newest is a day old, then they lie ever further apart
    const age = 1 + position * 3 + Math.floor((position * position) / 4);
    const day = new Date(now.getTime() - age * 86_400_000).toISOString().slice(0, 10);
    const number = count - position;
    const base = names[number % names.length] ?? '';
    const title = number < names.length ? base : `${base} ${number}`;
    const author = authors[number % 3] ?? '';
    const category = categories[number % 2] ?? '';
    return {
      slug: `post-about-thing-${number + 100}`,
      title,
      day,
      author,
      category,
      excerpt: `It began in the morning, and by noon ${number} of us had seen it. Nobody knew why.`,
    };
  }).slice(skip);
}

export const addressOf = (post: Post): string => `/posts/${post.slug}`;

const clock = (day: string) => new Date(`${day}T12:00:00Z`);
type DateParts = Intl.DateTimeFormatOptions;

/** A post's day in words, by the runtime's tables: `November 20, 2026`, `20. November 2026`. */
export function dayIn(language: string, day: string, options: DateParts = { dateStyle: 'long' }): string {
  return new Intl.DateTimeFormat(language, { ...options, timeZone: 'UTC' }).format(clock(day));
}

/** Days from a post to the visit. */
export const ageOf = (day: string, now: Date): number =>
  Math.round((now.getTime() - clock(day).getTime()) / 86_400_000);

/** The same in another order at each visit. */
export function rotated<Item>(items: readonly Item[], visit: number): Item[] {
  const start = visit % items.length;
  return [...items.slice(start), ...items.slice(0, start)];
}

/** A whole page with what changes around its list. */
export function page(body: string, { head = '', language = 'en', title = 'The allotment' } = {}): string {
  return `<!doctype html><html lang="${language}"><head><meta charset="utf-8"><title>${title}</title>${head}</head><body>${body}</body></html>`;
}

export const siteHeader = `<header class="site-header"><a class="logo" href="/">The allotment</a><nav><ul><li><a href="/">Home</a></li><li><a href="/about">About us and our work</a></li><li><a href="/shop">Shop for seeds and tools</a></li><li><a href="/contact">Contact</a></li></ul></nav></header>`;

export const siteFooter = (visit: number): string =>
  `<footer class="site-footer"><p>${1_204 + visit * 7} visitors today. © 2026</p><ul><li><a href="/imprint">Imprint of this site</a></li><li><a href="/privacy">Privacy</a></li><li><a href="/partners/${visit}">A partner for this week</a></li></ul></footer>`;

/** A side bar as most sites have one: what is read most bears dates that look newer than the list. */
export function sidebar({ posts, visit, now }: View): string {
  const tomorrow = dayIn('en', new Date(now.getTime()).toISOString().slice(0, 10));
  const popular = ['An old favourite', 'The most loved of all', 'Still read every day'].map(
    (title, position) => `<li><a href="/posts/favourite-${position}">${title}</a> <span>${tomorrow}</span></li>`,
  );
  const recent = posts.slice(0, 3).map((post) => `<li><a href="${addressOf(post)}">${post.title}</a></li>`);
  return `<div id="secondary" class="widget-area sidebar"><section class="widget"><h3>Popular posts</h3><ul>${rotated(popular, visit).join('')}</ul></section>
    <section class="widget"><h3>Recent posts</h3><ul>${rotated(recent, visit).join('')}</ul></section>
    <section class="widget"><h3>Archives</h3><ul><li><a href="/2026/11/">November 2026</a> (${visit + 2})</li><li><a href="/2026/10/">October 2026</a> (5)</li></ul></section>
    <section class="widget"><h3>Advert</h3><a href="/go?campaign=${visit}"><img src="/ad${visit}.png" alt="Buy a spade, number ${visit}"></a></section></div>`;
}

export const cookieNotice = `<div id="cookie-consent" class="cookie-banner"><p>We use cookies to make this site better. Read our <a href="/cookies">cookie policy</a>.</p><button>Accept all</button><button>Reject</button></div>`;
