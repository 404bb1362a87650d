import type { Frame, Locator } from 'playwright-core';
import { done, failed, type Surroundings, type ToolOutcome } from '../outcome.ts';
import { unlessAborted } from '../unless-aborted.ts';
import { shortAddress } from './snapshot.ts';
import type { SessionPages } from '../page/session-pages.ts';

const maxBytes = 150_000;
/** Tried one after the other until a picture is small enough. */
const qualities = [70, 50, 30, 15, 5, 1];
const timeoutMs = 10_000;
const framesMax = 20;
const fields = 'input, textarea, select, [contenteditable]';

/** The tool `screenshot`: the visible part of the page, with passwords and the operator's secrets blacked out. */
export async function screenshot(pages: SessionPages, { secrets, signal }: Surroundings): Promise<ToolOutcome> {
  const page = pages.open;
  const frames = page.frames().slice(0, framesMax);
  const mask = (await unlessAborted(Promise.all(frames.map((frame) => secretPlaces(frame, secrets))), signal)).flat();
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

/** Passwords, fields that hold a secret, and texts that repeat one. */
async function secretPlaces(frame: Frame, { pattern }: Surroundings['secrets']): Promise<Locator[]> {
  const passwords = frame.locator('input[type="password"]');
  if (pattern === null) return [passwords];
  const all = frame.locator(fields);
  const readValues = (elements: Element[]) =>
    elements.map((element) =>
      'value' in element
        ? `${String(element.value)}\n${element.getAttribute('placeholder') ?? ''}`
        : (element.textContent ?? ''),
    );
  const values = await all.evaluateAll(readValues).catch(() => []); // the frame is gone
  const holding = [...values.keys()].filter((index) => pattern.test(values[index] ?? ''));
  return [passwords, ...holding.map((index) => all.nth(index)), frame.getByText(pattern)];
}
