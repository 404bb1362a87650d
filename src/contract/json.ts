import { z } from 'zod';

export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };
export const Json: z.ZodType<Json> = z.json();

/** The fields of an object in the order of their names, the same whoever wrote it. */
export function sortedEntries<Value>(fields: { [name: string]: Value }): [name: string, value: Value][] {
  return Object.entries(fields).toSorted(([one], [other]) => (one < other ? -1 : 1));
}

/** JSON with the fields of all objects in the order of their names: one text for one value. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_, item: unknown) =>
    typeof item === 'object' && item !== null && !Array.isArray(item)
      ? Object.fromEntries(sortedEntries(item as Record<string, unknown>))
      : item,
  );
}

/** The size of a value as UTF-8 JSON, in bytes. */
export function jsonBytes(value: unknown): number {
  return utf8Bytes(JSON.stringify(value) ?? '');
}

/** The size of a text in UTF-8, in bytes. */
export function utf8Bytes(text: string): number {
  return new TextEncoder().encode(text).length;
}

/** Cuts a text to at most so many characters, between characters as people see them; `…` marks the cut. */
export function cutText(text: string, maxCharacters: number): string {
  return text.length <= maxCharacters ? text : `${leadingText(text, maxCharacters - 1)}…`;
}

/** A longer run of marks on one character is no writing: it is cut. */
const clusterMaxCharacters = 64;

/** The beginning of a text, of at most so many characters, which ends between characters as people see them. */
export function leadingText(text: string, maxCharacters: number): string {
  const end = Math.max(maxCharacters, 0);
  if (text.length <= end) return text;
  // plain letters stand for themselves, and are most of what is cut
  if (/[ -~]/.test(text.charAt(end))) return text.slice(0, end);
  const segments = new Intl.Segmenter('en', { granularity: 'grapheme' }).segment(
    text.slice(0, end + clusterMaxCharacters),
  );
  const start = segments.containing(end)?.index ?? end;
  if (end - start <= clusterMaxCharacters) return text.slice(0, start);
  return text.slice(0, /[\uD800-\uDBFF]/.test(text.charAt(end - 1)) ? end - 1 : end);
}
