import { askFrames } from './ask-frames.ts';
import type { ProbedElement } from './probed-element.ts';
import { probeExpression, type ProbeRequest } from './probe-script.ts';
import type { SessionPages } from './session-pages.ts';

/** Asks every frame of the open page for elements that the newest snapshot refers to. */
export async function probeElements(
  pages: SessionPages,
  request: ProbeRequest,
  signal: AbortSignal,
): Promise<ProbedElement[]> {
  const isComplete = (found: ProbedElement[][]) => request.refs !== null && found.flat().length >= request.refs.length;
  return (await askFrames(pages, probeExpression(request), signal, isComplete)).flat();
}
