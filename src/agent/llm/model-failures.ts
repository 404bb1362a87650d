import { AutoTriggerError, messageOf } from '../../contract/errors.ts';
import { cutText } from '../../contract/json.ts';
import { foldSpace } from '../../contract/fold-space.ts';
import { parseRetryAfter } from '../../network/retry-after.ts';

/** Who is asked, in the words of error messages. */
export interface ModelServer {
  /** `openai`, or `the server at HOST`. */
  name: string;
  /** As `config.model` has it. */
  model: string;
  /** The variable that its key comes from. */
  keyVariable: string;
  /** Undefined where it is asked without a key. */
  key: string | undefined;
  /** The field or variable that its address comes from. */
  addressFrom: string;
}

/** What came back, not yet understood. */
export interface HttpAnswer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  text: string;
}

const shownMaxCharacters = 300;
/** Told to wait, timed out, overloaded: the same request may succeed later. All of 5xx is so, too. */
const passing = new Set([408, 409, 425, 429]);

/** What an answer that is no success means, and what to do; keys are never repeated. */
export function failureOfStatus(server: ModelServer, answer: HttpAnswer): AutoTriggerError {
  const { status } = answer;
  const said = saidBy(server, answer.text);
  if (status === 402 || (status === 429 && /insufficient_quota|billing|credit balance/i.test(answer.text)))
    return refuse(
      `${server.name} wants to be paid first (${status}${said}); see to the account of ${server.keyVariable}`,
    );
  if (passing.has(status) || status >= 500)
    return new AutoTriggerError('ModelUnavailable', `${server.name} is busy or out of order (${status}${said})`, {
      ...retryAfter(answer.headers),
    });
  if (status === 401 || status === 403)
    return refuse(
      server.key === undefined
        ? `${server.name} wants a key (${status}${said}); set ${server.keyVariable} for the worker`
        : `${server.name} refused the key (${status}${said}); set a valid ${server.keyVariable} for the worker`,
    );
  if (status === 404)
    return refuse(
      `${server.name} does not know the model (404${said}); correct config.model (${server.model}), or ${server.addressFrom}`,
    );
  if (status < 400)
    return refuse(
      `${server.name} redirects (${status}), which is not followed; give its final address in ${server.addressFrom}`,
    );
  const hint = /context|too (?:long|large)|maximum.{0,200}tokens/i.test(said)
    ? '; take a model with a larger context, or fewer max_steps'
    : '';
  return refuse(`${server.name} did not accept the request (${status}${said})${hint}`);
}

const refuse = (text: string) => new AutoTriggerError('PlannerFailed', text);

/** A connection that was refused, lost or broken off; and what the network guard refuses, which stays refused. */
export function failureOfConnection(server: ModelServer, error: unknown): AutoTriggerError {
  const refusal = [error, error instanceof Error ? error.cause : undefined].find((each) => AutoTriggerError.is(each));
  if (refusal !== undefined)
    return new AutoTriggerError('PlannerFailed', `${server.name} may not be reached: ${refusal.message}`);
  const text = messageOf(error instanceof AggregateError ? (error.errors[0] ?? error) : error);
  return new AutoTriggerError(
    'ModelUnavailable',
    `${server.name} cannot be reached, or broke off (${masked(server, text)})`,
  );
}

/** A success whose content is none: a page in place of an answer is a wrong address, a piece of JSON a broken answer. */
export function failureOfContent(server: ModelServer, { headers, text }: HttpAnswer): AutoTriggerError {
  const isPage = /html/i.test(String(headers['content-type'])) || /^\s*<(?:!doctype|html)/i.test(text);
  if (isPage)
    return new AutoTriggerError(
      'PlannerFailed',
      `${server.name} answered with a page instead of JSON; correct ${server.addressFrom} (it often ends in /v1)`,
    );
  return new AutoTriggerError(
    'ModelUnavailable',
    `${server.name} gave an answer that cannot be read${saidBy(server, text)}`,
  );
}

/** A text without the key, whoever repeats it. */
export function masked({ key }: ModelServer, text: string): string {
  return key === undefined ? text : text.replaceAll(key, '…');
}

/** `: MESSAGE` in the server's own words; empty where it said nothing. */
function saidBy(server: ModelServer, text: string): string {
  const message = foldSpace(masked(server, messageIn(text)));
  return message === '' ? '' : `: ${cutText(message, shownMaxCharacters)}`;
}

function messageIn(text: string): string {
  try {
    const body: unknown = JSON.parse(text);
    const { error, message } = Object(Array.isArray(body) ? body[0] : body) as { error?: unknown; message?: unknown };
    const inner = (Object(error) as { message?: unknown }).message;
    return [inner, error, message].find((each) => typeof each === 'string') ?? '';
  } catch {
    return /^\s*</.test(text) ? '' : text;
  }
}

/** OpenAI and Anthropic know milliseconds, too. */
function retryAfter(headers: HttpAnswer['headers']): { retryAfterMs?: number } {
  const first = (name: string) => [headers[name]].flat()[0];
  const exact = Number(first('retry-after-ms') ?? Number.NaN);
  const retryAfterMs = exact > 0 ? Math.ceil(exact) : parseRetryAfter(first('retry-after'), Date.now());
  return retryAfterMs === undefined ? {} : { retryAfterMs };
}
