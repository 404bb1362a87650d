import { hkdfSync } from 'node:crypto';

const secretBytes = 32;
const purpose = 'agent-auto-trigger webhook secret v1';

/**
 * The secret that signs a trigger's deliveries: `whsec_` and 32 bytes in base64, as Standard Webhooks writes it.
 *
 * Derived by HKDF-SHA256 (RFC 5869) from the master key, so it is nowhere stored; each trigger has its own.
 */
export function deriveWebhookSecret(masterKey: string, trackingId: string): string {
  const secret = hkdfSync('sha256', masterKey, trackingId, purpose, secretBytes);
  return `whsec_${Buffer.from(secret).toString('base64')}`;
}

const fingerprintBytes = 6;
const fingerprintPurpose = 'agent-auto-trigger key fingerprint v1';

/** By which a master key is known again, in hexadecimal digits: what is derived from it tells nothing of it. */
export function fingerprintOf(masterKey: string): string {
  return Buffer.from(hkdfSync('sha256', masterKey, '', fingerprintPurpose, fingerprintBytes)).toString('hex');
}
