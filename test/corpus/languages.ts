import { addressOf, ageOf, dayIn, type Language, page, type Post, type Shape, siteFooter } from './shape.ts';

interface Words {
  language: Language;
  more: string;
  popular: string;
  comments: string;
  date(post: Post): string;
  ago(days: number): string;
}

const plural = (days: number, one: string, few: string, many: string) =>
  days % 10 === 1 && days % 100 !== 11
    ? one
    : [2, 3, 4].includes(days % 10) && ![12, 13, 14].includes(days % 100)
      ? few
      : many;

const words: Words[] = [
  {
    language: 'de',
    more: 'Weiterlesen',
    popular: 'Beliebte Beiträge',
    comments: 'Kommentare',
    date: (post) => dayIn('de', post.day),
    ago: (days) => `vor ${days} ${days === 1 ? 'Tag' : 'Tagen'}`,
  },
  {
    language: 'fr',
    more: 'Lire la suite',
    popular: 'Articles populaires',
    comments: 'commentaires',
    date: (post) => dayIn('fr', post.day),
    ago: (days) => `il y a ${days} jour${days === 1 ? '' : 's'}`,
  },
  {
    language: 'es',
    more: 'Leer más',
    popular: 'Entradas populares',
    comments: 'comentarios',
    date: (post) => dayIn('es', post.day),
    ago: (days) => `hace ${days} día${days === 1 ? '' : 's'}`,
  },
  {
    language: 'pt',
    more: 'Leia mais',
    popular: 'Posts populares',
    comments: 'comentários',
    date: (post) => dayIn('pt', post.day),
    ago: (days) => `há ${days} dia${days === 1 ? '' : 's'}`,
  },
  {
    language: 'it',
    more: 'Continua a leggere',
    popular: 'Articoli popolari',
    comments: 'commenti',
    date: (post) => dayIn('it', post.day),
    ago: (days) => `${days} ${days === 1 ? 'giorno' : 'giorni'} fa`,
  },
  {
    language: 'pl',
    more: 'Czytaj dalej',
    popular: 'Popularne wpisy',
    comments: 'komentarze',
    date: (post) => dayIn('pl', post.day),
    ago: (days) => `${days} ${days === 1 ? 'dzień' : 'dni'} temu`,
  },
  {
    language: 'ru',
    more: 'Читать далее',
    popular: 'Популярное',
    comments: 'комментариев',
    date: (post) => dayIn('ru', post.day),
    ago: (days) => `${days} ${plural(days, 'день', 'дня', 'дней')} назад`,
  },
  {
    language: 'zh',
    more: '阅读全文',
    popular: '热门文章',
    comments: '条评论',
    date: (post) => dayIn('zh', post.day),
    ago: (days) => `${days} 天前`,
  },
  {
    language: 'ja',
    more: '続きを読む',
    popular: '人気記事',
    comments: 'コメント',
    date: (post) => dayIn('ja', post.day),
    ago: (days) => `${days}日前`,
  },
];

const relativeTo = ({ language, more, ago }: Words): Shape => ({
  name: `with relative days (${language})`,
  family: 'relative dates',
  language,
  path: '/',
  render: ({ posts, visit, now }) =>
    page(
      `<div class="top"><a href="/">X</a></div><div class="feed">${posts.map((post) => `<div class="entry"><h2><a href="${addressOf(post)}">${post.title}</a></h2><div class="meta"><span>${post.author}</span> <span>${ago(ageOf(post.day, now))}</span></div><p>${post.excerpt}</p><a href="${addressOf(post)}">${more}</a></div>`).join('')}</div>${siteFooter(visit)}`,
      { language },
    ),
});

const writtenOut = ({ language, more, popular, comments, date }: Words): Shape => ({
  name: `with dates in words (${language})`,
  family: `in ${language}`,
  language,
  path: '/blog',
  render: ({ posts, visit, now }) =>
    page(
      `<div class="layout"><div class="posts">${posts.map((post) => `<div class="entry"><a href="${addressOf(post)}"><img src="/i.png" alt=""></a><h2><a href="${addressOf(post)}">${post.title}</a></h2><p class="meta">${date(post)} | <a href="/x/${post.author.slice(0, 2)}">${post.author}</a> | <a href="${addressOf(post)}#comments">${visit} ${comments}</a></p><p>${post.excerpt}</p><a href="${addressOf(post)}">${more}</a></div>`).join('')}</div>
      <div class="right"><h3>${popular}</h3><ul>${[1, 2, 3].map((n) => `<li><a href="/top/${n + (visit % 3)}">${posts[0]?.title} – ${n + (visit % 3)}</a> ${date({ ...(posts[0] as Post), day: now.toISOString().slice(0, 10) })}</li>`).join('')}</ul></div></div>`,
      { language },
    ),
});

/** The same list in the usual languages, with dates in words and relative ones. */
export const languages: Shape[] = [
  ...words.map(writtenOut),
  ...words.map(relativeTo),
  {
    name: 'with relative days, weeks and hours (en)',
    family: 'relative dates',
    path: '/',
    render: ({ posts, visit, now }) =>
      page(
        `<div class="feed">${posts.map((post) => `<div class="entry"><a class="headline" href="${addressOf(post)}">${post.title}</a><span class="age">${agoInEnglish(ageOf(post.day, now))}</span></div>`).join('')}</div>${siteFooter(visit)}`,
      ),
  },
  {
    name: 'with months and days alone (en)',
    family: 'dates without a year',
    path: '/',
    render: ({ posts, visit }) =>
      page(
        `<div class="feed">${posts.map((post) => `<div class="entry"><div class="leaf"><span>${dayIn('en-US', post.day, { day: '2-digit' })}</span><span>${dayIn('en-US', post.day, { month: 'short' })}</span></div><h3><a href="${addressOf(post)}">${post.title}</a></h3></div>`).join('')}</div>${siteFooter(visit)}`,
      ),
  },
  {
    name: 'with months and days as numbers (zh)',
    family: 'dates without a year',
    language: 'zh',
    path: '/',
    render: ({ posts }) =>
      page(
        `<div class="list"><ul>${posts.map((post) => `<li><a href="${addressOf(post)}" title="${post.title}">${post.title}</a><span>${post.day.slice(5)}</span></li>`).join('')}</ul></div>`,
        { language: 'zh-CN' },
      ),
  },
  {
    name: 'with short numeric dates (fr)',
    family: 'numeric dates',
    language: 'fr',
    path: '/',
    render: ({ posts }) =>
      page(
        `<main>${posts.map((post) => `<div class="actu"><span>${dayIn('fr', post.day, { day: '2-digit', month: '2-digit', year: '2-digit' })}</span><h3><a href="${addressOf(post)}">${post.title}</a></h3></div>`).join('')}</main>`,
        { language: 'fr' },
      ),
  },
  {
    name: 'with slashes in the British order (en-GB)',
    family: 'numeric dates',
    path: '/',
    render: ({ posts }) =>
      page(
        `<main>${posts.map((post) => `<div class="row"><h3><a href="${addressOf(post)}">${post.title}</a></h3><p>${dayIn('en-GB', post.day, { day: '2-digit', month: '2-digit', year: 'numeric' })}</p></div>`).join('')}</main>`,
        { language: 'en-GB' },
      ),
  },
];

function agoInEnglish(days: number): string {
  if (days === 1) return 'yesterday';
  if (days < 14) return `${days} days ago`;
  return days < 60 ? `${Math.floor(days / 7)} weeks ago` : `${Math.floor(days / 30)} months ago`;
}
