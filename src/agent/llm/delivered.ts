import { createHash } from 'node:crypto';
import type { EntriesResult, Entry, MemoryChange } from '../../contract/results.ts';
import type { Json } from '../../contract/json.ts';
import type { ThinkInput } from '../../contract/session.ts';
import { foldSpace } from '../../contract/fold-space.ts';
import { entryKey, sectionKey } from '../../reading/entries/entry-key.ts';
import { compareLists, type ListChanges } from '../comparing/changes.ts';
import { rememberedList, rememberList } from '../comparing/list-memory.ts';
import { describeEntry, since } from '../comparing/wording.ts';
import type { SeenPages } from './seen-pages.ts';
import type { ModelFinish } from './tools.ts';

/** What is new beside the last delivery: found by the program, whatever the model says of it. */
export interface NewsOfGoal {
  isBaseline: boolean;
  /** False where nothing is new. */
  isNews: boolean;
  /** So much is missing that it was more likely not seen whole. */
  isDoubtful: boolean;
  /** What the program says of it: since when nothing is new, or what is. */
  sentence: string;
  result: { [key: string]: Json };
  memories: MemoryChange[];
}

const firstLook = 'This is the first look, so there is nothing to compare it with.';

/** The lists and values of one goal have a memory of their own: another goal begins anew. */
function goalName(goal: string): string {
  return `goal-${createHash('sha256').update(goal).digest('hex').slice(0, 12)}`;
}

export function hasDeliveredList({ goal, memory }: ThinkInput): boolean {
  return rememberedList(memory, goalName(goal)) !== undefined;
}

/** Compares a list with the one last delivered. */
export function deliverList(input: ThinkInput, items: NonNullable<ModelFinish['items']>, seen: SeenPages): NewsOfGoal {
  const address = goalName(input.goal);
  const list = listOf(items, seen);
  const before = rememberedList(input.memory, address);
  const compared = compareLists(list, before);
  // what still stands on a page was left out by the model, not by the page
  const isGone = ({ title, url }: Entry) => !seen.hasText(title) && !seen.hasAddress(url);
  const changes = { ...compared, removed: compared.removed.filter(isGone) };
  const latest = list.entries[0] ?? null;
  return {
    isBaseline: changes.isBaseline,
    isNews: changes.added.length + changes.removed.length + changes.changed.length > 0,
    isDoubtful: changes.isDoubtful || list.entries.length === 0,
    sentence: describeChanges(changes, latest, input.last_answered_at),
    result: {
      latest: latest === null ? null : { title: latest.title, url: latest.url, published_at: latest.published_at },
      added: changes.added.map(asJson),
      removed: changes.removed.map(asJson),
      changed: changes.changed.map(asJson),
      ordered_by: list.ordered_by,
    },
    memories: [rememberList(input.memory, { address, list, shareOfMemory: 0.5 })],
  };
}

/** Compares a text or price with the one last delivered. */
export function deliverValue({ goal, memory, last_answered_at }: ThinkInput, given: string): NewsOfGoal {
  const key = `value:${goalName(goal)}`;
  const value = foldSpace(given);
  const before = memory.find((item) => item.key === key)?.value;
  const previous = typeof before === 'string' ? before : null;
  const isNews = previous !== null && previous !== value;
  return {
    isBaseline: previous === null,
    isNews,
    isDoubtful: value === '',
    sentence: describeValue(value, previous, last_answered_at),
    result: { value, previous },
    memories: [{ key, value, change: previous === null ? 'added' : 'updated' }],
  };
}

function describeValue(value: string, previous: string | null, at: string | null): string {
  if (previous === null) return firstLook;
  if (previous === value) return `Nothing new since ${since(at)}: it is still “${value}”.`;
  return `It was “${previous}”, and is now “${value}”.`;
}

/** Both of them, for a goal that has a list and a value. */
export function together(one: NewsOfGoal, other: NewsOfGoal): NewsOfGoal {
  const isBaseline = one.isBaseline && other.isBaseline;
  const told = isBaseline ? [] : [one, other].filter(({ isNews }) => isNews);
  return {
    isBaseline,
    isNews: one.isNews || other.isNews,
    isDoubtful: one.isDoubtful || other.isDoubtful,
    sentence: (told.length > 0 ? told : [one]).map(({ sentence }) => sentence).join(' '),
    result: { ...one.result, ...other.result },
    memories: [...one.memories, ...other.memories],
  };
}

/** In the form in which the built-in planner's lists are remembered, so that one comparison serves both. */
function listOf(items: NonNullable<ModelFinish['items']>, seen: SeenPages): EntriesResult {
  const entries = items.flatMap(({ title, url, published_at }): Entry[] => {
    if (!URL.canParse(url)) return [];
    const known = seen.entryAt(url);
    if (known !== undefined) return [known];
    return [{ key: entryKey(url), title: foldSpace(title), url, published_at: dayOf(published_at) }];
  });
  const counts = Map.groupBy(entries, ({ key }) => key);
  // parts of one page are told apart by what comes after #
  const keyed = entries.map((entry) =>
    (counts.get(entry.key)?.length ?? 0) > 1 ? { ...entry, key: sectionKey(entry.url) } : entry,
  );
  const unique = [...new Map(keyed.map((entry) => [entry.key, entry])).values()];
  const isDated = unique.every(({ published_at }) => published_at !== null);
  return {
    tool: 'entries',
    url: '',
    title: '',
    entries: isDated ? unique.toSorted((one, other) => order(other, one)) : unique,
    ordered_by: isDated ? 'date' : 'page_order',
    found_by: [],
    quotable_titles: [],
  };
}

const order = (one: Entry, other: Entry) =>
  (one.published_at ?? '') < (other.published_at ?? '') ? -1 : one.published_at === other.published_at ? 0 : 1;

/** ISO 8601, or nothing: a date in words would not compare. */
function dayOf(text: string | null | undefined): string | null {
  return text !== null && text !== undefined && /^\d{4}-\d{2}-\d{2}/.test(text) ? text : null;
}

function describeChanges(
  { isBaseline, added, removed, changed }: ListChanges,
  latest: Entry | null,
  at: string | null,
): string {
  const still = latest === null ? '' : `: the latest is still ${describeEntry(latest)}`;
  if (isBaseline) return firstLook;
  if (added.length + removed.length + changed.length === 0) return `Nothing new since ${since(at)}${still}.`;
  return [
    ['New', added],
    ['Changed', changed],
    ['No longer listed', removed],
  ]
    .filter(([, entries]) => entries !== undefined && entries.length > 0)
    .map(([what, entries]) => `${what as string} since ${since(at)}: ${namesOf(entries as Entry[])}.`)
    .join(' ');
}

const namedMax = 5;

function namesOf(entries: Entry[]): string {
  const more = entries.length - namedMax;
  return `${entries.slice(0, namedMax).map(describeEntry).join('; ')}${more > 0 ? `; and ${more} more` : ''}`;
}

const asJson = ({ key, title, url, published_at }: Entry) => ({ key, title, url, published_at });
