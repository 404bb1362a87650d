import { isDeepStrictEqual } from 'node:util';
import { sortedEntries } from '../../contract/json.ts';
import { badField } from '../../contract/parse.ts';
import type { TriggerFilter } from '../../contract/trigger-filter.ts';

/** Where a list stands: the server's own place in it, and the moment against which its relative times are read. */
export interface ListPosition {
  nowMs: number;
  serverToken: Uint8Array;
}

/** Goes with the filter that it was made for, and with no other. */
export function pageToken(filter: TriggerFilter, { nowMs, serverToken }: ListPosition): string {
  const head = Buffer.from(JSON.stringify([1, given(filter), nowMs]));
  return `${head.toString('base64url')}.${Buffer.from(serverToken).toString('base64url')}`;
}

/** @throws {AutoTriggerError} InvalidRequest for a text that is no token, or the token of another filter's list. */
export function readPageToken(token: string, filter: TriggerFilter): ListPosition {
  const [, headText, serverToken] = /^([\w-]+)\.([\w-]+)$/.exec(token) ?? [];
  const head = headText === undefined ? undefined : decodeHead(headText);
  if (head === undefined || serverToken === undefined)
    throw badField('page', `page (${token}) is not a next_page of an earlier list`, { value: token });
  const [, of, nowMs] = head;
  if (!isDeepStrictEqual(of, given(filter)))
    throw badField('page', `page is of a list with ${inWords(of)}; give the same with it`, { value: token });
  return { nowMs, serverToken: Buffer.from(serverToken, 'base64url') };
}

type Head = [version: 1, filter: Record<string, unknown>, nowMs: number];

function decodeHead(text: string): Head | undefined {
  try {
    const head = JSON.parse(Buffer.from(text, 'base64url').toString()) as unknown;
    if (!Array.isArray(head) || head.length !== 3) return undefined;
    const [version, filter, nowMs] = head as unknown[];
    const isOurs = version === 1 && typeof filter === 'object' && filter !== null && Number.isSafeInteger(nowMs);
    return isOurs ? (head as Head) : undefined;
  } catch {
    return undefined;
  }
}

/** What a filter says, in one order and without what was left out. */
function given(filter: TriggerFilter): Record<string, unknown> {
  return Object.fromEntries(sortedEntries<unknown>({ ...filter }).filter(([, value]) => value !== undefined));
}

function inWords(filter: Record<string, unknown>): string {
  const parts = Object.entries(filter).map(([field, value]) => `${field} ${JSON.stringify(value)}`);
  return parts.join(' and ') || 'no filter';
}
