import { z } from 'zod';
import { limits } from './limits.ts';
import { property } from './parse.ts';

export const HttpAddress = z
  .string()
  .max(limits.addressMaxCharacters)
  .superRefine((text, context) => {
    const problem = addressProblem(text) ?? spellingProblem(text);
    if (problem !== undefined) context.addIssue({ code: 'custom', message: problem });
  });

/** Why a text is not an address that a webhook can have; undefined where it is one. */
export function addressProblem(text: string): string | undefined {
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    return 'must be a full address, like https://example.com/webhook';
  }
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return 'must begin with https:// or http://';
  if (url.username !== '' || url.password !== '') return 'must not carry a user name or password';
  return undefined;
}

/** `URL` mends what is most likely a slip: it drops blanks, and takes `http:host` and `http:///host` for `http://host`. */
function spellingProblem(text: string): string | undefined {
  if (/\s/.test(text)) return 'must not contain blanks; write %20 for one';
  return /^https?:\/\/[^/\\]/i.test(text) ? undefined : 'must have // and the host right after http: or https:';
}

/** A request whose webhook is an address that is spelled oddly, with what that leads to; any other as it is. */
export function withPlainWebhook(request: unknown): unknown {
  const [options, address] = [property(request, 'withAutoTrigger'), property(request, 'web_hook_url')];
  if (typeof address === 'string') {
    const plain = plainAddress(address);
    return plain === address ? request : { ...(request as object), web_hook_url: plain };
  }
  const inOptions = options === undefined ? options : withPlainWebhook(options);
  return inOptions === options ? request : { ...(request as object), withAutoTrigger: inOptions };
}

function plainAddress(text: string): string {
  return addressProblem(text) === undefined && spellingProblem(text) !== undefined ? new URL(text).href : text;
}
