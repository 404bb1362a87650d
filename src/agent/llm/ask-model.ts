import { APICallError, generateText, type LanguageModelUsage, type ModelMessage } from 'ai';
import { AutoTriggerError, messageOf } from '../../contract/errors.ts';
import type { Json } from '../../contract/json.ts';
import type { ThinkInput } from '../../contract/session.ts';
import type { TokenAllowance, Spent } from './budget.ts';
import { argumentsOf } from './calls.ts';
import { failureOfContent, masked, type ModelServer } from './model-failures.ts';
import type { ReadyModel } from './models.ts';
import type { Prompt } from './prompt.ts';
import type { Part } from './said.ts';
import { offeredTools } from './tools.ts';

/** What a model answered, in our own form. */
export interface Answer {
  parts: AnsweredPart[];
  /** `refused`: by the provider's filter, or in words that the provider marks so. `cut`: at its greatest length. */
  ended: 'whole' | 'cut' | 'refused';
  usage: LanguageModelUsage;
  /** The size of what it wrote. */
  bytes: number;
}
export type AnsweredPart =
  | Exclude<Part, { type: 'call' }>
  | { type: 'call'; tool: string; given: { [key: string]: Json } | string; data?: Part['data'] };

// its warnings are about options that a model does not know, and a library does not log
globalThis.AI_SDK_LOG_WARNINGS = false;

/** Shorter than the time that Temporal gives a thought, so that the reason is ours to tell. */
const answerMaxMs = 110_000;

/**
 * One request to a model, and no second one. The AI SDK neither repeats it nor runs tools; it is not streamed, as an
 * answer is of use only as a whole, and is counted only then.
 *
 * @throws {AutoTriggerError} ModelUnavailable or PlannerFailed; the signal's reason where that is aborted.
 */
export async function askModel(
  { model, server }: ReadyModel,
  prompt: Prompt,
  {
    input,
    allowance,
    signal,
  }: { input: ThinkInput; allowance: Exclude<TokenAllowance, { type: 'none' }>; signal: AbortSignal },
): Promise<Answer> {
  const isLast = allowance.type === 'last';
  const maxMs = Math.max(1, Math.min(answerMaxMs, input.seconds_left * 1_000));
  const deadline = AbortSignal.timeout(Math.ceil(maxMs));
  try {
    const { content, finishReason, usage } = await generateText({
      model,
      instructions: prompt.instructions,
      messages: isLast ? [...prompt.lasting, lastWord(allowance.spent)] : [...prompt.lasting, ...prompt.passing],
      tools: isLast ? { finish: offeredTools['finish'] as NonNullable<(typeof offeredTools)['finish']> } : offeredTools,
      maxOutputTokens: allowance.maxOutputTokens,
      maxRetries: 0,
      abortSignal: AbortSignal.any([signal, deadline]),
      telemetry: { isEnabled: false },
      // what a model gives an address for is not fetched: that would be past the guard
      experimental_download: refuseDownloads,
      providerOptions: { openai: { promptCacheKey: input.session.id } },
    });
    const isCut = finishReason === 'length';
    return {
      parts: content.flatMap((part) => partOf(part, isCut)),
      ended: finishReason === 'content-filter' ? 'refused' : isCut ? 'cut' : 'whole',
      usage,
      bytes: Buffer.byteLength(JSON.stringify(content)),
    };
  } catch (error) {
    signal.throwIfAborted();
    if (AutoTriggerError.is(error)) throw inTime(error, input);
    if (deadline.aborted)
      throw new AutoTriggerError(
        'ModelUnavailable',
        `${server.name} gave no answer within ${Math.round(maxMs / 1_000)} s`,
      );
    throw unforeseen(server, error);
  }
}

/** To wait for longer than the session lasts is of no use. */
function inTime(error: AutoTriggerError, { seconds_left }: ThinkInput): AutoTriggerError {
  const waitSeconds = (error.retryAfterMs ?? 0) / 1_000;
  if (waitSeconds <= seconds_left) return error;
  const text = `${error.message}, and asks to wait ${Math.round(waitSeconds)} s, which is longer than the session has`;
  return new AutoTriggerError('PlannerFailed', text);
}

function lastWord({ message }: Spent): ModelMessage {
  const content = `The session ends now: ${message}. Call finish with what is known and proven so far; nothing else can be done any more.`;
  return { role: 'user', content };
}

type ContentPart = Awaited<ReturnType<typeof generateText>>['content'][number];

/** What is said, thought and called; all else, such as sources, no provider wants to see again. */
function partOf(part: ContentPart, isCut: boolean): AnsweredPart[] {
  if (part.type !== 'text' && part.type !== 'reasoning' && part.type !== 'tool-call') return [];
  const data = part.providerMetadata === undefined ? {} : { data: part.providerMetadata as NonNullable<Part['data']> };
  if (part.type === 'tool-call')
    return [{ type: 'call', tool: part.toolName, given: argumentsOf(part.input, isCut), ...data }];
  return part.text.trim() === '' && part.type === 'text' ? [] : [{ type: part.type, text: part.text, ...data }];
}

/** JSON that is no answer in the server's protocol, or a prompt that its code cannot put into it. */
function unforeseen(server: ModelServer, error: unknown): AutoTriggerError {
  if (APICallError.isInstance(error))
    return failureOfContent(server, { status: 200, headers: {}, text: error.responseBody ?? '' });
  return new AutoTriggerError(
    'PlannerFailed',
    `${server.name} could not be asked: ${masked(server, messageOf(error))}`,
  );
}

function refuseDownloads(wanted: unknown[]): Promise<[]> {
  if (wanted.length === 0) return Promise.resolve([]);
  return Promise.reject(new AutoTriggerError('PlannerFailed', 'the model answered with a file that was to be fetched'));
}
