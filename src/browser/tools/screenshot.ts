import { done, failed, type Surroundings, type ToolOutcome } from '../outcome.ts';
import { unlessAborted } from '../unless-aborted.ts';
import { coveredSelector, coverSecrets } from '../page/secret-fields.ts';
import { shortAddress } from './snapshot.ts';
import type { SessionPages } from '../page/session-pages.ts';

const maxBytes = 150_000;
/** Tried one after the other until a picture is small enough. */
const qualities = [70, 50, 30, 15, 5, 1];
const timeoutMs = 10_000;
const framesMax = 20;

/**
 * The tool `screenshot`: the visible part of the page, with passwords, fields that held a secret of the operator's, and
 * what repeats one blacked out.
 */
export async function screenshot(pages: SessionPages, surroundings: Surroundings): Promise<ToolOutcome> {
  const { signal } = surroundings;
  const page = pages.open;
  const all = page.frames();
  const frames = all.slice(0, framesMax);
  await coverSecrets(pages, surroundings);
  const mask = frames.flatMap((frame) => [frame.locator('input[type="password"]'), frame.locator(coveredSelector)]);
  if (all.length > framesMax) mask.push(page.locator('iframe, frame, object, embed'));
  for (const quality of qualities) {
    const options = {
      type: 'jpeg',
      quality,
      timeout: timeoutMs,
      animations: 'disabled',
      mask,
      maskColor: '#000',
    } as const;
    const picture = await unlessAborted(page.screenshot(options), signal);
    if (picture.length > maxBytes) continue;
    return done({ tool: 'screenshot', url: shortAddress(page.url()), image: picture.toString('base64') });
  }
  return failed('TOOL_FAILED', `a picture of ${shortAddress(page.url())} does not fit into ${maxBytes / 1_000} kB`);
}
