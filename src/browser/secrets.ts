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
  /** The text with each secret by its name, also where it is encoded for an address, HTML, JSON, in base64 or in hex. */
  scrub(text: string): string;
  /** The same for every text in a value. */
  scrubAll<Value>(value: Value): Value;
  /** Values that stand in a text as they are. */
  valuesIn(text: string): string[];
}

const reference = /\{\{secret:([^{}]*)\}\}/g;

export function createSecrets(secrets: readonly Secret[]): Secrets {
  // a secret that contains another one is looked for first
  const known = secrets
    .toSorted((one, other) => other.value.length - one.value.length)
    .map((secret) => ({ ...secret, pattern: patternOf(secret.value), stands: `{{secret:${secret.name}}}` }));

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
    let scrubbed = text;
    for (const { value, pattern, stands } of known) {
      scrubbed = scrubbed.replaceAll(pattern, stands);
      scrubbed = scrubbed.slice(0, scrubbed.length - cutOff(scrubbed, value));
    }
    return scrubbed;
  }

  function scrubAll<Value>(value: Value): Value {
    if (known.length === 0) return value;
    if (typeof value === 'string') return scrub(value) as Value;
    if (Array.isArray(value)) return value.map((item: unknown) => scrubAll(item)) as Value;
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [scrub(key), scrubAll(item)])) as Value;
  }

  const valuesIn = (text: string) => known.map(({ value }) => value).filter((value) => text.includes(value));

  return { fill, scrub, scrubAll, valuesIn };
}

function refusalOf(name: string, secret: Secret | undefined, origin: string | null): string | undefined {
  if (secret === undefined)
    return `there is no secret ${name.slice(0, 100)}; the operator gives it to the worker as AUTO_TRIGGER_SECRET_${name.slice(0, 100)}`;
  if (origin !== null && secret.origins.includes(origin)) return undefined;
  return `the secret ${name} is not for ${origin ?? 'a page without an origin'}; it may be typed on ${secret.origins.join(', ')} only`;
}

/** How many characters at the end of a text are the greater part of a secret that was cut off. */
function cutOff(text: string, value: string): number {
  for (let length = value.length - 1; length >= Math.max(4, value.length / 2); length -= 1)
    if (text.endsWith(value.slice(0, length))) return length;
  return 0;
}

/** Each character as it is or encoded, whatever its neighbours are; or the whole in base64 or hex. */
function patternOf(value: string): RegExp {
  const spelled = Array.from(value, spellings).join('');
  const bytes = Buffer.from(value, 'utf8');
  const encoded = [...base64Forms(bytes), bytes.toString('hex')].map(escape);
  return new RegExp([spelled, ...encoded].join('|'), 'giu');
}

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;' };

function spellings(character: string): string {
  const codePoint = character.codePointAt(0) ?? 0;
  const percent = [...Buffer.from(character, 'utf8')].map((byte) => `%(?:25)?${byte.toString(16).padStart(2, '0')}`);
  const escapes = [...Array(character.length).keys()].map(
    (unit) => String.raw`\\u${character.charCodeAt(unit).toString(16).padStart(4, '0')}`,
  );
  const forms = [
    escape(character),
    percent.join(''),
    escapes.join(''),
    `&#(?:${codePoint}|x${codePoint.toString(16)});`,
  ];
  if (/\s/.test(character)) forms.push(String.raw`\s+`, String.raw`\+`);
  const entity = entities[character];
  if (entity !== undefined) forms.push(entity);
  if (/["'\\/]/.test(character)) forms.push(String.raw`\\${escape(character)}`);
  return `(?:${forms.toReversed().join('|')})`;
}

/** The characters of base64 that depend on the value alone, at each of the three places where it may begin. */
function base64Forms(bytes: Buffer): string[] {
  const forms = [0, 1, 2].map((offset) => {
    const encoded = Buffer.concat([Buffer.alloc(offset), bytes])
      .toString('base64')
      .replace(/=+$/, '');
    const first = Math.ceil((offset * 8) / 6);
    const last = Math.floor(((offset + bytes.length) * 8) / 6);
    return encoded.slice(first, last);
  });
  const plain = forms.filter((form) => form.length >= 4);
  return [...new Set(plain.flatMap((form) => [form, form.replaceAll('+', '-').replaceAll('/', '_')]))];
}

const escape = (text: string) => text.replaceAll(/[$()*+./?[\\\]^{|}]/g, String.raw`\$&`);
