import {
  comparablePath,
  type ComparingBudget,
  matchesPath,
  parsePathPattern,
  type PathPattern,
} from './path-pattern.ts';

/** `undecided`: comparing would take longer than any robots.txt is worth. */
type RobotsVerdict = 'allowed' | 'disallowed' | 'undecided';

/** The rules of a robots.txt for one product. */
export interface RobotsRules {
  /** For the path of an address, its query included. Holds the thread for some 50 ms at most. */
  verdictOn(path: string): RobotsVerdict;
}

interface Rule extends PathPattern {
  isAllowed: boolean;
}

/** By their pattern as it is written, so that what a file repeats is compared once; the value says whether it allows. */
type Lines = Map<string, boolean>;

/** For one path. Rules without a star take none of it; 5,000 with one spend it on a path of 1,600 characters. */
const comparedMax = 8_000_000;

/**
 * Reads a robots.txt after RFC 9309, in time that is linear in its length: the groups that name the product, or else
 * those for `*`; of the rules that match a path the longest decides, and `Allow` among equals. Other lines
 * (`Crawl-delay`, `Sitemap`) mean nothing here, and part no group.
 */
export function parseRobots(text: string, product: string): RobotsRules {
  const own: Lines = new Map();
  const general: Lines = new Map();
  let named = new Set<Lines>();
  let isNaming = false;
  let hasOwn = false;
  for (const line of text.replace(/^\u{FEFF}/u, '').split(/\r\n|\r|\n/)) {
    const { field, value } = readLine(line);
    if (field === 'user-agent') {
      if (!isNaming) named = new Set();
      isNaming = true;
      if (value === '*') named.add(general);
      if (/^[\w-]+/.exec(value)?.[0].toLowerCase() === product.toLowerCase()) {
        named.add(own);
        hasOwn = true;
      }
    } else if (field === 'allow' || field === 'disallow') {
      isNaming = false;
      const isAllowed = field === 'allow';
      // an empty pattern matches nothing
      if (value !== '') for (const lines of named) lines.set(value, isAllowed || lines.get(value) === true);
    }
  }
  const rules = Array.from(hasOwn ? own : general, ([value, isAllowed]) => ({ ...parsePathPattern(value), isAllowed }));
  return { verdictOn: (path) => (path === '/robots.txt' ? 'allowed' : decide(rules, comparablePath(path))) };
}

function readLine(line: string): { field: string; value: string } {
  const [record = ''] = line.split('#', 1);
  const colon = record.indexOf(':');
  if (colon < 0) return { field: '', value: '' };
  return { field: record.slice(0, colon).trim().toLowerCase(), value: record.slice(colon + 1).trim() };
}

function decide(rules: Rule[], path: string): RobotsVerdict {
  const budget: ComparingBudget = { left: comparedMax };
  let strongest: Pick<Rule, 'length' | 'isAllowed'> = { length: -1, isAllowed: true };
  for (const rule of rules) {
    const isStronger = rule.length > strongest.length || (rule.length === strongest.length && rule.isAllowed);
    if (isStronger && matchesPath(rule, path, budget)) strongest = rule;
    if (budget.left < 0) return 'undecided';
  }
  return strongest.isAllowed ? 'allowed' : 'disallowed';
}
