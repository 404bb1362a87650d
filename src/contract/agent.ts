import { z } from 'zod';
import { Json } from './json.ts';
import { limits } from './limits.ts';
import { effects, toolNames } from './tools.ts';

const PolicyRule = z
  .strictObject({
    tool: z.enum(toolNames).optional(),
    effect: z.enum(effects).optional(),
    origin: z
      .string()
      .min(1)
      .max(limits.addressMaxCharacters)
      .optional()
      .describe('https://shop.example, a host, shop.example, or a site, example.com, with all its hosts'),
    decision: z.enum(['allow', 'ask', 'deny']),
  })
  .describe('the first rule of which all that it names fits decides');
export type PolicyRule = z.infer<typeof PolicyRule>;

const Price = z.number().min(0).max(1_000_000);

/** How a session's agent is driven, and how far it may go. Durations are in seconds. */
export const AgentConfig = z
  .strictObject({
    driver: z
      .enum(['builtin', 'llm'])
      .default('builtin')
      .describe('who plans: the built-in planner, which needs no model, or a language model'),
    model: z
      .string()
      .min(1)
      .max(200)
      .optional()
      .describe('PROVIDER/NAME with the provider openai, anthropic or google; with base_url the name alone'),
    base_url: z
      .url({ protocol: /^https?$/ })
      .max(limits.addressMaxCharacters)
      .optional()
      .describe('of a server that speaks OpenAI\u2019s protocol'),
    prices: z
      .strictObject({ input: Price, output: Price, cached_input: Price.optional() })
      .optional()
      .describe('US dollars for a million tokens; needed with max_cost_usd where the model is not known here'),
    max_steps: z.int().min(1).max(limits.stepsMax).default(60).describe('actions a session may take'),
    max_tokens: z.int().min(1_000).max(limits.tokensMax).optional().describe('tokens a session may use, in and out'),
    max_cost_usd: z.number().positive().max(limits.costMaxUsd).optional().describe('what a session may cost'),
    session_timeout: z
      .int()
      .min(1)
      .max(limits.sessionTimeoutMaxSeconds)
      .default(900)
      .describe('seconds a session may work; waiting for a human does not count'),
    policy: z
      .array(PolicyRule)
      .max(limits.policyRules)
      .default([])
      .describe('what the agent may do, must ask for, or may not'),
    answer_timeout: z
      .int()
      .min(1)
      .max(limits.answerTimeoutMaxSeconds)
      .default(86_400)
      .describe('seconds that a human has to answer a request'),
    on_timeout: z
      .enum(['end_session', 'deny', 'default_answer', 'pause_trigger'])
      .default('end_session')
      .describe(
        'when no answer came: end the session, go on without it, go on with default_answer, or end the session and pause',
      ),
    default_answer: Json.optional().describe('what counts as the value of an input that nobody gave in time'),
    hold_page: z
      .int()
      .min(0)
      .max(limits.holdPageMaxSeconds)
      .default(900)
      .describe('seconds that the page stays as it is while a human thinks; later it is opened afresh'),
    robots: z.enum(['respect', 'ignore']).default('respect').describe('whether robots.txt of a site is obeyed'),
  })
  .superRefine((config, context) => {
    const refuse = (field: string, message: string) => context.addIssue({ code: 'custom', path: [field], message });
    if (config.driver === 'llm' && config.model === undefined) refuse('model', 'is needed with driver llm');
    if (config.driver === 'builtin')
      for (const field of ['model', 'base_url', 'prices', 'max_tokens', 'max_cost_usd'] as const)
        if (config[field] !== undefined) refuse(field, 'needs driver llm');
    if (config.on_timeout === 'default_answer' && config.default_answer === undefined)
      refuse('default_answer', 'is needed with on_timeout default_answer');
    if (config.on_timeout !== 'default_answer' && config.default_answer !== undefined)
      refuse('default_answer', 'needs on_timeout default_answer');
  });
export type AgentConfig = z.infer<typeof AgentConfig>;
