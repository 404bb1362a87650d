import { AutoTriggerError } from '../../contract/errors.ts';
import type { NetworkGuard } from '../../network/guard.ts';
import { createGuardedAgent } from '../../network/guarded-agent.ts';
import { readBody } from '../../network/read-body.ts';
import { mendAnswer } from './mend-answer.ts';
import {
  failureOfConnection,
  failureOfContent,
  failureOfStatus,
  type HttpAnswer,
  type ModelServer,
} from './model-failures.ts';

/** More than any model writes in one answer. */
const answerMaxBytes = 5_000_000;

type Fetch = typeof globalThis.fetch;

/**
 * What the providers' code sends its requests with: past the network guard, without redirects, with a bound on the
 * answer, once for each thought. All that goes wrong is an AutoTriggerError, `ModelUnavailable` or `PlannerFailed`;
 * what comes back is JSON, mended. An aborted signal rejects with its reason.
 */
export function createModelFetch(guard: NetworkGuard): (server: ModelServer) => Fetch {
  // a model may think for minutes before its first byte; the request's signal is its bound
  const agent = createGuardedAgent(guard, { allowH2: false, headersTimeout: 0, bodyTimeout: 0 });

  return (server) => {
    let isSent = false;
    return async (input, init) => {
      if (isSent) throw new AutoTriggerError('PlannerFailed', `${server.name} was to be asked twice for one answer`);
      isSent = true;
      const answer = await post(server, input instanceof Request ? input.url : String(input), init);
      if (answer.status < 200 || answer.status >= 300) throw failureOfStatus(server, answer);
      return new Response(JSON.stringify(mendAnswer(jsonOf(server, answer))), {
        headers: { 'content-type': 'application/json' },
      });
    };
  };

  async function post(server: ModelServer, address: string, init: RequestInit = {}): Promise<HttpAnswer> {
    const signal = init.signal ?? undefined;
    const headers = Object.fromEntries(new Headers(init.headers));
    try {
      const answer = await agent.post(address, { headers, body: init.body as string, signal });
      const { bytes, isTooLong } = await readBody(answer.body, { maxBytes: answerMaxBytes });
      if (isTooLong) throw tooLong(server);
      return { status: answer.status, headers: answer.headers, text: bytes.toString('utf8') };
    } catch (error) {
      signal?.throwIfAborted();
      throw error instanceof AutoTriggerError && error.code === 'PlannerFailed'
        ? error
        : failureOfConnection(server, error);
    }
  }
}

function tooLong(server: ModelServer): AutoTriggerError {
  return new AutoTriggerError('PlannerFailed', `${server.name} gave an answer of more than ${answerMaxBytes} bytes`);
}

function jsonOf(server: ModelServer, answer: HttpAnswer): unknown {
  try {
    return JSON.parse(answer.text);
  } catch {
    throw failureOfContent(server, answer);
  }
}
