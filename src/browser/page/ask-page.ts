import type { SessionPages } from './session-pages.ts';

/** The name of the world that all questions of one document share. */
const worldName = 'auto-trigger';

/**
 * Runs a function in the open document, with its argument, and returns what it returns; both are plain data.
 *
 * It runs in a world of its own, with the page's document and none of its JavaScript: there a page cannot change what
 * `map`, `JSON` or `querySelectorAll` do, and so neither lie nor answer with more than was asked for. What a document or
 * a form is asked for goes by their prototypes all the same, since fields can have any name.
 *
 * Rejects where the page leads on at that moment.
 */
export async function askPage<Question, Answer>(
  { protocol, mainFrameId }: Pick<SessionPages, 'protocol' | 'mainFrameId'>,
  answer: (question: Question) => Answer | Promise<Answer>,
  question: Question,
): Promise<Answer> {
  const world = await protocol.send('Page.createIsolatedWorld', { frameId: mainFrameId, worldName });
  // as one text, since large objects take long to come piece by piece
  const { result, exceptionDetails } = await protocol.send('Runtime.evaluate', {
    contextId: world.executionContextId,
    expression: `(async () => JSON.stringify(await (${answer.toString()})(${JSON.stringify(question)})))()`,
    awaitPromise: true,
    returnByValue: true,
  });
  if (exceptionDetails !== undefined) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
  return JSON.parse(String(result.value)) as Answer;
}
