import { selectors } from 'playwright-core';
import type { Surroundings } from '../outcome.ts';
import { secretMark } from '../secrets/secrets.ts';
import type { FieldSurroundings } from '../secrets/exposure.ts';
import { askFrames } from './ask-frames.ts';
import { coveredEngine, type FieldAnswer, fieldExpression, type FieldTask } from './secret-fields-script.ts';
import { lookableSize } from './page-size.ts';
import type { SessionPages } from './session-pages.ts';

type Looking = Pick<Surroundings, 'secrets' | 'signal' | 'reader'>;

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
export async function holdTellingFields(pages: SessionPages, looking: Looking): Promise<void> {
  if (looking.secrets.typed.size > 0) await list(pages, looking, false);
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
export async function coverSecrets(pages: SessionPages, looking: Looking): Promise<void> {
  const { secrets, signal, reader } = looking;
  if (secrets.isEmpty) return;
  await lookableSize(pages, signal);
  const listed = await list(pages, looking, true);
  const telling = listed.map(async ({ id, texts }) => {
    const input = { texts, secrets: secrets.plain };
    return [id, await reader.readText('tellingAmong', input, charactersOf(texts), signal)] as const;
  });
  await ask(pages, { do: 'cover', texts: Object.fromEntries(await Promise.all(telling)) }, signal);
}

async function list(pages: SessionPages, { secrets, signal, reader }: Looking, texts: boolean): Promise<FieldAnswer[]> {
  const listed = await ask(pages, { do: 'list', texts }, signal);
  const marking = listed.map(async ({ id, fields }) => {
    const input = { texts: fields, secrets: secrets.plain };
    const names = await reader.readText('toldByEach', input, charactersOf(fields), signal);
    const marked = names.flatMap((name, index) => (name === undefined ? [] : [[index, secretMark(name)] as const]));
    return [id, Object.fromEntries(marked)] as const;
  });
  const marks = await Promise.all(marking);
  if (marks.some(([, marked]) => Object.keys(marked).length > 0))
    await ask(pages, { do: 'hold listed', marks: Object.fromEntries(marks) }, signal);
  return listed;
}

const charactersOf = (texts: readonly string[]) => texts.reduce((characters, { length }) => characters + length, 0);

const ask = (
  pages: SessionPages,
  task: FieldTask,
  signal: AbortSignal,
  isEnough?: (answers: FieldAnswer[]) => boolean,
): Promise<FieldAnswer[]> => askFrames(pages, fieldExpression(task), signal, isEnough);

const marksOf = (names: readonly string[]) => names.map(secretMark).join(' ');
