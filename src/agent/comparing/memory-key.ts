import { createHash } from 'node:crypto';
import { limits } from '../../contract/limits.ts';

/** Under which key a page is remembered: by its address, and where that is too long by its SHA-256. */
export function memoryKey(kind: 'list' | 'watch', address: string): string {
  const key = `${kind}:${address}`;
  return key.length <= limits.memoryKeyMaxCharacters
    ? key
    : `${kind}:${createHash('sha256').update(address).digest('hex')}`;
}
