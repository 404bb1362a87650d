import type { ModelMessage, SystemModelMessage } from 'ai';
import { utf8Bytes } from '../../contract/json.ts';
import type { ThinkInput } from '../../contract/session.ts';
import type { Fence } from './fence.ts';
import { observed, type History } from './history.ts';
import { describeObservation } from './results.ts';
import type { CallPart, Part, Told } from './said.ts';
import { briefFor, memoryIndex, rulesFor } from './system-prompt.ts';

/** A request in two parts: what lasts, which only ever grows at its end, and what is shown this once. */
export interface Prompt {
  memoryIndex: string;
  instructions: SystemModelMessage;
  lasting: ModelMessage[];
  /** The newest look, a picture, and what is left of the budget. */
  passing: ModelMessage[];
  /** Sizes of the texts: of ours, of the others that last, and of those that are shown once. */
  bytes: { rules: number; lasting: number; passing: number };
  hasPicture: boolean;
}

export function buildPrompt(input: ThinkInput, told: Told[], history: History, fence: Fence): Prompt {
  const index = told[0]?.said.memory_index ?? memoryIndex(input.memory);
  const rules = rulesFor(fence);
  const brief = briefFor(input, index, fence);
  const lasting: ModelMessage[] = [
    { role: 'user', content: 'Begin.' },
    ...told.flatMap((each) => messagesOf(each, fence)),
  ];
  const hasPicture = history.picture !== null && !told.some(({ said }) => said.is_blind === true);
  const passing =
    told.length === 0 ? [] : [lookMessage(input, hasPicture ? history : { ...history, picture: null }, fence)];
  return {
    memoryIndex: index,
    instructions: { role: 'system', content: `${rules}\n\n${brief}`, providerOptions: cached },
    lasting: withBreakpoint(lasting),
    passing,
    bytes: {
      rules: utf8Bytes(rules),
      lasting: utf8Bytes(brief) + bytesOf(lasting),
      passing: bytesOf(passing.map(withoutPictures)),
    },
    hasPicture,
  };
}

/** Anthropic keeps what comes before such a mark; others keep by themselves, and do not look at it. */
const cached = { anthropic: { cacheControl: { type: 'ephemeral' } } } as const;

function withBreakpoint(messages: ModelMessage[]): ModelMessage[] {
  return messages.map((message, position) =>
    position === messages.length - 1 ? { ...message, providerOptions: cached } : message,
  );
}

function messagesOf(told: Told, fence: Fence): ModelMessage[] {
  const { parts, note } = told.said;
  const pending = new Map(observed(told).map(({ call, observation }) => [call.id, observation]));
  const resultOf = (call: CallPart) =>
    [call.result ?? describeObservation(pending.get(call.id), fence), call.nudge ?? ''].join('\n').trim();
  const calls = parts.filter((part) => part.type === 'call');
  const messages: ModelMessage[] = [];
  if (parts.length > 0) messages.push({ role: 'assistant', content: parts.map(contentOf) });
  if (calls.length > 0)
    messages.push({
      role: 'tool',
      content: calls.map((call) => ({
        type: 'tool-result',
        toolCallId: call.id,
        toolName: call.tool,
        output: { type: 'text', value: resultOf(call) },
      })),
    });
  if (note !== undefined) messages.push({ role: 'user', content: note });
  return messages;
}

function contentOf(part: Part) {
  const providerOptions = part.data === undefined ? {} : { providerOptions: part.data };
  if (part.type !== 'call') return { type: part.type, text: part.text, ...providerOptions };
  const { id: toolCallId, tool: toolName, arguments: input } = part;
  return { type: 'tool-call' as const, toolCallId, toolName, input, ...providerOptions };
}

function lookMessage(input: ThinkInput, { look, picture }: History, fence: Fence): ModelMessage {
  const page =
    look === null
      ? 'There is no look at the open page as it is now; snapshot takes one.'
      : `The newest look at the open page${look.is_cut ? ', cut: find reaches the rest' : ''}:\n${fence.around(`${look.url} ${look.title}\n${look.tree}`)}`;
  const text = `${page}\n\nActions left: ${input.steps_left}.`;
  return {
    role: 'user',
    content:
      picture === null
        ? text
        : [
            { type: 'text', text },
            { type: 'file', mediaType: 'image/jpeg', data: { type: 'data', data: picture } },
          ],
  };
}

function withoutPictures(message: ModelMessage): unknown {
  return Array.isArray(message.content) ? message.content.filter((part) => part.type !== 'file') : message;
}

const bytesOf = (messages: unknown[]) => utf8Bytes(JSON.stringify(messages));
