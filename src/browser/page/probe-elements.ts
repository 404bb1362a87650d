import type { CDPSession, Frame } from 'playwright-core';
import { unlessAborted } from '../unless-aborted.ts';
import { type ProbedElement, probeExpression, type ProbeRequest } from './probe-script.ts';
import type { SessionPages } from './session-pages.ts';

/** Frames in processes of their own that are looked into: each one costs a connection. */
const remoteFramesMax = 20;

/**
 * Asks every frame of the open page for elements that the newest snapshot refers to.
 *
 * It is asked in the world in which Playwright keeps the references: the page's own scripts have no part in it.
 */
export async function probeElements(
  pages: SessionPages,
  request: ProbeRequest,
  signal: AbortSignal,
): Promise<ProbedElement[]> {
  const work = async () => {
    const found = await probeIn(pages.protocol, request);
    const isComplete = request.refs !== null && found.length >= request.refs.length;
    if (isComplete) return found;
    const frames = pages.open.frames().filter((frame) => frame !== pages.open.mainFrame());
    const remote: ProbedElement[][] = [];
    for (const frame of frames) {
      if (remote.length >= remoteFramesMax) break;
      const elements = await probeRemote(pages, frame, request);
      if (elements !== undefined) remote.push(elements);
    }
    return [...found, ...remote.flat()];
  };
  return unlessAborted(work(), signal);
}

/** Undefined for a frame that is in its page's process, and so was asked with it. */
async function probeRemote(
  pages: SessionPages,
  frame: Frame,
  request: ProbeRequest,
): Promise<ProbedElement[] | undefined> {
  const protocol = await pages.context.newCDPSession(frame).catch(() => undefined);
  if (protocol === undefined) return undefined;
  const found = await probeIn(protocol, request).catch(() => []); // the frame is gone
  await protocol.detach().catch(() => undefined); // with it its connection
  return found;
}

async function probeIn(protocol: CDPSession, request: ProbeRequest): Promise<ProbedElement[]> {
  const worlds: string[] = [];
  const note = ({ context }: { context: { name: string; uniqueId: string } }) => {
    if (context.name.startsWith('__playwright_utility_world')) worlds.push(context.uniqueId);
  };
  protocol.on('Runtime.executionContextCreated', note);
  try {
    // tells of every world there is before it returns
    await protocol.send('Runtime.enable');
    const expression = probeExpression(request);
    const answers = worlds.map(async (uniqueContextId) => {
      const options = { uniqueContextId, expression, returnByValue: true };
      const { result } = await protocol.send('Runtime.evaluate', options);
      return (result.value ?? []) as ProbedElement[];
    });
    return (await Promise.allSettled(answers)).flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []));
  } finally {
    protocol.off('Runtime.executionContextCreated', note);
    void protocol.send('Runtime.disable').catch(() => undefined); // the page is gone
  }
}
