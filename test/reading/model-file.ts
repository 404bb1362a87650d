import { createHash } from 'node:crypto';
import type { PageElement, PageModel, PageNode } from '../../src/reading/page-model.ts';

const lineMaxCharacters = 120;

/**
 * A page model as it is kept in a file, with a hash of the HTML that it was recorded from: one JSON value whose
 * elements are `[tag, {attributes}, size, …children]`, with attributes and size where there are any, one a line where a
 * line does not hold more. Addresses of the page's own site are written without their origin.
 */
export function writeModel({ body, ...rest }: PageModel, html: string): string {
  const { origin } = new URL(rest.url);
  const head = Object.entries({ recorded_from: hashOf(html), ...rest }).map(
    ([name, value]) => `${JSON.stringify(name)}: ${writeValue(value)}`,
  );
  return `{\n${[...head, `"body":\n${writeNode(body, origin, 0)}`].join(',\n')}\n}\n`;
}

const writeValue = (value: unknown) =>
  JSON.stringify(value).length > lineMaxCharacters ? JSON.stringify(value, null, 1) : JSON.stringify(value);

function writeNode(node: PageNode, origin: string, depth: number): string {
  const indent = ' '.repeat(depth);
  const whole = JSON.stringify(toArray(node, origin));
  if (typeof node === 'string' || indent.length + whole.length <= lineMaxCharacters) return indent + whole;
  const opening = JSON.stringify(toArray({ ...node, children: [] }, origin)).slice(0, -1);
  const lines = node.children.map((child) => writeNode(child, origin, depth + 1));
  return lines.length === 0 ? `${indent}${opening}]` : `${indent}${opening},\n${lines.join(',\n')}]`;
}

type ElementArray = (string | number | Record<string, string> | ElementArray)[];

function toArray(node: PageNode, origin: string): ElementArray | string {
  if (typeof node === 'string') return node;
  const { tag, attributes, size, children } = node;
  const { href } = attributes;
  const isOwn = href?.startsWith(`${origin}/`) === true;
  const kept = isOwn ? { ...attributes, href: href.slice(origin.length) } : attributes;
  return [
    tag,
    ...(Object.keys(kept).length === 0 ? [] : [kept]),
    ...(size === undefined ? [] : [size]),
    ...children.map((child) => toArray(child, origin)),
  ];
}

const hashOf = (html: string) => createHash('sha256').update(html).digest('base64url').slice(0, 16);

/** The model that a file has. Throws where it was recorded from other HTML, and where it is none, with the place in the page. */
export function readModel(text: string, html: string): PageModel {
  const { recorded_from, body, ...rest } = JSON.parse(text) as Omit<PageModel, 'body'> & {
    recorded_from: string;
    body: unknown;
  };
  if (recorded_from !== hashOf(html)) throw new Error('the HTML is another one since; run npm run record-pages');
  const { origin } = new URL(rest.url);
  return { ...rest, body: toElement(body, origin, '') };
}

function toElement(value: unknown, origin: string, around: string): PageElement {
  if (!Array.isArray(value) || typeof value[0] !== 'string')
    throw new TypeError(`${JSON.stringify(value).slice(0, 80)} in ${around || 'body'} is no [tag, …]`);
  const [tag, ...rest] = value as [string, ...unknown[]];
  const place = around === '' ? tag : `${around} > ${tag}`;
  const attributes = isAttributes(rest[0]) ? (rest.shift() as Record<string, string>) : {};
  const { href } = attributes;
  if (href?.startsWith('/') === true) attributes['href'] = origin + href;
  const size = typeof rest[0] === 'number' ? (rest.shift() as number) : undefined;
  const children = rest.map((child) => (typeof child === 'string' ? child : toElement(child, origin, place)));
  return { tag, attributes, children, ...(size === undefined ? {} : { size }) };
}

const isAttributes = (value: unknown) => typeof value === 'object' && value !== null && !Array.isArray(value);
