import type { z } from 'zod';
import type { MemoryChange, MemoryItem } from '../../contract/results.ts';
import type { PlannedCall } from '../../contract/tools.ts';
import { toolArguments } from '../../contract/tools.ts';
import { cutText, type Json } from '../../contract/json.ts';
import type { InputQuestion } from '../../contract/session.ts';
import type { Fence } from './fence.ts';
import { isReserved, memoryText } from './system-prompt.ts';
import { isPlannerTool, isSessionTool, plannerTools, type ModelFinish, type PlannerToolName } from './tools.ts';

/** What a call asks for; `told` is known at once, and is the model's answer. */
export type UnderstoodCall =
  | { type: 'act'; call: PlannedCall }
  | { type: 'ask'; question: InputQuestion }
  | { type: 'finish'; finish: ModelFinish }
  | { type: 'told'; result: string; memory?: MemoryChange };

/** The arguments of a call as an object, also where a server sends them as a text once more; else why they are none. */
export function argumentsOf(given: unknown, isCut: boolean): { [key: string]: Json } | string {
  if (typeof given === 'object' && given !== null && !Array.isArray(given)) return given as { [key: string]: Json };
  if (given === undefined || given === null || given === '') return {};
  try {
    if (typeof given === 'string') return argumentsOf(JSON.parse(given), isCut);
  } catch {
    return `The arguments are not JSON${isCut ? ', as the answer was cut off: call it again with less' : ''}.`;
  }
  return 'The arguments must be an object.';
}

/** What is asked for by a call; what does not fit is told, never thrown. */
export function understand(
  tool: string,
  given: { [key: string]: Json } | string,
  { memory, fence }: { memory: MemoryItem[]; fence: Fence },
): UnderstoodCall {
  if (typeof given === 'string') return told(`Not done. ${given}`);
  if (isSessionTool(tool)) return checkAction(tool, given);
  if (!isPlannerTool(tool))
    return told(
      `Not done. There is no tool ${JSON.stringify(tool)}; the tools are ${Object.keys({ ...toolArguments, ...plannerTools }).join(', ')}.`,
    );
  const parsed = plannerTools[tool].safeParse(given);
  if (!parsed.success) return told(`Not done. ${problemsOf(parsed.error)}`);
  return askedBy({ tool, arguments: parsed.data } as PlannerCall, memory, fence);
}

type PlannerCall = {
  [Name in PlannerToolName]: { tool: Name; arguments: z.infer<(typeof plannerTools)[Name]> };
}[PlannerToolName];

function askedBy(call: PlannerCall, memory: MemoryItem[], fence: Fence): UnderstoodCall {
  switch (call.tool) {
    case 'finish':
      return { type: 'finish', finish: call.arguments };
    case 'request_user_input': {
      const { message, schema } = call.arguments;
      return {
        type: 'ask',
        question: { message, details: null, schema: schema === undefined ? { type: 'string' } : withoutAbsent(schema) },
      };
    }
    case 'request_admin_permission': {
      const { tool, arguments: given, reason } = call.arguments;
      const asked = checkAction(tool, given as { [key: string]: Json });
      return asked.type === 'act' ? { type: 'act', call: { ...asked.call, ask_first: reason } } : asked;
    }
    default:
      return remember(call, memory, fence);
  }
}

function remember(
  call: Extract<PlannerCall, { tool: 'remember' | 'forget' | 'recall' }>,
  memory: MemoryItem[],
  fence: Fence,
): UnderstoodCall {
  const { key } = call.arguments;
  if (isReserved(key)) return told(`Not done. ${JSON.stringify(key)} is a key of the program; take another one.`);
  const known = memory.find((item) => item.key === key);
  if (call.tool === 'remember') {
    const memoryChange: MemoryChange = {
      key,
      value: call.arguments.value,
      change: known === undefined ? 'added' : 'updated',
    };
    return { type: 'told', result: 'Remembered.', memory: memoryChange };
  }
  if (known === undefined) return told(`Nothing is remembered under ${JSON.stringify(key)}.`);
  if (call.tool === 'recall') return told(fence.around(memoryText(known.value)));
  return { type: 'told', result: 'Forgotten.', memory: { key, value: null, change: 'removed' } };
}

function checkAction(tool: keyof typeof toolArguments, given: { [key: string]: Json }): UnderstoodCall {
  const parsed = toolArguments[tool].safeParse(given);
  if (!parsed.success) return told(`Not done. ${tool}: ${problemsOf(parsed.error)}`);
  return { type: 'act', call: { tool, arguments: parsed.data } as PlannedCall };
}

function problemsOf(error: z.ZodError): string {
  const problems = error.issues
    .slice(0, 5)
    .map(({ path, message }) => `${path.map(String).join('.') || 'arguments'}: ${message}`);
  return cutText(problems.join('; '), 1_000);
}

const told = (result: string): UnderstoodCall => ({ type: 'told', result });

function withoutAbsent(schema: { [key: string]: unknown }): InputQuestion['schema'] {
  return JSON.parse(JSON.stringify(schema)) as InputQuestion['schema'];
}
