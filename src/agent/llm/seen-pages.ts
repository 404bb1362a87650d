import type { Entry, ToolResult } from '../../contract/results.ts';
import type { Evidence } from '../../contract/session.ts';
import { foldSpace } from '../../contract/fold-space.ts';
import { entryKey } from '../../reading/entries/entry-key.ts';
import { resultOf } from './history.ts';
import type { Told } from './said.ts';

/** What was seen of pages in a session, to find quotes and entries again. */
export interface SeenPages {
  /** The quote with the address of a page that has it, letter by letter but for white space; null where none has. */
  find(evidence: Evidence): Evidence | null;
  /** True where a page anywhere has the text. */
  hasText(text: string): boolean;
  hasAddress(url: string): boolean;
  /** An entry that a page listed at this address. */
  entryAt(url: string): Entry | undefined;
}

export function seenPages(told: Told[]): SeenPages {
  const results = told.flatMap(({ observations }) =>
    observations.flatMap((observation) => (observation.kind === 'action' ? [resultOf(observation.outcome)] : [])),
  );
  const texts = new Map<string, { url: string; text: string }>();
  const entries = new Map<string, Entry>();
  const addresses = new Set<string>();
  for (const result of results) {
    if (result === null || !('url' in result)) continue;
    const key = pageKey(result.url);
    const known = texts.get(key) ?? { url: result.url, text: '' };
    // a line of its own each, so that no quote is found across two looks
    texts.set(key, { ...known, text: `${known.text}\u0000${fold(shownText(result))}` });
    addresses.add(key);
    for (const address of addressesOf(result)) addresses.add(pageKey(new URL(address, result.url).href));
    if (result.tool === 'entries') for (const entry of result.entries) entries.set(entry.url, entry);
  }
  const all = [...texts.values()];
  return {
    find({ url, quote }) {
      const page = texts.get(pageKey(url));
      const isThere = page !== undefined && fold(quote) !== '' && page.text.includes(fold(quote));
      return isThere ? { url: page.url, quote: fold(quote) } : null;
    },
    hasText: (text) => fold(text) !== '' && all.some((page) => page.text.includes(fold(text))),
    hasAddress: (url) => addresses.has(pageKey(url)),
    entryAt: (url) => entries.get(url),
  };
}

function shownText(result: ToolResult): string {
  switch (result.tool) {
    case 'read':
      return `${result.title}\n${result.text}`;
    case 'entries': {
      // a feed may say what its page does not
      const titles = result.found_by.includes('feed')
        ? result.quotable_titles
        : result.entries.map(({ title }) => title);
      return [result.title, ...titles].join('\u0000');
    }
    case 'find':
      return result.matches.map(textOfTree).join('\u0000');
    case 'navigate':
      return result.title;
    case 'screenshot':
    case 'tabs':
      return '';
    default:
      return `${result.title}\u0000${textOfTree(result.tree)}`;
  }
}

/** What a tree says without its syntax: of `- role "name" [ref=e1]: text` the name and the text. */
function textOfTree(tree: string): string {
  return tree.split('\n').map(textOfLine).join('\n');
}

const treeLine = /^\s*- (?<role>\/?[a-z]\w*)(?: "(?<name>(?:[^"\\]|\\.)*)")?(?: \[[^\]]*\])*(?::(?: (?<text>.*))?)?$/;

function textOfLine(line: string): string {
  const { role, name = '', text = '' } = treeLine.exec(withoutKeyQuotes(line))?.groups ?? { text: line };
  return role === '/url' ? '' : `${name.replaceAll(/\\(.)/g, '$1')} ${unquoted(text)}`.trim();
}

/** YAML: a key with a colon in it stands in single quotes. */
function withoutKeyQuotes(line: string): string {
  return line.replace(/^(\s*- )'((?:[^']|'')*)'/, (_, start: string, key: string) => start + key.replaceAll("''", "'"));
}

function unquoted(text: string): string {
  if (/^".*"$/s.test(text)) return text.slice(1, -1).replaceAll(/\\(.)/g, '$1');
  return /^'.*'$/s.test(text) ? text.slice(1, -1).replaceAll("''", "'") : text;
}

function addressesOf(result: ToolResult): string[] {
  const found =
    result.tool === 'entries'
      ? result.entries.map(({ url }) => url)
      : 'tree' in result
        ? Array.from(result.tree.matchAll(/\/url:\s*"?([^\s"]+)/g), ([, address = '']) => address)
        : [];
  return 'url' in result ? found.filter((address) => URL.canParse(address, result.url)) : [];
}

function pageKey(url: string): string {
  return URL.canParse(url) ? entryKey(url) : url;
}

function fold(text: string): string {
  return foldSpace(text.normalize('NFC'));
}
