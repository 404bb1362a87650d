import type { AgentConfig } from '../../contract/agent.ts';
import type { PlannedCall } from '../../contract/tools.ts';
import { AutoTriggerError } from '../../contract/errors.ts';
import { cutText } from '../../contract/json.ts';
import type { Finish, ThinkInput, Thought } from '../../contract/session.ts';
import type { NetworkGuard } from '../../network/guard.ts';
import type { Planner } from '../planner.ts';
import { askModel, type Answer } from './ask-model.ts';
import { allowanceOf, estimateTokens, useOf } from './budget.ts';
import { best, failedFinish, stuck } from './endings.ts';
import { createFence } from './fence.ts';
import { historyOf } from './history.ts';
import { createModels, type ModelAccess } from './models.ts';
import { costProblem, pricesOf, type Prices } from './prices.ts';
import { buildPrompt } from './prompt.ts';
import { replyTo, textIn } from './reply.ts';
import { asJson, toldFrom, type Said } from './said.ts';

const thoughtsMaxCharacters = 2_000;

/**
 * The planner that asks a language model: one request for each thought. It keeps nothing; each prompt is made again
 * from what earlier thoughts said and what came of it, so that it begins as the one before, and only grows.
 */
export function createLlmPlanner(options: { guard: NetworkGuard; access: ModelAccess }): Planner {
  const modelOf = createModels(options);
  return { think: (input, { signal }) => think(input, modelOf, signal) };
}

async function think(
  input: ThinkInput,
  modelOf: ReturnType<typeof createModels>,
  signal: AbortSignal,
): Promise<Thought<PlannedCall>> {
  const told = toldFrom(input.exchanges);
  const history = historyOf(told);
  const end = stuck(told, history);
  if (end !== undefined) return finishing(end);
  const model = modelOf(input.config);
  const prices = neededPrices(input.config);
  const fence = createFence({ trackingId: input.tracking_id, sessionId: input.session.id });
  const prompt = buildPrompt(input, told, history, fence);
  const estimates = { full: estimateTokens(prompt, told, true), lasting: estimateTokens(prompt, told, false) };
  const hasSeen = told.some(({ observations }) => observations.length > 0);
  const allowance = allowanceOf(input, estimates, { prices, hasSeen });
  if (allowance.type === 'none') return finishing(failedFinish(allowance.spent, best(told)));

  let answer: Answer;
  try {
    answer = await askModel(model, prompt, { input, allowance, signal });
  } catch (error) {
    if (!prompt.hasPicture || !AutoTriggerError.is(error, 'PlannerFailed')) throw error;
    return withoutPicture(error.message);
  }
  const estimate = allowance.type === 'free' ? estimates.full : estimates.lasting;
  const { use, isMeasured } = useOf(answer.usage, { estimate, answerBytes: answer.bytes, prices });
  const { said, memories, next } = replyTo(answer, { input, told, history, fence, allowance });
  const kept: Said = {
    ...said,
    ...(told.length === 0 ? { memory_index: prompt.memoryIndex } : {}),
    ...(isMeasured && allowance.type === 'free'
      ? { measured: { tokens: use.input_tokens, bytes: prompt.bytes.lasting } }
      : {}),
  };
  return { thoughts: thoughtsIn(answer), memories, planner_state: null, said: asJson(kept), usage: use, next };
}

/** @throws {AutoTriggerError} PlannerFailed where a cost is to be kept to, and no price is known. */
function neededPrices(config: AgentConfig): Prices | undefined {
  const problem = costProblem(config);
  if (problem !== undefined) throw new AutoTriggerError('PlannerFailed', problem);
  return pricesOf(config);
}

function finishing(finish: Finish): Thought<PlannedCall> {
  return { thoughts: finish.answer, memories: [], planner_state: null, next: { type: 'finish', finish } };
}

/** Many models see no pictures, and their servers refuse the whole request: then it goes on without. */
function withoutPicture(why: string): Thought<PlannedCall> {
  const said: Said = {
    parts: [],
    note: 'The picture cannot be shown to you. Go on with snapshot and find.',
    is_blind: true,
  };
  return {
    thoughts: `The model was not shown the picture (${cutText(why, 500)}).`,
    memories: [],
    planner_state: null,
    said: asJson(said),
    next: { type: 'think' },
  };
}

/** What the model said; where it only called, what it called. */
function thoughtsIn(answer: Answer): string {
  const reasoning = answer.parts.flatMap((part) => (part.type === 'reasoning' ? [part.text] : [])).join('\n');
  const calls = answer.parts.flatMap((part) => (part.type === 'call' ? [part.tool] : [])).join(', ');
  const text = textIn(answer) || reasoning.trim() || (calls === '' ? 'The model said nothing.' : `It calls ${calls}.`);
  return cutText(text, thoughtsMaxCharacters);
}
