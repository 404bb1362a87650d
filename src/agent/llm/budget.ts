import type { LanguageModelUsage } from 'ai';
import type { SessionErrorCode } from '../../contract/session-errors.ts';
import type { ThinkInput, TokenUse } from '../../contract/session.ts';
import type { Prices } from './prices.ts';
import type { Prompt } from './prompt.ts';
import type { Told } from './said.ts';
import { toolsCharacters } from './tools.ts';

/** What one request may be: an ordinary one, the last one, which may only finish, or none. */
export type TokenAllowance =
  | { type: 'free'; maxOutputTokens: number }
  | { type: 'last'; maxOutputTokens: number; spent: Spent }
  | { type: 'none'; spent: Spent };
export interface Spent {
  code: Extract<SessionErrorCode, 'STEP_BUDGET_SPENT' | 'TOKEN_BUDGET_SPENT' | 'COST_BUDGET_SPENT' | 'SESSION_TIMEOUT'>;
  message: string;
}

/** What a model may write at once where no budget says less. */
const outputMax = 8_192;
/** With less an ordinary answer, and a last one, would be cut off. */
const outputMin = 500;
const lastOutputMin = 250;
const lastOutputUsual = 1_000;
/** What a thought adds to the conversation beside what the model wrote, in tokens. */
const growth = 500;
/** What providers add by themselves, and a picture, in tokens. */
const overhead = 400;
const picture = 3_000;

/**
 * The most tokens that a request can have. English, such as our own rules, has more than four bytes a token, of which
 * three are counted on; trees, code and other scripts have from two to four, of which two are counted on. Where the
 * session's last request is known by its provider's count, only what came since is estimated.
 */
export function estimateTokens(prompt: Prompt, told: Told[], withPassing: boolean): number {
  const { rules, lasting, passing } = prompt.bytes;
  const once = withPassing ? Math.ceil(passing / 2) + (prompt.hasPicture ? picture : 0) : 0;
  const whole = Math.ceil((rules + toolsCharacters) / 3 + lasting / 2) + overhead;
  const measured = told.findLast(({ said }) => said.measured !== undefined)?.said.measured;
  if (measured === undefined) return whole + once;
  return Math.min(whole, measured.tokens + Math.ceil((lasting - measured.bytes) / 2) + overhead) + once;
}

/** Room in a budget, in its own unit, and what a token in and a token out take of it. */
interface Room {
  left: number;
  input: number;
  output: number;
  spent: Spent;
}

function roomsOf({ config, used }: ThinkInput, prices: Prices | undefined): Room[] {
  const { max_tokens: tokens, max_cost_usd: cost } = config;
  const rooms: Room[] = [];
  if (tokens !== undefined)
    rooms.push({
      left: tokens - used.input_tokens - used.output_tokens,
      input: 1,
      output: 1,
      spent: { code: 'TOKEN_BUDGET_SPENT', message: `what is left of max_tokens (${tokens}) is too little to go on` },
    });
  if (cost !== undefined && prices !== undefined)
    rooms.push({
      left: (cost - used.cost_usd) * 1_000_000,
      input: Math.max(prices.input, prices.cache_write, prices.cached_input),
      output: prices.output,
      spent: { code: 'COST_BUDGET_SPENT', message: `what is left of max_cost_usd (${cost}) is too little to go on` },
    });
  return rooms;
}

/**
 * What the next request may be. None is permitted that could go past a budget; an ordinary one is permitted only where
 * a last one still fits after it, once something was seen that could be told.
 */
export function allowanceOf(
  input: ThinkInput,
  estimates: { full: number; lasting: number },
  { prices, hasSeen }: { prices: Prices | undefined; hasSeen: boolean },
): TokenAllowance {
  const rooms = roomsOf(input, prices);
  const spentTime = timeSpent(input);
  if (spentTime !== undefined && input.seconds_left < 1) return { type: 'none', spent: spentTime };
  const free = Math.min(outputMax, ...rooms.map((room) => freeOutput(room, estimates.full, hasSeen)));
  const spent =
    stepsSpent(input) ?? spentTime ?? (free < outputMin ? tightest(rooms, estimates.full)?.spent : undefined);
  if (spent === undefined) return { type: 'free', maxOutputTokens: free };
  const last = Math.min(outputMax, ...rooms.map((room) => outputFor(room, estimates.lasting)));
  return last < lastOutputMin ? { type: 'none', spent } : { type: 'last', maxOutputTokens: last, spent };
}

/** Tokens out that fit beside so many in. */
function outputFor({ left, input, output }: Room, tokensIn: number): number {
  return affordable(left - tokensIn * input, output);
}

/** The same, so that what then has grown fits once more with a short answer. */
function freeOutput(room: Room, tokensIn: number, hasSeen: boolean): number {
  if (!hasSeen) return outputFor(room, tokensIn);
  const { left, input, output } = room;
  return affordable(left - (2 * tokensIn + growth) * input - lastOutputUsual * output, input + output);
}

function affordable(room: number, price: number): number {
  return price === 0 ? (room < 0 ? 0 : outputMax) : Math.max(0, Math.floor(room / price));
}

function tightest(rooms: Room[], tokensIn: number): Room | undefined {
  return rooms.toSorted((one, other) => outputFor(one, tokensIn) - outputFor(other, tokensIn))[0];
}

function stepsSpent({ steps_left, config }: ThinkInput): Spent | undefined {
  if (steps_left > 0) return undefined;
  return { code: 'STEP_BUDGET_SPENT', message: `the session took all of its ${config.max_steps} actions` };
}

/** The last tenth of a session's time, half a minute at most, is for its result. */
function timeSpent({ seconds_left, config }: ThinkInput): Spent | undefined {
  if (seconds_left > Math.min(30, config.session_timeout / 10)) return undefined;
  return { code: 'SESSION_TIMEOUT', message: `the session worked for all of its ${config.session_timeout} s` };
}

/**
 * What an answer used. Where a server counts nothing, or what cannot be, the estimate counts, so that budgets hold:
 * for the request the most that it can have been, for the answer a token for each byte.
 */
export function useOf(
  usage: LanguageModelUsage,
  { estimate, answerBytes, prices }: { estimate: number; answerBytes: number; prices: Prices | undefined },
): { use: TokenUse; isMeasured: boolean } {
  const { inputTokens = 0, outputTokens = 0, inputTokenDetails } = usage;
  // a generous bound: an estimate can be too low, but not by that much
  const isMeasured = inputTokens > 0 && inputTokens <= estimate * 10;
  const input = isMeasured ? inputTokens : estimate;
  const output = outputTokens > 0 && outputTokens <= outputMax * 10 ? outputTokens : answerBytes;
  const read = Math.min(isMeasured ? (inputTokenDetails.cacheReadTokens ?? 0) : 0, input);
  const written = Math.min(isMeasured ? (inputTokenDetails.cacheWriteTokens ?? 0) : 0, input - read);
  const plain = input - read - written;
  const micros =
    prices === undefined
      ? 0
      : plain * prices.input + read * prices.cached_input + written * prices.cache_write + output * prices.output;
  return { use: { input_tokens: input, output_tokens: output, cost_usd: micros / 1_000_000 }, isMeasured };
}
