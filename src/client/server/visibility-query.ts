import { badField } from '../../contract/parse.ts';

/**
 * A text as a literal of Temporal's list filter: nothing in it can end it. The server reads a backslash as an escape,
 * also before a quote.
 */
export function quoted(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`;
}

/** False where the server does not find a value again that has these characters in it, however it is quoted. */
export function isComparable(text: string): boolean {
  return !/["\\\p{Cc}]/u.test(text);
}

/**
 * A person's own list filter as one operand: in parentheses that it cannot leave.
 *
 * @throws {AutoTriggerError} InvalidRequest where its parentheses or quotes are not in pairs, or it has comments.
 */
export function operand(query: string): string {
  const problem = openEnd(query);
  if (problem !== undefined) throw badField('query', `query (${query}) ${problem}`, { value: query });
  return `(${query})`;
}

/** Quotes with what is in them, up to the end where nothing closes them; and what may stand outside of them only in pairs, or not at all. */
const syntax = /`[^`\\]*(`?)|'(?:[^'\\]|\\.|'')*(?:(')|\\?$)|"(?:[^"\\]|\\.|"")*(?:(")|\\?$)|[()#;]|\/\*|--/gs;

/** Why a filter does not stand for itself; undefined where it does. */
function openEnd(query: string): string | undefined {
  let depth = 0;
  for (const [token, ...closing] of query.matchAll(syntax)) {
    if (token === '(') depth += 1;
    else if (token === ')' && --depth < 0) return 'closes a parenthesis that it did not open';
    else if (/^['"`]/.test(token) && !closing.some(Boolean)) return `has a ${token.charAt(0)} without a second one`;
    else if (/^(?:#|;|--|\/\*)$/.test(token)) return `must be a filter alone, without ${token}`;
  }
  return depth > 0 ? 'leaves a parenthesis open' : undefined;
}
