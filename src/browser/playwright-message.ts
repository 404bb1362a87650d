import { messageOf } from '../contract/errors.ts';

/** What Playwright says of a failure, on one line, without the log of the call that it puts below. */
export function playwrightMessage(error: unknown): string {
  return messageOf(error).replace(/ Call log:.*/, '');
}
