import { isElement, isInline, type PageElement, type PageModel, type PageNode } from '../../src/reading/page-model.ts';

const withoutEnd = new Set('area base br col embed hr img input link meta param source track wbr'.split(' '));
/** Shown only when they are open. */
const opened = new Set(['details', 'dialog']);

/** What writes its text otherwise than plainly, so that a size in it has to be said. */
const sized = /^(?:h[1-6]|b|strong|big|small|sub|sup|th|font|code|pre|kbd|samp|tt|button)$/;
const plainSize = 16;

/** HTML that gives a model again: what a page shows, without its scripts and styles. */
export function htmlOf({ url, title, language, metas, alternates, jsonLd, body, ...shows }: PageModel): string {
  const { origin } = new URL(url);
  const head = [
    '<meta charset="utf-8">',
    `<title>${escaped(title)}</title>`,
    ...Object.entries(metas).map(([name, content]) => `<meta${attributesOf({ name, content })}>`),
    ...alternates.map(({ type, title, url }) => `<link rel="alternate"${attributesOf({ type, title, href: url })}>`),
    ...jsonLd.map((json) => `<script type="application/ld+json">${json.replaceAll('</', '<\\/')}</script>`),
  ];
  const marks = [
    shows.asksForPassword ? '<input type="password">' : '',
    shows.showsCaptcha ? '<div class="g-recaptcha">.</div>' : '',
  ].join('');
  const html = htmlOfElement(body, { origin, depth: 0, isPlain: true }).replace(/<\/body>$/, `${marks}</body>`);
  return `<!doctype html>\n<html lang="${escaped(language)}">\n<head>\n${head.join('\n')}\n</head>\n${html}\n</html>\n`;
}

interface Place {
  origin: string;
  depth: number;
  /** Nothing around it changes the size of letters. */
  isPlain: boolean;
}

function htmlOfElement({ tag, attributes, size, children }: PageElement, place: Place): string {
  const { origin, depth } = place;
  const isSaid = size !== undefined && !(place.isPlain && size === plainSize && !sized.test(tag));
  const href = attributes['href']?.startsWith(`${origin}/`) ? { href: attributes['href'].slice(origin.length) } : {};
  // sizes hold what bold letters add
  const style = isSaid ? { style: `font-size:${Number(size.toFixed(2))}px;font-weight:400` } : {};
  const begin = `<${tag}${attributesOf({ ...attributes, ...href, ...style })}${opened.has(tag) ? ' open' : ''}>`;
  if (withoutEnd.has(tag)) return begin;
  const within = { origin, depth: depth + 1, isPlain: place.isPlain && !isSaid && !sized.test(tag) };
  const inside = children.map((child, position) => {
    const [before, after] = [children[position - 1], children[position + 1]];
    if (isElement(child)) return htmlOfElement(child, within);
    if (child === ' ' && endsLine(before) && endsLine(after))
      return `\n${' '.repeat(after === undefined ? depth : depth + 1)}`;
    // two texts side by side are one, unless something stands between them
    return `${typeof before === 'string' ? '<!-- -->' : ''}${escaped(child)}`;
  });
  return `${begin}${inside.join('')}</${tag}>`;
}

const endsLine = (node: PageNode | undefined) => node === undefined || (isElement(node) && !isInline(node));

function attributesOf(attributes: Record<string, string>): string {
  return Object.entries(attributes)
    .map(([name, value]) => ` ${name}="${escaped(value)}"`)
    .join('');
}

const escaped = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
