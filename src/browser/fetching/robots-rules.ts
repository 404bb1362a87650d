/** The rules of a robots.txt for one product. */
export interface RobotsRules {
  /** For the path of an address, its query included. */
  allows(path: string): boolean;
}

interface Rule {
  isAllowed: boolean;
  pattern: string;
}

/**
 * Reads a robots.txt after RFC 9309: the groups that name the product, or else those for `*`; of the rules that match a
 * path the longest decides, and `Allow` among equals. Other lines (`Crawl-delay`, `Sitemap`) mean nothing here.
 */
export function parseRobots(text: string, product: string): RobotsRules {
  const own: Rule[] = [];
  const general: Rule[] = [];
  let named: Rule[][] = [];
  let isNaming = false;
  let hasOwn = false;
  for (const line of text.replace(/^\u{FEFF}/u, '').split(/\r\n|\r|\n/)) {
    const parts = /^\s*([\w-]+)\s*:\s*([^#]*?)\s*(?:#.*)?$/.exec(line);
    const [, field = '', value = ''] = parts ?? [];
    const name = field.toLowerCase();
    if (name === 'user-agent') {
      if (!isNaming) named = [];
      isNaming = true;
      if (value === '*') named.push(general);
      if (/^[\w-]+/.exec(value)?.[0].toLowerCase() === product.toLowerCase()) {
        named.push(own);
        hasOwn = true;
      }
    } else if (name === 'allow' || name === 'disallow') {
      isNaming = false;
      // an empty pattern matches nothing
      if (value !== '') for (const rules of named) rules.push({ isAllowed: name === 'allow', pattern: normal(value) });
    }
  }
  const rules = hasOwn ? own : general;
  return { allows: (path) => path === '/robots.txt' || decide(rules, normal(path)) };
}

function decide(rules: Rule[], path: string): boolean {
  let strongest: Rule | undefined;
  for (const rule of rules) {
    if (!matches(rule.pattern, path)) continue;
    const difference = rule.pattern.length - (strongest?.pattern.length ?? -1);
    if (difference > 0 || (difference === 0 && rule.isAllowed)) strongest = rule;
  }
  return strongest?.isAllowed ?? true;
}

/** `*` stands for anything, `$` at the end for the end. In linear time for each piece, whatever the pattern. */
function matches(pattern: string, path: string): boolean {
  const isAnchored = pattern.endsWith('$');
  const [first = '', ...others] = (isAnchored ? pattern.slice(0, -1) : pattern).split('*');
  if (!path.startsWith(first)) return false;
  let position = first.length;
  for (const [index, piece] of others.entries()) {
    const isLast = index === others.length - 1;
    if (isLast && isAnchored) return path.length - piece.length >= position && path.endsWith(piece);
    const found = path.indexOf(piece, position);
    if (found < 0) return false;
    position = found + piece.length;
  }
  return !isAnchored || position === path.length;
}

/** Octets beyond ASCII and escapes in one form, as both sides of a comparison need. */
function normal(text: string): string {
  const escaped = text.replaceAll(/[^\u0021-\u007E]+/g, (characters) => encodeURIComponent(characters.toWellFormed()));
  return escaped.replaceAll(/%[\da-f]{2}/gi, (escape) => {
    const character = String.fromCharCode(Number.parseInt(escape.slice(1), 16));
    return /[\w.~-]/.test(character) ? character : escape.toUpperCase();
  });
}
