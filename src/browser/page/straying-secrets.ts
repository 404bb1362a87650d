import { bodyMaxBytes } from '../secrets/routes.ts';
import { Turns } from '../turns.ts';
import type { PageRequest, Passage } from './request-place.ts';

/**
 * Looks for secrets in the requests of one session: in one after the other, so that those of a page that sends many leave
 * threads for all others.
 */
export class StrayingSecrets {
  readonly #turns = new Turns(1);

  /** Where a request would have a secret appear beyond its routes, in words for a person; undefined where it would not. */
  async find(
    { sent: { url, body }, isRedirect }: Pick<PageRequest, 'sent' | 'isRedirect'>,
    { secrets: { routed }, reader, signal }: Passage,
  ): Promise<string | undefined> {
    if (routed.length === 0) return undefined;
    const endTurn = await this.#turns.take(signal);
    try {
      const text = body?.subarray(0, bodyMaxBytes).toString('utf8') ?? '';
      const input = { request: { url, body: text, isRedirect }, secrets: routed };
      return await reader.readText('straying', input, url.length + text.length, signal);
    } finally {
      endTurn();
    }
  }
}
