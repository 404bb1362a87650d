import type { DeliveryAttempt } from '../contract/events.ts';

const byStatus: Record<number, string> = {
  400: 'the receiver does not take the event; its answer or its log should say why',
  401: 'the receiver wants to know who asks: let it verify the signature instead, with the secret that "auto-trigger secret show" prints',
  403: 'the receiver refuses it: check the secret it verifies with ("auto-trigger secret show"), and that it verifies the body as it came',
  404: 'the address leads nowhere: check its path',
  405: 'the receiver does not take POST at this address',
  410: 'the receiver says that it is gone for good: deliveries end with this answer; "auto-trigger redeliver" begins again',
  413: 'the receiver takes no bodies of this size: let it take at least 20 KiB',
  415: 'the receiver does not take application/json',
  429: 'the receiver is asked too often: deliveries wait for as long as its retry-after says',
};

const byError: [pattern: RegExp, advice: string][] = [
  [
    /AUTO_TRIGGER_ALLOW_NETWORKS/,
    'the worker may not reach that network; the message says how its operator can allow it',
  ],
  [/no answer within/, 'let the receiver answer first (a 204 is enough) and work afterwards'],
  [
    /certificate|self.signed|altname|unable to verify|CERT_|SSL|TLS|EPROTO|wrong version number/i,
    'the certificate or the protocol of the receiver is not accepted: check its chain, its names and its dates, or whether the port speaks TLS at all',
  ],
  [/ENOTFOUND|EAI_AGAIN|getaddrinfo|has no address/i, 'the host name does not resolve where the worker runs'],
  [/ECONNREFUSED/, 'nobody listens at that port: start the receiver, or check the port'],
  [
    /ECONNRESET|other side closed|socket hang up|EPIPE|terminated/i,
    'the receiver, or something before it, hangs up: check its log',
  ],
  [
    /EHOSTUNREACH|ENETUNREACH|ETIMEDOUT|connect timeout/i,
    'the worker cannot reach the host: check firewalls and routes',
  ],
];

/** What a person can do about an attempt that came to nothing; null where it was accepted. */
export function adviceOn({ status, error }: Pick<DeliveryAttempt, 'status' | 'error'>): string | null {
  if (error === null) return null;
  if (status !== null && status >= 300 && status < 400)
    return 'redirects are not followed: give the address that it leads to as web_hook_url';
  if (status !== null && status >= 500) return 'the receiver failed: its log should say why';
  if (status !== null) return byStatus[status] ?? 'the receiver refuses it; its answer or its log should say why';
  return byError.find(([pattern]) => pattern.test(error))?.[1] ?? null;
}
