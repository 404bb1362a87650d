import type { LookupAddress } from 'node:dns';
import { BoundedMap } from '../contract/bounded-map.ts';

/** All addresses of a name. */
export type ResolveName = (name: string) => Promise<LookupAddress[]>;

const keptMs = 60_000; // as long as Chromium keeps an answer
const namesMax = 1_000;

/**
 * Asks once a minute for a name, as browsers do: a page opens many connections to one host, and what was checked for
 * the page is what its connections then go to. A failure is not kept.
 */
export function rememberAnswers(resolveName: ResolveName): ResolveName {
  const known = new BoundedMap<string, { answers: Promise<LookupAddress[]>; until: number }>(namesMax);

  return (name) => {
    const kept = known.get(name);
    if (kept !== undefined && kept.until > Date.now()) return kept.answers;
    const asked = { answers: resolveName(name), until: Date.now() + keptMs };
    known.set(name, asked);
    asked.answers.catch(() => {
      if (known.get(name) === asked) known.delete(name);
    });
    return asked.answers;
  };
}
