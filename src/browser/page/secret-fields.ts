import { selectors } from 'playwright-core';
import type { Surroundings } from '../outcome.ts';
import { secretMark } from '../secrets/secrets.ts';
import type { FieldSurroundings } from '../secrets/exposure.ts';
import { unlessAborted } from '../unless-aborted.ts';
import { askFrames } from './ask-frames.ts';
import { coveredEngine, type CoverAnswer, coverExpression } from './covered-texts-script.ts';
import { surroundingsExpression } from './field-surroundings-script.ts';
import { scriptsOn } from './loaded-scripts.ts';
import { charactersMax, lookableSize } from './page-size.ts';
import { PageTrouble } from './page-trouble.ts';
import { type FieldAnswer, fieldExpression, type FieldTask, type ShortValue } from './secret-fields-script.ts';
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

/**
 * Types a text with secrets into a field that is held. False where the field does not get the focus, or loses it at once:
 * whatever has it gets what is typed on a keyboard, a frame of a third party too.
 */
export async function enterSecret(
  pages: SessionPages,
  ref: string,
  text: string,
  signal: AbortSignal,
): Promise<boolean> {
  const isFound = (answers: FieldAnswer[]) => answers.some(({ entered }) => entered !== undefined);
  const answers = await ask(pages, { do: 'enter', ref, text }, signal, isFound);
  return answers.some(({ entered }) => entered === true);
}

/** To be called as an action on an element begins. True where the open page has a field that is held. */
export async function beginAction(pages: SessionPages, ref: string, signal: AbortSignal): Promise<boolean> {
  return (await ask(pages, { do: 'begin', ref }, signal)).some(({ held }) => held > 0);
}

/**
 * Holds the fields that turn out to have a secret in them: a page may copy or spread it, or a browser restore it. Returns
 * how many were ever held: where it grows, what was read since then is not to be told.
 */
export async function holdTellingFields(pages: SessionPages, looking: Looking): Promise<number> {
  return looking.secrets.typed.size > 0 ? holdTelling(pages, looking) : 0;
}

/** The fields of the open page and what is around them, by the references of the newest snapshot. */
export async function describeFields(
  pages: SessionPages,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, FieldSurroundings>> {
  const answers = await askFrames<Record<string, FieldSurroundings>>(pages, surroundingsExpression, signal);
  const fields = answers.flatMap((described) => Object.entries(described));
  const origins = [...new Set(fields.map(([, { origin }]) => origin))];
  const found = origins.map(async (origin) => [origin, await scriptsOn(pages.protocol, origin)] as const);
  const scripts = new Map(await unlessAborted(Promise.all(found), signal));
  return new Map(
    fields.map(([ref, field]) => [
      ref,
      { ...field, scripts: [...field.scripts, ...(scripts.get(field.origin) ?? [])] },
    ]),
  );
}

/** Names all that tells a secret to whoever sees the page, for `coveredSelector`. */
export async function coverSecrets(pages: SessionPages, looking: Looking): Promise<void> {
  const { secrets, signal, reader } = looking;
  if (secrets.isEmpty) return;
  await lookableSize(pages, signal);
  await holdTelling(pages, looking);
  const listed = await askFrames<CoverAnswer>(pages, coverExpression({ do: 'list', most: charactersMax }), signal);
  if (listed.some(({ isTooMuch }) => isTooMuch))
    throw new PageTrouble('the page shows more text by its styles than can be looked at, so it was left');
  const telling = listed.map(async ({ id, texts, shown }) => {
    const input = { texts, shown, secrets: secrets.plain };
    return [id, await reader.readText('tellingAmong', input, charactersOf(texts), signal)] as const;
  });
  const texts = Object.fromEntries(await Promise.all(telling));
  await askFrames(pages, coverExpression({ do: 'cover', texts }), signal);
}

/** Of each session, what was left in its held fields. */
const shortValues = new WeakMap<SessionPages, ShortValue[]>();
const shortValuesMax = 100;

async function holdTelling(pages: SessionPages, { secrets, signal, reader }: Looking): Promise<number> {
  const before = shortValues.get(pages) ?? [];
  const listed = await ask(pages, { do: 'list', short: before }, signal);
  const short = [...before, ...listed.flatMap((answer) => answer.short)];
  const byValue = new Map(short.map((one) => [`${one.origin} ${one.value}`, one]));
  shortValues.set(pages, [...byValue.values()].slice(-shortValuesMax));
  const marking = listed.map(async ({ id, fields }) => {
    const input = { texts: fields, secrets: secrets.plain };
    const names = await reader.readText('toldByEach', input, charactersOf(fields), signal);
    const marked = names.flatMap((name, index) => (name === undefined ? [] : [[index, secretMark(name)] as const]));
    return [id, Object.fromEntries(marked)] as const;
  });
  const marks = await Promise.all(marking);
  const isTelling = marks.some(([, marked]) => Object.keys(marked).length > 0);
  const held = isTelling ? await ask(pages, { do: 'hold listed', marks: Object.fromEntries(marks) }, signal) : listed;
  return held.reduce((sum, { everHeld }) => sum + everHeld, 0);
}

const charactersOf = (texts: readonly string[]) => texts.reduce((characters, { length }) => characters + length, 0);

const ask = (
  pages: SessionPages,
  task: FieldTask,
  signal: AbortSignal,
  isEnough?: (answers: FieldAnswer[]) => boolean,
): Promise<FieldAnswer[]> => askFrames(pages, fieldExpression(task), signal, isEnough);

const marksOf = (names: readonly string[]) => names.map(secretMark).join(' ');
