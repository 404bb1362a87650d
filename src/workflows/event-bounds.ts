import type { WebhookEvent } from '../contract/events.ts';
import { jsonBytes, cutText, type Json } from '../contract/json.ts';
import { limits } from '../contract/limits.ts';

/** What people and agents wrote, in the data of events; everything beside it is short and never cut. */
const cuttableFields = [
  'goal',
  'thoughts',
  'memories',
  'summary',
  'arguments',
  'message',
  'details',
  'answer',
  'result',
  'evidence',
];
/** By what a thing is known again, and when it was: cut, it would be something else. */
const exactFields = /^(?:key|url|href|code|status|change)$|_(?:id|at|url)$/;
/** An object with more members than this is a list in disguise. */
const recordMembersMax = 40;
const shortestCutBytes = 32;

/**
 * An event whose JSON has at most `limits.eventMaxBytes` bytes and well-formed texts (a lone surrogate becomes U+FFFD).
 *
 * The longest texts and lists are cut first, all to one level; `truncated` says so. Ids, codes, addresses and times
 * stay whole: where these alone are too much, the field that they stand in goes. Pure: equal events give equal results.
 */
export function boundEvent(event: WebhookEvent): WebhookEvent {
  const data = wellFormed(event.data as Json) as Fields;
  const whole = { event: event.event, data } as WebhookEvent;
  if (fits(whole)) return whole;
  const cutTo = (level: number) => ({ event: event.event, data: cutData(data, level) }) as WebhookEvent;
  return dropFields(cutTo(highestLevel((level) => fits(cutTo(level)))));
}

type Fields = { [field: string]: Json };

function fits(event: WebhookEvent): boolean {
  return jsonBytes(event) <= limits.eventMaxBytes;
}

/** The highest level that fits, or the lowest there is. */
function highestLevel(levelFits: (level: number) => boolean): number {
  let low = shortestCutBytes;
  let high: number = limits.eventMaxBytes;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (levelFits(middle)) low = middle;
    else high = middle;
  }
  return low;
}

function cutData(data: Fields, level: number): Fields {
  const entries = Object.entries(data).map(([field, value]) => [
    field,
    cuttableFields.includes(field) ? cut(value, level) : value,
  ]);
  return { ...Object.fromEntries(entries), truncated: true };
}

/** Texts, lists, and objects that are lists in disguise, of at most so many bytes. */
export function cut(value: Json, level: number): Json {
  if (typeof value === 'string') return cutToBytes(value, Math.max(level, shortestCutBytes));
  if (Array.isArray(value)) return leading(value, (item) => cut(item, level / 2), level);
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value);
  const cutMember = ([key, member]: [string, Json]): [string, Json] => [
    key,
    typeof member === 'string' && exactFields.test(key) ? member : cut(member, level),
  ];
  return Object.fromEntries(
    members.length <= recordMembersMax ? members.map(cutMember) : leading(members, cutMember, level),
  );
}

function cutToBytes(text: string, maxBytes: number): string {
  let shorter = text;
  let bytes = jsonBytes(shorter);
  while (bytes > maxBytes) {
    shorter = cutText(text, Math.floor((shorter.length * maxBytes) / (bytes + 1)));
    bytes = jsonBytes(shorter);
  }
  return shorter;
}

/** The first items, each cut, as many as have so many bytes together. */
function leading<Item>(items: Item[], cutItem: (item: Item) => Item, maxBytes: number): Item[] {
  const kept: Item[] = [];
  let bytes = 0;
  for (const item of items) {
    const shorter = cutItem(item);
    bytes += jsonBytes(shorter) + 1;
    if (bytes > maxBytes) break;
    kept.push(shorter);
  }
  return kept;
}

/** The last resort, for data that is all ids, keys and depth: the largest such field becomes empty, until the rest fits. */
function dropFields(event: WebhookEvent): WebhookEvent {
  const data: Fields = { ...(event.data as Fields) };
  const bounded = () => ({ event: event.event, data }) as WebhookEvent;
  const bySize = [...cuttableFields, 'schema']
    .filter((field) => field in data)
    .toSorted((one, other) => jsonBytes(data[other]) - jsonBytes(data[one]));
  for (const field of bySize) {
    if (fits(bounded())) break;
    if (field === 'schema') delete data[field];
    else data[field] = emptied(data[field] ?? null);
  }
  return bounded();
}

function emptied(value: Json): Json {
  return typeof value === 'string' ? '' : Array.isArray(value) ? [] : null;
}

function wellFormed(value: Json): Json {
  if (typeof value === 'string') return value.toWellFormed();
  if (Array.isArray(value)) return value.map(wellFormed);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key.toWellFormed(), wellFormed(member)]));
}
