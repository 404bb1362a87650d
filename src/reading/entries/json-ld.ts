import { candidate, plainText, type Candidate } from './candidate.ts';
import { normaliseDate } from '../dates/dates.ts';

type JsonLdNode = Record<string, unknown>;

const articleTypes = /^(?:.*Article|.*BlogPosting|Report|Review|PodcastEpisode)$/;

/** Articles and the items of lists that a page's JSON-LD names, in its order. */
export function entriesOfJsonLd(scripts: string[], base: string): Candidate[] {
  return nodesOf(scripts).flatMap((node) => {
    const found = isArticle(node) ? articleCandidate(node, base) : isItem(node) ? itemCandidate(node, base) : undefined;
    return found === undefined ? [] : [found];
  });
}

/** When the article that the page is about was published, by its JSON-LD. */
export function datePublished(scripts: string[]): string | null {
  const article = nodesOf(scripts).find((node) => isArticle(node) && text(node['datePublished']) !== undefined);
  return article === undefined ? null : normaliseDate(text(article['datePublished']));
}

/** Every object in the scripts, at any depth, but for what breadcrumbs are made of. */
export function nodesOf(scripts: string[]): JsonLdNode[] {
  const nodes: JsonLdNode[] = [];
  const visit = (value: unknown, depth: number) => {
    if (depth > 12 || nodes.length > 1_000 || typeof value !== 'object' || value === null) return;
    if (Array.isArray(value)) {
      for (const item of value) visit(item, depth + 1);
      return;
    }
    const node = value as JsonLdNode;
    if (types(node).some((type) => /^(?:BreadcrumbList|SiteNavigationElement|WPHeader|WPFooter)$/.test(type))) return;
    nodes.push(node);
    for (const child of Object.values(node)) visit(child, depth + 1);
  };
  for (const script of scripts) visit(parsed(script), 0);
  return nodes;
}

function articleCandidate(node: JsonLdNode, base: string): Candidate | undefined {
  const page = node['mainEntityOfPage'];
  return candidate('json_ld', {
    title: plainText(text(node['headline']) ?? text(node['name']) ?? ''),
    address: text(node['url']) ?? text(page) ?? identifier(page) ?? identifier(node),
    base,
    publishedAt: normaliseDate(text(node['datePublished'])),
  });
}

/** An item of an ItemList that is an address and perhaps a name; an article inside of it is found by itself. */
function itemCandidate(node: JsonLdNode, base: string): Candidate | undefined {
  const address = text(node['url']) ?? text(node['item']);
  return candidate('json_ld', { title: plainText(text(node['name']) ?? ''), address, base, publishedAt: null });
}

const isArticle = (node: JsonLdNode) => types(node).some((type) => articleTypes.test(type));
const isItem = (node: JsonLdNode) => types(node).includes('ListItem');

function types(node: JsonLdNode): string[] {
  const type = node['@type'];
  return (Array.isArray(type) ? type : [type]).filter((name) => typeof name === 'string');
}

function identifier(node: unknown): string | undefined {
  if (typeof node !== 'object' || node === null || !('@id' in node)) return undefined;
  const id = text(node['@id']);
  return id?.startsWith('http') ? id : undefined;
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value : undefined;
}

function parsed(script: string): unknown {
  try {
    return JSON.parse(script);
  } catch {
    return undefined;
  }
}
