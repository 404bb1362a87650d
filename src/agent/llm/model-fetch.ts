import { Agent, Pool, type Dispatcher } from 'undici';
import { AutoTriggerError } from '../../contract/errors.ts';
import type { NetworkGuard } from '../../network/guard.ts';
import { portOf } from '../../network/port.ts';
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
  // one pool a server: the guard has to know the port, and a lookup is not told
  const agent = new Agent({
    factory: (origin, options) =>
      new Pool(origin, {
        ...(options as Pool.Options),
        allowH2: false,
        // a model may think for minutes before its first byte; the request's signal is its bound
        headersTimeout: 0,
        bodyTimeout: 0,
        connect: { lookup: guard.lookupFor(portOf(new URL(origin))) },
      }),
  });

  return (server) => {
    let isSent = false;
    return async (input, init) => {
      if (isSent) throw new AutoTriggerError('PlannerFailed', `${server.name} was to be asked twice for one answer`);
      isSent = true;
      const url = new URL(input instanceof Request ? input.url : input);
      const inspected = guard.inspect(url.href);
      if (!inspected.permitted)
        throw failureOfConnection(server, new AutoTriggerError('InvalidRequest', inspected.reason));
      const answer = await post(server, url, init);
      if (answer.status < 200 || answer.status >= 300) throw failureOfStatus(server, answer);
      return new Response(JSON.stringify(mendAnswer(jsonOf(server, answer))), {
        headers: { 'content-type': 'application/json' },
      });
    };
  };

  async function post(server: ModelServer, url: URL, init: RequestInit = {}): Promise<HttpAnswer> {
    const signal = init.signal ?? undefined;
    try {
      const response = await agent.request({
        origin: url.origin,
        path: url.pathname + url.search,
        method: 'POST',
        headers: Object.fromEntries(new Headers(init.headers)),
        body: init.body as string,
        ...(signal === undefined ? {} : { signal }),
      });
      return { status: response.statusCode, headers: response.headers, text: await bodyText(server, response.body) };
    } catch (error) {
      signal?.throwIfAborted();
      throw error instanceof AutoTriggerError && error.code === 'PlannerFailed'
        ? error
        : failureOfConnection(server, error);
    }
  }
}

async function bodyText(server: ModelServer, body: Dispatcher.ResponseData['body']): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes > answerMaxBytes)
      throw new AutoTriggerError('PlannerFailed', `${server.name} gave an answer of more than ${answerMaxBytes} bytes`);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function jsonOf(server: ModelServer, answer: HttpAnswer): unknown {
  try {
    return JSON.parse(answer.text);
  } catch {
    throw failureOfContent(server, answer);
  }
}
