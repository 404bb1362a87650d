import { askPage } from './ask-page.ts';
import type { PageElement, PageModel, PageNode } from '../../reading/page-model.ts';
import type { SessionPages } from './session-pages.ts';

/** Bounds of a model, so that no page can fill the memory of a worker; characters are those of texts and of values. */
const bounds = {
  elements: 50_000,
  depth: 150,
  textCharacters: 2_000_000,
  attributeCharacters: 5_000_000,
  addressCharacters: 4_000,
  jsonLdCharacters: 500_000,
  metas: 300,
};
type ModelBounds = typeof bounds;

/** The model of the open page. */
export function pageModelOf(pages: Pick<SessionPages, 'protocol' | 'mainFrameId'>): Promise<PageModel> {
  return askPage(pages, extract, bounds);
}

/** Runs in the page, so it may use nothing from outside. Invisible elements are left out, but for dates. */
function extract(bounds: ModelBounds): PageModel {
  const get = (prototype: object, name: string, target: object): unknown =>
    Object.getOwnPropertyDescriptor(prototype, name)?.get?.call(target);
  const nodesIn = (node: Node) => Array.from(get(Node.prototype, 'childNodes', node) as NodeListOf<ChildNode>);
  const textIn = (node: Node) => get(Node.prototype, 'textContent', node) as string | null;
  const tagOf = (element: Element) => get(Element.prototype, 'localName', element) as string;
  const attribute = (element: Element, name: string) => Element.prototype.getAttribute.call(element, name);
  const matches = (element: Element, selector: string) => Element.prototype.matches.call(element, selector);
  const isVisible = (element: Element) => Element.prototype.checkVisibility.call(element);
  const ofPage = (name: string) => get(Document.prototype, name, document);
  const body = ofPage('body') as HTMLElement | null;
  const base = get(Node.prototype, 'baseURI', document) as string;

  const left = {
    elements: bounds.elements,
    text: bounds.textCharacters,
    values: bounds.attributeCharacters,
    jsonLd: bounds.jsonLdCharacters,
  };
  /** A value, cut to its own bound and to what is left of that of all together. */
  function bounded(value: string, most: number): string {
    const kept = value.slice(0, Math.min(most, Math.max(0, left.values)));
    left.values -= kept.length;
    return kept;
  }
  const keptAttributes = ['id', 'class', 'role', 'rel', 'itemprop', 'title', 'alt', 'content', 'aria-label'];
  /** Where pages keep the date behind what they show. */
  const dateAttributes = [
    'datetime',
    'data-datetime',
    'data-time',
    'data-timestamp',
    'data-date',
    'data-published',
    'data-utime',
  ];
  const captchas =
    'iframe[src*="captcha"], iframe[src*="challenges.cloudflare.com"], iframe[src*="/recaptcha/"], .g-recaptcha, .h-captcha, .cf-turnstile, #challenge-form, #challenge-stage, #px-captcha, #captcha, [id*="captcha-container"]';
  const skipped = new Set([
    'script',
    'style',
    'noscript',
    'template',
    'svg',
    'iframe',
    'select',
    'textarea',
    'head',
    'link',
    'meta',
  ]);

  /** The text that stands directly in an element, as large as it looks: in a card of one link the largest is the title. */
  function sizeOf(element: Element): number | undefined {
    const hasText = nodesIn(element).some((node) => node instanceof Text && (textIn(node) ?? '').trim() !== '');
    if (!hasText || Element.prototype.closest.call(element, 'a') === null) return undefined;
    const { fontSize, fontWeight } = getComputedStyle(element);
    return Number.parseFloat(fontSize) * (Number(fontWeight) >= 600 ? 1.2 : 1);
  }

  function addressOf(element: Element): string | undefined {
    const href = attribute(element, 'href');
    if (href === null || href.length > bounds.addressCharacters || !URL.canParse(href, base)) return undefined;
    const address = new URL(href, base).href;
    left.values -= address.length;
    return left.values < 0 ? undefined : address;
  }

  function elementModel(element: Element, depth: number): PageElement | undefined {
    const tag = tagOf(element);
    if (left.elements <= 0 || depth > bounds.depth || skipped.has(tag)) return undefined;
    const isShown = element === body || matches(element, 'time, .dt-published') || isVisible(element);
    if (!isShown) return undefined;
    left.elements -= 1;
    const attributes: Record<string, string> = {};
    for (const name of keptAttributes) {
      const value = attribute(element, name);
      if (value) attributes[name] = bounded(value, 500);
    }
    const date = dateAttributes.map((name) => attribute(element, name)).find((value) => value);
    if (date) attributes['datetime'] = bounded(date, 100);
    const address = addressOf(element);
    if (address !== undefined) attributes['href'] = address;
    const shadow = get(Element.prototype, 'shadowRoot', element) as ShadowRoot | null;
    const children: PageNode[] = [];
    for (const child of [...(shadow === null ? [] : nodesIn(shadow)), ...nodesIn(element)]) {
      const model = nodeModel(child, depth + 1);
      if (model !== undefined) children.push(model);
    }
    const size = sizeOf(element);
    return { tag, attributes, children, ...(size === undefined ? {} : { size }) };
  }

  function nodeModel(node: Node, depth: number): PageNode | undefined {
    if (node instanceof Element) return elementModel(node, depth);
    if (!(node instanceof Text) || left.text <= 0) return undefined;
    const text = (textIn(node) ?? '').slice(0, left.text).replaceAll(/\s+/g, ' ');
    left.text -= text.length;
    return text === '' ? undefined : text;
  }

  function jsonLdIn(script: Element): string[] {
    const text = textIn(script) ?? '';
    if (text.length > left.jsonLd) return [];
    left.jsonLd -= text.length;
    return [text];
  }

  const all = (selector: string): Element[] => Array.from(Document.prototype.querySelectorAll.call(document, selector));
  const metas: Record<string, string> = {};
  for (const meta of all('meta[content]').slice(0, bounds.metas)) {
    const name = attribute(meta, 'property') ?? (attribute(meta, 'name') || attribute(meta, 'http-equiv') || '');
    const key = name.toLowerCase().slice(0, 100);
    if (key !== '') metas[key] ??= (attribute(meta, 'content') ?? '').slice(0, 1_000);
  }
  /** Without the fragment that a page has put there itself, as it follows what is scrolled to. */
  function addressAskedFor(): string {
    const address = ofPage('URL') as string;
    const [opened] = performance.getEntriesByType('navigation');
    const isOwn = opened?.name === address || Document.prototype.querySelector.call(document, ':target') !== null;
    return isOwn ? address : address.replace(/#.*/s, '');
  }

  const root = ofPage('documentElement') as Element | null;
  const language = (root && attribute(root, 'lang')) || metas['content-language'] || '';
  return {
    url: addressAskedFor(),
    title: (ofPage('title') as string).replaceAll(/\s+/g, ' ').trim().slice(0, 500),
    language: language.slice(0, 20).toLowerCase(),
    contentType: ofPage('contentType') as string,
    alternates: all('link[rel~="alternate"][type][href]')
      .slice(0, 20)
      .map((link) => ({
        type: (attribute(link, 'type') ?? '').toLowerCase().slice(0, 100),
        title: (attribute(link, 'title') ?? '').slice(0, 500),
        url: addressOf(link) ?? '',
      }))
      .filter(({ url }) => url !== ''),
    jsonLd: all('script[type="application/ld+json"]').slice(0, 20).flatMap(jsonLdIn),
    metas,
    asksForPassword: all('input[type="password"]').some(isVisible),
    showsCaptcha: all(captchas).some(isVisible),
    body: (body instanceof HTMLElement ? elementModel(body, 0) : undefined) ?? {
      tag: 'body',
      attributes: {},
      children: [],
    },
  };
}
