import { z } from 'zod';
import { limits } from './limits.ts';

export const HttpAddress = z
  .string()
  .max(limits.addressMaxCharacters)
  .superRefine((text, context) => {
    const problem = addressProblem(text);
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
