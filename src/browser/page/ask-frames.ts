import type { CDPSession, Frame } from 'playwright-core';
import { unlessAborted } from '../unless-aborted.ts';
import type { SessionPages } from './session-pages.ts';

/** Frames in processes of their own that are looked into: each one costs a connection. */
const remoteFramesMax = 20;

/**
 * Asks every frame of the open page to evaluate an expression, and returns the answers, which are plain data. Further
 * frames are not asked once the answers are enough.
 *
 * They are asked in the world in which Playwright keeps the references of elements: the page's own scripts have no part
 * in it, and see nothing of what is kept there, also at elements.
 */
export async function askFrames<Answer>(
  pages: SessionPages,
  expression: string,
  signal: AbortSignal,
  isEnough: (answers: Answer[]) => boolean = () => false,
): Promise<Answer[]> {
  const work = async () => {
    const answers = await askIn<Answer>(pages.protocol, expression);
    const frames = pages.open.frames().filter((frame) => frame !== pages.open.mainFrame());
    let asked = 0;
    for (const frame of frames) {
      if (asked >= remoteFramesMax || isEnough(answers)) break;
      const further = await askRemote<Answer>(pages, frame, expression);
      if (further === undefined) continue;
      asked += 1;
      answers.push(...further);
    }
    return answers;
  };
  return unlessAborted(work(), signal);
}

/** Undefined for a frame that is in its page's process, and so was asked with it. */
async function askRemote<Answer>(pages: SessionPages, frame: Frame, expression: string): Promise<Answer[] | undefined> {
  const protocol = await pages.context.newCDPSession(frame).catch(() => undefined);
  if (protocol === undefined) return undefined;
  const answers = await askIn<Answer>(protocol, expression).catch(() => []); // the frame is gone
  await protocol.detach().catch(() => undefined); // with it its connection
  return answers;
}

async function askIn<Answer>(protocol: CDPSession, expression: string): Promise<Answer[]> {
  const worlds: string[] = [];
  const note = ({ context }: { context: { name: string; uniqueId: string } }) => {
    if (context.name.startsWith('__playwright_utility_world')) worlds.push(context.uniqueId);
  };
  protocol.on('Runtime.executionContextCreated', note);
  try {
    // tells of every world there is before it returns
    await protocol.send('Runtime.enable');
    const answers = worlds.map(async (uniqueContextId) => {
      const options = { uniqueContextId, expression, returnByValue: true };
      const { result, exceptionDetails } = await protocol.send('Runtime.evaluate', options);
      return exceptionDetails === undefined ? [result.value as Answer] : [];
    });
    return (await Promise.allSettled(answers)).flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []));
  } finally {
    protocol.off('Runtime.executionContextCreated', note);
    void protocol.send('Runtime.disable').catch(() => undefined); // the page is gone
  }
}
