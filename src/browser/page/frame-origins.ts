import type { Page } from 'playwright-core';

/** A frame of a page, with the origins of its address and of those around it, the innermost first. */
export interface FramePlace {
  address: string;
  origins: string[];
}

/** Where each frame of a page is, also one that was made to have no origin, as a sandbox does. */
export function framePlaces(page: Page): FramePlace[] {
  return page.frames().map((frame) => {
    const origins: string[] = [];
    for (let one: typeof frame | null = frame; one !== null; one = one.parentFrame()) origins.push(originOf(one.url()));
    return { address: frame.url(), origins };
  });
}

/** `null`, the word, for an address that names none, like `about:srcdoc`. */
export const originOf = (address: string): string => (URL.canParse(address) ? new URL(address).origin : 'null');
