import { spellingsOf } from './secret-spellings.ts';

/** A secret of the operator, and the origins on which it may be typed. */
export interface Secret {
  name: string;
  value: string;
  /** As `URL.origin` writes them. */
  origins: readonly string[];
}

/** What was typed for `{{secret:NAME}}`, or why it is not typed. */
type Filled = { text: string } | { refusal: string };

/** The operator's secrets: put in at the last moment, and taken out of all that leaves the browser. */
export interface Secrets {
  /** Puts secrets into a text that is to be typed on this origin. */
  fill(text: string, origin: string | null): Filled;
  /**
   * The text with each secret by its name, also where it is encoded for an address, HTML, JSON, in base64 or in hex,
   * and where the text was cut off within it.
   */
  scrub(text: string): string;
  /** The same for every text in a value. */
  scrubAll<Value>(value: Value): Value;
  /** What no picture may show; null where there are no secrets. */
  readonly pattern: RegExp | null;
}

const reference = /\{\{secret:([^{}]*)\}\}/g;

export function createSecrets(secrets: readonly Secret[]): Secrets {
  // of two that begin alike the longer one is looked for first
  const known = secrets.toSorted((one, other) => other.value.length - one.value.length);
  const source = known.map(({ value }) => `(${spellingsOf(value)})`).join('|');
  const all = new RegExp(source, 'gi');

  function fill(text: string, origin: string | null): Filled {
    let refusal: string | undefined;
    const filled = text.replaceAll(reference, (_, name: string) => {
      const secret = known.find((candidate) => candidate.name === name);
      refusal ??= refusalOf(name, secret, origin);
      return secret?.value ?? '';
    });
    return refusal === undefined ? { text: filled } : { refusal };
  }

  function scrub(text: string): string {
    if (known.length === 0) return text;
    return text.replaceAll(all, (_, ...found: (string | undefined)[]) => {
      const { name } = known[found.findIndex((each) => each !== undefined)] ?? { name: '' };
      return `{{secret:${name}}}`;
    });
  }

  function scrubAll<Value>(value: Value): Value {
    if (known.length === 0) return value;
    if (typeof value === 'string') return scrub(value) as Value;
    if (Array.isArray(value)) return value.map((item: unknown) => scrubAll(item)) as Value;
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [scrub(key), scrubAll(item)])) as Value;
  }

  return { fill, scrub, scrubAll, pattern: known.length === 0 ? null : new RegExp(source, 'i') };
}

function refusalOf(name: string, secret: Secret | undefined, origin: string | null): string | undefined {
  if (secret === undefined)
    return `there is no secret ${name.slice(0, 100)}; the operator gives it to the worker as AUTO_TRIGGER_SECRET_${name.slice(0, 100)}`;
  if (origin !== null && secret.origins.includes(origin)) return undefined;
  return `the secret ${name} is not for ${origin ?? 'a page without an origin'}; it may be typed on ${secret.origins.join(', ')} only`;
}
