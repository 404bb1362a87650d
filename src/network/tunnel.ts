import type { Socket } from 'node:net';

/** What the site did not take so long after Chromium hung up is lost, in milliseconds. */
const lingerMs = 10_000;

/**
 * Passes bytes both ways until one side ends: what it had sent is still delivered, and then both are closed, since a
 * browser that has hung up hears nothing any more. A site's reset is a reset for the browser, too.
 */
export function joinSockets(browser: Socket, site: Socket): void {
  site.pipe(browser);
  browser.pipe(site);
  browser.on('error', () => undefined); // it closes then
  site.on('error', () => reset(browser));
  browser.once('end', () => {
    site.setTimeout(lingerMs, () => site.destroy());
    site.destroySoon();
  });
  browser.once('close', () => site.destroy());
  site.once('close', () => browser.destroySoon());
}

/** One that is being ended already cannot be reset: Node would keep it for ever, and this process with it. */
export function reset(socket: Socket): void {
  if (socket.writableEnded) socket.destroy();
  else socket.resetAndDestroy();
}
