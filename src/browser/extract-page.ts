import type { Page } from 'playwright-core';
import type { PageElement, PageModel, PageNode } from './page-model.ts';

/** Bounds of a model, so that no page can fill the memory of a worker. */
const bounds = { elements: 50_000, depth: 150, textCharacters: 2_000_000, jsonLdCharacters: 500_000 };
type ModelBounds = typeof bounds;

/** The model of the open page. It comes as one text, since large objects take long to come piece by piece. */
export async function pageModelOf(page: Page): Promise<PageModel> {
  const text = await page.evaluate<string>(`JSON.stringify((${extract.toString()})(${JSON.stringify(bounds)}))`);
  return JSON.parse(text) as PageModel;
}

/** Runs in the page, so it may use nothing from outside. Invisible elements are left out, but for dates. */
function extract(bounds: ModelBounds): PageModel {
  const page = document;
  const left = { elements: bounds.elements, text: bounds.textCharacters };
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
    'head',
    'link',
    'meta',
  ]);

  /** The text that stands directly in an element, as large as it looks: in a card of one link the largest is the title. */
  function sizeOf(element: Element): number | undefined {
    const hasText = [...element.childNodes].some(
      (node) => node.nodeType === Node.TEXT_NODE && (node.textContent ?? '').trim() !== '',
    );
    if (!hasText || element.closest('a') === null) return undefined;
    const { fontSize, fontWeight } = getComputedStyle(element);
    return Number.parseFloat(fontSize) * (Number(fontWeight) >= 600 ? 1.2 : 1);
  }

  function elementModel(element: Element, depth: number): PageElement | undefined {
    if (left.elements <= 0 || depth > bounds.depth || skipped.has(element.localName)) return undefined;
    const isShown = element === page.body || element.matches('time, .dt-published') || element.checkVisibility();
    if (!isShown) return undefined;
    left.elements -= 1;
    const attributes: Record<string, string> = {};
    for (const name of keptAttributes) {
      const value = element.getAttribute(name);
      if (value) attributes[name] = value.slice(0, 500);
    }
    const date = dateAttributes.map((name) => element.getAttribute(name)).find((value) => value);
    if (date) attributes['datetime'] = date.slice(0, 100);
    const href = element.getAttribute('href');
    if (href !== null && URL.canParse(href, page.baseURI)) attributes['href'] = new URL(href, page.baseURI).href;
    const children: PageNode[] = [];
    for (const child of [...(element.shadowRoot?.childNodes ?? []), ...element.childNodes]) {
      const model = nodeModel(child, depth + 1);
      if (model !== undefined) children.push(model);
    }
    const size = sizeOf(element);
    return { tag: element.localName, attributes, children, ...(size === undefined ? {} : { size }) };
  }

  function nodeModel(node: Node, depth: number): PageNode | undefined {
    if (node instanceof Element) return elementModel(node, depth);
    if (node.nodeType !== Node.TEXT_NODE || left.text <= 0) return undefined;
    const text = (node.textContent ?? '').slice(0, left.text).replaceAll(/\s+/g, ' ');
    left.text -= text.length;
    return text === '' ? undefined : text;
  }

  const all = <Found extends Element>(selector: string) => [...page.querySelectorAll<Found>(selector)];
  const metas: Record<string, string> = {};
  for (const meta of all<HTMLMetaElement>('meta[content]')) {
    const name = (meta.getAttribute('property') ?? (meta.name || meta.httpEquiv)).toLowerCase();
    if (name !== '') metas[name] ??= meta.content.slice(0, 1_000);
  }
  return {
    url: page.URL,
    title: page.title.replaceAll(/\s+/g, ' ').trim().slice(0, 500),
    language: (page.documentElement.lang || metas['content-language'] || '').slice(0, 20).toLowerCase(),
    contentType: page.contentType,
    alternates: all<HTMLLinkElement>('link[rel~="alternate"][type][href]')
      .slice(0, 20)
      .map((link) => ({ type: link.type.toLowerCase(), title: link.title, url: link.href })),
    jsonLd: all<HTMLScriptElement>('script[type="application/ld+json"]')
      .map((script) => script.textContent ?? '')
      .filter((text) => text.length <= bounds.jsonLdCharacters)
      .slice(0, 20),
    metas,
    asksForPassword: all('input[type="password"]').some((field) => field.checkVisibility()),
    showsCaptcha: all(captchas).some((element) => element.checkVisibility()),
    body: (page.body instanceof HTMLElement ? elementModel(page.body, 0) : undefined) ?? {
      tag: 'body',
      attributes: {},
      children: [],
    },
  };
}
