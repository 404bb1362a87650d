import type { CDPSession } from 'playwright-core';

const documentsMax = 200;
const scriptsMax = 300;

/** Of each page the scripts that its documents loaded, by Chromium's name for the load of a document. */
const loaded = new WeakMap<CDPSession, Map<string, Set<string>>>();

/** Notes the scripts that a page loads from now on, its network events being on: also those that it hides afterwards. */
export function watchScripts(protocol: CDPSession): void {
  const byDocument = new Map<string, Set<string>>();
  loaded.set(protocol, byDocument);
  protocol.on('Network.requestWillBeSent', ({ type, loaderId, request: { url } }) => {
    if (type !== 'Script') return;
    const scripts = byDocument.get(loaderId) ?? new Set();
    byDocument.set(loaderId, scripts);
    if (scripts.size < scriptsMax) scripts.add(url);
    const [oldest = ''] = byDocument.keys();
    if (byDocument.size > documentsMax) byDocument.delete(oldest);
  });
}

interface FrameTree {
  frame: { loaderId: string; securityOrigin: string };
  childFrames?: FrameTree[];
}

/** The addresses of the scripts that run in the documents of an origin that a page shows: each reads all of them. */
export async function scriptsOn(protocol: CDPSession, origin: string): Promise<string[]> {
  const { frameTree } = await protocol.send('Page.getFrameTree');
  const scripts = documentsIn(frameTree, origin).flatMap((id) => [...(loaded.get(protocol)?.get(id) ?? [])]);
  return [...new Set(scripts)];
}

function documentsIn({ frame, childFrames = [] }: FrameTree, origin: string): string[] {
  const own = frame.securityOrigin === origin ? [frame.loaderId] : [];
  return [...own, ...childFrames.flatMap((child) => documentsIn(child, origin))];
}
