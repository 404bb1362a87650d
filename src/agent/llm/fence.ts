import { createHash } from 'node:crypto';

/** Puts a text from outside between marks that it cannot forge: a model knows by them where data begins and ends. */
export interface Fence {
  /** The name of the marks, for the rule about them. */
  mark: string;
  around(text: string): string;
}

/** The marks are the same for a whole session, so that prompts stay alike, and another's in the next one. */
export function createFence({ trackingId, sessionId }: { trackingId: string; sessionId: string }): Fence {
  const digest = createHash('sha256').update(`fence ${trackingId} ${sessionId}`).digest('hex');
  const mark = `data-${digest.slice(0, 16)}`;
  return { mark, around: (text) => `<${mark}>\n${text.replaceAll(mark, 'data')}\n</${mark}>` };
}
