import type { RoutedSecret, Routes } from './routes.ts';
import { isFor, type Secret } from './secret.ts';
import { createSecretScan, type Trace, tracesIn, type Wanted } from './secret-scan.ts';

/** What was typed for `{{secret:NAME}}` and which secrets those were, or why it is not typed. */
type Filled = { text: string; names: string[] } | { refusal: string };

/** Where a text tells a secret, and which one. */
interface Place {
  start: number;
  end: number;
  of: { name: string };
}

/** In a tree of elements what makes it one stays, whatever it repeats; in a word of the product's, any piece does. */
type TextKind = 'text' | 'tree' | 'word of ours';

/**
 * The operator's secrets, as one session has them: put in at the last moment, and taken out of all that leaves the
 * browser. Of those that the session typed any piece is taken out that tells something. Of the others only what tells
 * them as a whole: no page has them, and one could otherwise find them out by what is taken out of it.
 */
export interface Secrets {
  /** Those that a text would have put in on this origin; none where they would be refused. */
  meantBy(text: string, origin: string): Pick<Secret, 'name' | 'sites'>[];
  /**
   * Puts secrets into a text that is to be typed on this origin. They count as typed from then on, and may leave the page
   * by these routes alone.
   */
  fill(text: string, origin: string, routes?: Routes): Filled;
  /** Those that may leave the page by their routes alone. */
  readonly routed: readonly RoutedSecret[];
  /** True where the operator has none. */
  readonly isEmpty: boolean;
  readonly plain: PlainSecrets;
  /** The names of those that the session typed, as for its checkpoint. */
  readonly typed: ReadonlySet<string>;
  /** Where the session may be anyway: a piece of a secret that is a part of such a site's name stays. */
  sites: readonly string[];
  /** The text with each secret by its name. */
  scrub(text: string, kind?: TextKind): string;
  /** The same for every text in a value, names of fields included. */
  scrubAll<Value>(value: Value): Value;
  /** Where a text tells a secret, in order. */
  placesIn(text: string): Place[];
}

const reference = /\{\{secret:([^{}]*)\}\}/g;
/** What stands in the place of a secret. */
export const secretMark = (name: string): string => `{{secret:${name}}}`;

/** The secrets of a session as plain data, for a thread that looks for them in long texts. */
export interface PlainSecrets {
  secrets: readonly Secret[];
  typed: ReadonlySet<string>;
  sites: readonly string[];
}

/** The secrets of a session in another thread. */
export function secretsFrom({ secrets, typed, sites }: PlainSecrets): Secrets {
  return Object.assign(createSecrets(secrets, typed), { sites });
}

interface Known extends Secret, Wanted {
  /** Of where it was typed last; undefined where that was not in this process. */
  routes: Routes | undefined;
}

export function createSecrets(secrets: readonly Secret[], typedBefore: Iterable<string> = []): Secrets {
  const known: Known[] = secrets.map((secret) => ({
    ...secret,
    scan: createSecretScan(secret.value),
    pieces: false,
    routes: undefined,
  }));
  const typed = new Set<string>();
  const noteTyped = (names: Iterable<string>) => {
    for (const secret of known) secret.pieces ||= [...names].includes(secret.name);
    for (const { name, pieces } of known) if (pieces) typed.add(name);
  };
  noteTyped(typedBefore);

  function fill(text: string, origin: string, routes?: Routes): Filled {
    let refusal: string | undefined;
    const names: string[] = [];
    const filled = text.replaceAll(reference, (_, name: string) => {
      const secret = known.find((candidate) => candidate.name === name);
      refusal ??= refusalOf(name, secret, origin);
      names.push(name);
      return secret?.value ?? '';
    });
    if (refusal !== undefined) return { refusal };
    noteTyped(names);
    for (const secret of known) if (names.includes(secret.name)) secret.routes = routes;
    return { text: filled, names: [...new Set(names)] };
  }

  function meantBy(text: string, origin: string): Known[] {
    const names = Array.from(text.matchAll(reference), ([, name]) => name);
    return known.filter((secret) => names.includes(secret.name) && isFor(secret, origin));
  }

  function placesIn(text: string, kind: TextKind): Place[] {
    if (known.length === 0 || text === '') return [];
    const kept = keptIn(text, kind);
    const traces = tracesIn(text, known, kept).filter(({ isWhole }) => isWhole || kind !== 'word of ours');
    return traces.length === 0 ? [] : joined(withoutKept(traces, kept));
  }

  let keptWords: { sites: readonly string[]; tree: RegExp; text: RegExp } | undefined;
  /** Made anew where the sites are others. */
  function wordsKept(): { tree: RegExp; text: RegExp } {
    if (keptWords?.sites === own.sites) return keptWords;
    const words = [...known.map(({ name }) => secretMark(name)), ...own.sites].map(escapeRegExp).join('|');
    keptWords = { sites: own.sites, text: new RegExp(words, 'gm'), tree: new RegExp(`${words}|${treeSyntax}`, 'gm') };
    return keptWords;
  }

  function keptIn(text: string, kind: TextKind): Kept[] {
    const kept = wordsKept()[kind === 'tree' ? 'tree' : 'text'];
    return Array.from(text.matchAll(kept), ({ index, 0: word }) => ({
      start: index,
      end: index + word.length,
      isMark: word.startsWith('{{secret:'),
    }));
  }

  function scrub(text: string, kind: TextKind = 'text'): string {
    let scrubbed = '';
    let from = 0;
    for (const { start, end, of } of placesIn(text, kind)) {
      scrubbed += `${text.slice(from, start)}${secretMark(of.name)}`;
      from = end;
    }
    return scrubbed + text.slice(from);
  }

  function scrubAll<Value>(value: Value, kind: TextKind = 'text'): Value {
    if (known.length === 0) return value;
    if (typeof value === 'string') return scrub(value, kind) as Value;
    if (Array.isArray(value)) return value.map((item: unknown) => scrubAll(item, kind)) as Value;
    if (typeof value !== 'object' || value === null) return value;
    const fields = Object.entries(value).map(([name, item]: [string, unknown]) => [
      scrub(name, 'word of ours'),
      scrubAll(item, fieldKinds[name]),
    ]);
    return Object.fromEntries(fields) as Value;
  }

  const own: Secrets = {
    meantBy,
    fill,
    get routed() {
      return known.flatMap(({ name, value, sites, routes }) =>
        routes === undefined || routes.anyhow ? [] : [{ name, value, sites, routes }],
      );
    },
    isEmpty: known.length === 0,
    get plain() {
      return { secrets, typed, sites: own.sites };
    },
    typed,
    sites: [],
    scrub,
    scrubAll: (value) => scrubAll(value),
    placesIn: (text) => placesIn(text, 'text'),
  };
  return own;
}

/** The fields of results, and of what is known of elements, that are no plain texts of a page. */
const fieldKinds: Partial<Record<string, TextKind>> = {
  tree: 'tree',
  matches: 'tree',
  ...Object.fromEntries(
    ['tool', 'status', 'code', 'effect', 'by', 'origin', 'site', 'ordered_by', 'found_by', 'content_type', 'ask'].map(
      (name) => [name, 'word of ours'],
    ),
  ),
};

/** What makes a tree: roles, references and states. */
const treeSyntax = String.raw`^[\t ]*- '?/?[a-z]+(?=[ :]|$)|\[(?:ref=(?:f\d+)?e\d+|level=\d+|cursor=pointer|active|checked|disabled|expanded|selected|pressed)\]`;

const escapeRegExp = (text: string) => text.replaceAll(/[$()*+./?[\\\]^{|}]/g, String.raw`\$&`);

type Found = Trace & { of: Known };

/** What stays in a text, where pieces of secrets are looked for. */
interface Kept {
  start: number;
  end: number;
  isMark: boolean;
}

/** Without the pieces that lie within what stays, and without all that lies within a mark. */
function withoutKept(traces: Found[], kept: readonly Kept[]): Found[] {
  let next = 0;
  return traces
    .toSorted((one, other) => one.start - other.start)
    .filter(({ start, end, isWhole }) => {
      while ((kept[next]?.end ?? Infinity) <= start) next += 1;
      const word = kept[next];
      const isWithin = word !== undefined && word.start <= start && end <= word.end;
      return !isWithin || (isWhole && !word.isMark);
    });
}

/** Traces that overlap are one place, of the one that tells most. */
function joined(traces: Found[]): Place[] {
  const places: Found[] = [];
  for (const trace of traces) {
    const last = places.at(-1);
    if (last === undefined || trace.start >= last.end) places.push({ ...trace });
    else {
      if (trace.length > last.length) Object.assign(last, { of: trace.of, length: trace.length });
      last.end = Math.max(last.end, trace.end);
    }
  }
  return places;
}

interface TextsAndSecrets {
  texts: readonly string[];
  secrets: PlainSecrets;
}

/**
 * Texts that tell a secret, by their indices, also where it goes on from one to the next, or from one that is shown to
 * the next that is.
 */
export function tellingAmong({ texts, shown, secrets }: TextsAndSecrets & { shown: readonly number[] }): number[] {
  const among = (indices: readonly number[]) => {
    const places = firstPlaces({ texts: indices.map((index) => texts[index] ?? ''), secrets }, '');
    return indices.filter((_, at) => places[at] !== undefined);
  };
  return [...among([...texts.keys()]), ...(shown.length === texts.length ? [] : among(shown))];
}

/** The secret that each text tells by itself, or that has its letters in several of them, if any. */
export function toldByEach(input: TextsAndSecrets): (string | undefined)[] {
  // as one text, since to begin takes longer than to go on; behind what ends so, a secret counts as cut off
  return firstPlaces(input, '…').map((place) => place?.of.name);
}

/** For each text the first place in it; all are looked through at once, with something between them. */
function firstPlaces({ texts, secrets }: TextsAndSecrets, between: string): (Place | undefined)[] {
  const places = secretsFrom(secrets).placesIn(texts.join(between));
  let [next, from] = [0, 0];
  return texts.map((text) => {
    const to = from + text.length;
    while ((places[next]?.end ?? Infinity) <= from) next += 1;
    const place = places[next];
    from = to + between.length;
    return place !== undefined && place.start < to ? place : undefined;
  });
}

/** `origin` is the word null for a page that has none. */
function refusalOf(name: string, secret: Secret | undefined, origin: string): string | undefined {
  if (secret === undefined)
    return `there is no secret ${name.slice(0, 100)}; the operator gives it to the worker as AUTO_TRIGGER_SECRET_${name.slice(0, 100)}`;
  if (isFor(secret, origin)) return undefined;
  const only = secret.sites.length === 0 ? '' : `; it may be typed on ${secret.sites.join(', ')} only`;
  return `the secret ${name} is not for ${origin === 'null' ? 'a page without an origin' : origin}${only}`;
}
