import type { ReadResult } from '../../contract/results.ts';
import { cutText } from '../../contract/json.ts';
import { foldSpace } from '../../contract/fold-space.ts';
import { type DateContext, findDate, normaliseDate, numericOrderIn } from '../dates/dates.ts';
import { datePublished } from '../entries/json-ld.ts';
import { dateIn, isDateElement } from '../dates/nearby-date.ts';
import { PageIndex } from '../page-index.ts';
import { priceOn } from './price.ts';
import {
  elementsOf,
  headingLevel,
  isElement,
  isInline,
  type PageElement,
  type PageModel,
  textOf,
} from '../page-model.ts';

const textMaxCharacters = 4_000;
const publishedMetas = [
  'article:published_time',
  'og:article:published_time',
  'date',
  'dc.date',
  'dcterms.created',
  'citation_publication_date',
  'parsely-pub-date',
  'pubdate',
];

/** One block of text: a paragraph, a heading, an item. */
interface Block {
  text: string;
  /** 1 to 6 for headings. */
  level: number | undefined;
  ids: string[];
}

/** What an open page says: its title, date and main text. Where the address points into the page, just that section. */
export function readPage(page: PageModel, seenAt: number): Omit<ReadResult, 'tool'> {
  const dates = { language: page.language, seenAt, numericOrder: numericOrderIn(textOf(page.body), page.language) };
  const index = new PageIndex(page.body, dates, 'by_names');
  const main = mainElement(page.body);
  const section = sectionBlocks(page, index);
  const blocks = section ?? blocksOf(main, index);
  const heading = blocks.find((block) => (section === undefined ? block.level === 1 : block.level !== undefined));
  return {
    url: page.url,
    title: heading?.text || page.metas['og:title'] || page.title,
    published_at: section === undefined ? publishedAt(page, main, dates) : dateOfSection(section),
    text: cutText(blocks.map((block) => block.text).join('\n'), textMaxCharacters),
    price: priceOn(page, index),
  };
}

function publishedAt(page: PageModel, main: PageElement, dates: DateContext): string | null {
  const meta = publishedMetas.map((name) => normaliseDate(page.metas[name])).find((date) => date !== null);
  const marked = [...elementsOf(main)].find(isDateElement);
  const opening = textOf(main).slice(0, 300);
  return meta ?? datePublished(page.jsonLd) ?? (marked && dateIn(marked, dates)) ?? findDate(opening)?.date ?? null;
}

/** The longest article; else the main part; else the element that holds most text directly in its paragraphs. */
function mainElement(body: PageElement): PageElement {
  const article = greatest([...outermost(body, isArticle)], textLength);
  const main = greatest([...outermost(body, isMain)], textLength);
  if (article !== undefined && (main === undefined || textLength(article) * 2 > textLength(main))) return article;
  if (main !== undefined) return main;
  const densest = greatest([...framesOf(body)], paragraphLength);
  return densest === undefined || paragraphLength(densest) === 0 ? body : densest;
}

/** Those that stand in no other one, and so are the longest. */
function* outermost(element: PageElement, is: (element: PageElement) => boolean): Generator<PageElement> {
  if (is(element)) yield element;
  else for (const child of element.children) if (isElement(child)) yield* outermost(child, is);
}

/** All elements but paragraphs and what is in them. */
function* framesOf(element: PageElement): Generator<PageElement> {
  yield element;
  for (const child of element.children) if (isElement(child) && child.tag !== 'p') yield* framesOf(child);
}

const isArticle = (element: PageElement) => element.tag === 'article';
const isMain = (element: PageElement) => element.tag === 'main' || element.attributes['role'] === 'main';
const textLength = (element: PageElement) => textOf(element).length;

function paragraphLength(element: PageElement): number {
  const paragraphs = element.children.filter(isElement).filter((child) => child.tag === 'p');
  return paragraphs.reduce((sum, paragraph) => sum + textLength(paragraph), 0);
}

function greatest(elements: PageElement[], measure: (element: PageElement) => number): PageElement | undefined {
  const measured = elements.map((element) => ({ element, size: measure(element) }));
  return measured.toSorted((one, other) => other.size - one.size)[0]?.element;
}

/** Changelogs date their sections in the heading or right below it. */
function dateOfSection(section: Block[]): string | null {
  const opening = section.slice(0, 3).map((block) => block.text);
  return findDate(opening.join(' '))?.date ?? null;
}

function sectionBlocks(page: PageModel, index: PageIndex): Block[] | undefined {
  const id = fragmentOf(page.url);
  if (id === '') return undefined;
  const blocks = blocksOf(page.body, index);
  const start = blocks.findIndex((block) => block.ids.includes(id));
  const level = blocks[start]?.level;
  if (level === undefined) return undefined;
  const rest = blocks.slice(start + 1);
  const length = rest.findIndex((block) => block.level !== undefined && block.level <= level);
  return blocks.slice(start, length === -1 ? undefined : start + 1 + length);
}

/** The fragment of an address; one that is not encoded properly as it stands. */
function fragmentOf(address: string): string {
  const fragment = new URL(address).hash.slice(1);
  try {
    return decodeURIComponent(fragment);
  } catch {
    return fragment;
  }
}

/** The text of an element block by block, without navigation and the like. */
function blocksOf(root: PageElement, index: PageIndex): Block[] {
  const blocks: Block[] = [];
  let pieces: string[] = [];
  let pendingIds: string[] = [];
  const close = (level?: number) => {
    const text = foldSpace(pieces.join(''));
    pieces = [];
    if (text === '') return;
    blocks.push({ text, level, ids: pendingIds });
    pendingIds = [];
  };
  const isRootAside = index.spot(root).isAside;
  const visit = (element: PageElement) => {
    if (element !== root && !isRootAside && index.spot(element).isAside) return;
    const level = headingLevel(element);
    const isBlock = !isInline(element);
    if (isBlock) close();
    if (element.attributes['id'] !== undefined) pendingIds.push(element.attributes['id']);
    for (const child of element.children) {
      if (isElement(child)) visit(child);
      else pieces.push(child);
    }
    if (isBlock) close(level);
  };
  visit(root);
  close();
  return blocks;
}
