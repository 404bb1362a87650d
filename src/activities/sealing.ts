import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

const sealedMaxBytes = 65_536;
const nonceBytes = 12;
const tagBytes = 16;

/**
 * Encrypts a browser's storage state, so that a history holds no cookies: AES-256-GCM under a key that HKDF derives
 * from the first master key for this trigger alone.
 *
 * At most 64 KiB: where the whole does not fit, it is without what pages stored, then without what was filled in as well;
 * null where that does not fit either.
 */
export function sealCheckpoint(
  [masterKey]: readonly [string, ...string[]],
  trackingId: string,
  storageState: unknown,
): string | null {
  for (const state of [
    storageState,
    without(storageState, { origins: [] }),
    without(storageState, { origins: [], trace: null }),
  ]) {
    const sealed = seal(masterKey, trackingId, state);
    if (sealed.length <= sealedMaxBytes) return sealed;
  }
  return null;
}

/** Decrypts what `sealCheckpoint` made under any of the master keys; null where none opens it: the page then has no cookies. */
export function unsealCheckpoint(masterKeys: readonly string[], trackingId: string, sealed: string): unknown {
  for (const masterKey of masterKeys) {
    try {
      return unseal(masterKey, trackingId, sealed);
    } catch {
      continue; // sealed under another key, or not by us
    }
  }
  return null;
}

function seal(masterKey: string, trackingId: string, state: unknown): string {
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv('aes-256-gcm', deriveKey(masterKey, trackingId), nonce);
  const encrypted = Buffer.concat([cipher.update(JSON.stringify(state ?? null), 'utf8'), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), encrypted]).toString('base64url');
}

function unseal(masterKey: string, trackingId: string, sealed: string): unknown {
  const bytes = Buffer.from(sealed, 'base64url');
  const nonce = bytes.subarray(0, nonceBytes);
  const options = { authTagLength: tagBytes };
  const decipher = createDecipheriv('aes-256-gcm', deriveKey(masterKey, trackingId), nonce, options);
  decipher.setAuthTag(bytes.subarray(nonceBytes, nonceBytes + tagBytes));
  const text = Buffer.concat([decipher.update(bytes.subarray(nonceBytes + tagBytes)), decipher.final()]);
  return JSON.parse(text.toString('utf8'));
}

function deriveKey(masterKey: string, trackingId: string): Buffer {
  return Buffer.from(hkdfSync('sha256', masterKey, '', `auto-trigger checkpoint ${trackingId}`, 32));
}

function without(storageState: unknown, parts: object): unknown {
  const hasCookies = typeof storageState === 'object' && storageState !== null && 'cookies' in storageState;
  return hasCookies ? { ...storageState, ...parts } : null;
}
