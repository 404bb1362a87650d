import { selectors } from 'playwright-core';
import type { Surroundings } from '../outcome.ts';
import { secretMark } from '../secrets/secrets.ts';
import type { FieldSurroundings } from '../secrets/exposure.ts';
import { askFrames } from './ask-frames.ts';
import { coveredEngine, type FieldAnswer, fieldExpression, type FieldTask } from './secret-fields-script.ts';
import type { SessionPages } from './session-pages.ts';

type Looking = Pick<Surroundings, 'secrets' | 'signal'>;

/** Selects what `coverSecrets` named last, in each frame. */
export const coveredSelector = 'auto-trigger-covered=all';
let registered: Promise<void> | undefined;

/** Makes `coveredSelector` known; to be called before a context is made. */
export function registerCoveredSelector(): Promise<void> {
  registered ??= selectors.register('auto-trigger-covered', { content: coveredEngine }, { contentScript: true });
  return registered;
}

/**
 * Holds the field in which secrets are about to be typed: from now on, and for as long as its document lives, its value
 * is told to nobody, whatever becomes of it. False where the element is no text field, or gone.
 */
export async function holdField(
  pages: SessionPages,
  ref: string,
  names: readonly string[],
  signal: AbortSignal,
): Promise<boolean> {
  const isFound = (answers: FieldAnswer[]) => answers.some(({ hold }) => hold !== undefined);
  const answers = await ask(pages, { do: 'hold', ref, mark: marksOf(names) }, signal, isFound);
  return answers.some(({ hold }) => hold === 'held');
}

/** Holds the fields that turn out to have a secret in them: a page may copy or spread it, or a browser restore it. */
export async function holdTellingFields(pages: SessionPages, { secrets, signal }: Looking): Promise<void> {
  if (secrets.typed.size > 0) await list(pages, { secrets, signal }, false);
}

/** The fields of the open page and what is around them, by the references of the newest snapshot. */
export async function describeFields(
  pages: SessionPages,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, FieldSurroundings>> {
  const answers = await ask(pages, { do: 'describe' }, signal);
  return new Map(answers.flatMap(({ described = {} }) => Object.entries(described)));
}

/** True where the open page has a field that is held. */
export async function holdsSecrets(pages: SessionPages, signal: AbortSignal): Promise<boolean> {
  return (await ask(pages, { do: 'count' }, signal)).some(({ held }) => held > 0);
}

/** Names all that tells a secret to whoever sees the page, for `coveredSelector`. */
export async function coverSecrets(pages: SessionPages, { secrets, signal }: Looking): Promise<void> {
  if (secrets.isEmpty) return;
  const listed = await list(pages, { secrets, signal }, true);
  const texts = listed.map(({ id, texts }) => [id, tellingAmong(texts, secrets)] as const);
  await ask(pages, { do: 'cover', texts: Object.fromEntries(texts) }, signal);
}

async function list(pages: SessionPages, { secrets, signal }: Looking, texts: boolean): Promise<FieldAnswer[]> {
  const listed = await ask(pages, { do: 'list', texts }, signal);
  const marks = listed.map(({ id, fields }) => {
    const telling = fields.map((value, index) => [index, secrets.placesIn(value)[0]?.of.name] as const);
    const marked = telling.flatMap(([index, name]) => (name === undefined ? [] : [[index, secretMark(name)] as const]));
    return [id, Object.fromEntries(marked)] as const;
  });
  if (marks.some(([, marked]) => Object.keys(marked).length > 0))
    await ask(pages, { do: 'hold listed', marks: Object.fromEntries(marks) }, signal);
  return listed;
}

/** Texts that tell a secret, also where it goes on from one to the next. */
function tellingAmong(texts: readonly string[], secrets: Looking['secrets']): number[] {
  const telling: number[] = [];
  const places = secrets.placesIn(texts.join(''));
  let [place, from] = [0, 0];
  for (const [index, text] of texts.entries()) {
    const to = from + text.length;
    while ((places[place]?.end ?? Infinity) <= from) place += 1;
    if ((places[place]?.start ?? Infinity) < to) telling.push(index);
    from = to;
  }
  return telling;
}

const ask = (
  pages: SessionPages,
  task: FieldTask,
  signal: AbortSignal,
  isEnough?: (answers: FieldAnswer[]) => boolean,
): Promise<FieldAnswer[]> => askFrames(pages, fieldExpression(task), signal, isEnough);

const marksOf = (names: readonly string[]) => names.map(secretMark).join(' ');
