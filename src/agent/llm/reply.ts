import type { MemoryChange } from '../../contract/results.ts';
import type { PlannedCall } from '../../contract/tools.ts';
import { cutText } from '../../contract/json.ts';
import type { Finish, InputQuestion, NextMove, ThinkInput } from '../../contract/session.ts';
import type { Answer, AnsweredPart } from './ask-model.ts';
import type { TokenAllowance } from './budget.ts';
import { understand } from './calls.ts';
import { best, failedFinish } from './endings.ts';
import type { Fence } from './fence.ts';
import { judgeFinish } from './finish.ts';
import {
  repetitionsHinted,
  repetitionsRefused,
  slipsInARow,
  timesCalled,
  unchangedHinted,
  type History,
} from './history.ts';
import type { CallPart, Part, Said, Slip, Told } from './said.ts';
import type { ModelFinish } from './tools.ts';

/** Actions that one answer may ask for. */
const actionsMax = 5;
/** An answer that is none may come so often in a row before the session ends. */
const slipsMax = 3;

/** What follows from an answer: what is kept of it, what is remembered, and the next move. */
export interface Reply {
  said: Pick<Said, 'parts' | 'note' | 'slip'>;
  memories: MemoryChange[];
  next: NextMove<PlannedCall>;
}

interface Situation {
  input: ThinkInput;
  told: Told[];
  history: History;
  fence: Fence;
  allowance: Exclude<TokenAllowance, { type: 'none' }>;
}

/** Takes an answer apart. Whatever is wrong with it goes back to the model, a bounded number of times. */
export function replyTo(answer: Answer, situation: Situation): Reply {
  const { told, allowance } = situation;
  const calls = answer.parts.filter((part) => part.type === 'call');
  if (answer.ended !== 'refused' && calls.length > 0) return new Reading(answer, situation).reply();
  const text = textIn(answer);
  if (allowance.type === 'last')
    return ending(text === '' ? failedFinish(allowance.spent, best(told)) : asUnsure(text));
  const slip: Slip = answer.ended === 'refused' ? 'refused' : text === '' ? 'empty' : 'text';
  if (slipsInARow(told, slip) + 1 >= slipsMax) return ending(endingOf(slip, text, told));
  const parts = slip === 'text' ? answer.parts.filter((part) => part.type !== 'call') : [];
  return { said: { parts, note: notes[slip], slip }, memories: [], next: { type: 'think' } };
}

/** What was said in words, or else thought in words. */
export function textIn({ parts }: { parts: AnsweredPart[] }): string {
  const of = (type: 'text' | 'reasoning') => parts.flatMap((part) => (part.type === type ? [part.text.trim()] : []));
  return of('text').join('\n').trim();
}

const notes: Record<Exclude<Slip, 'finish'>, string> = {
  empty: 'Your last answer was empty. Call a tool, or finish.',
  refused:
    'Your last answer was withheld by a filter. Go on in another way, or call finish and say what cannot be done.',
  text: 'That was no call of a tool. Go on with one, or end by calling finish with what you know.',
};

function endingOf(slip: Slip, text: string, told: Told[]): Finish {
  if (slip === 'text') return asUnsure(text);
  const [code, message] =
    slip === 'refused'
      ? (['MODEL_REFUSED', `the model refused to go on ${slipsMax} times in a row`] as const)
      : (['MODEL_EMPTY_ANSWER', `the model gave ${slipsMax} empty answers in a row`] as const);
  return failedFinish({ code, message }, best(told));
}

/** Words without evidence are passed on, and not as fact. */
function asUnsure(text: string): Finish {
  return { outcome: 'unsure', answer: cutText(text, 4_000), result: null, evidence: [] };
}

function ending(finish: Finish): Reply {
  return { said: { parts: [] }, memories: [], next: { type: 'finish', finish } };
}

/** Goes through the calls of one answer, in order. */
class Reading {
  readonly #answer: Answer;
  readonly #situation: Situation;
  readonly #memories: MemoryChange[] = [];
  readonly #actions: PlannedCall[] = [];
  readonly #seen = new Map<string, number>();
  #question: InputQuestion | undefined;
  #finish: { finish: ModelFinish; call: CallPart } | undefined;

  constructor(answer: Answer, situation: Situation) {
    this.#answer = answer;
    this.#situation = situation;
  }

  reply(): Reply {
    const { told, input, allowance } = this.#situation;
    const parts = this.#answer.parts.map((part, position) => this.#read(part, position));
    const moved = this.#withFinish(parts);
    if (moved.next.type !== 'finish' && allowance.type === 'last')
      return ending(failedFinish(allowance.spent, best(told)));
    const { unchanged } = this.#situation.history;
    if (this.#actions.length > 0 && unchanged >= unchangedHinted)
      hint(moved.said.parts, `The page has not changed for ${unchanged} actions. Do something else, or finish.`);
    return { ...moved, memories: [...this.#memoriesIn(input), ...moved.memories] };
  }

  #withFinish(parts: Part[]): Reply {
    const { input, told, allowance } = this.#situation;
    if (this.#finish === undefined) return { said: { parts }, memories: [], next: this.#next() };
    const mayObject = allowance.type === 'free' && !told.some(({ said }) => said.slip === 'finish');
    const conclusion = judgeFinish(this.#finish.finish, input, told, mayObject);
    if (conclusion.type === 'finished')
      return { said: { parts }, memories: conclusion.memories, next: { type: 'finish', finish: conclusion.finish } };
    this.#finish.call.result = `Not finished. ${conclusion.objection} Correct this and call finish again; what does not hold then is left out.`;
    return { said: { parts, slip: 'finish' }, memories: [], next: { type: 'think' } };
  }

  #next(): NextMove<PlannedCall> {
    if (this.#actions.length > 0) return { type: 'act', actions: this.#actions };
    return this.#question === undefined ? { type: 'think' } : { type: 'ask', question: this.#question };
  }

  #read(part: AnsweredPart, position: number): Part {
    if (part.type !== 'call') return part;
    const { told, history, input, fence } = this.#situation;
    const call: CallPart = {
      type: 'call',
      // nine letters and digits, which is what the strictest of the servers takes
      id: `c${digits(told.length)}${digits(position)}`,
      tool: part.tool.replaceAll(/[^\w-]/g, '_').slice(0, 64) || 'none',
      arguments: typeof part.given === 'string' ? {} : part.given,
      ...(part.data === undefined ? {} : { data: part.data }),
    };
    const times = timesCalled(call, history) + this.#count(call);
    if (times >= repetitionsRefused && call.tool !== 'finish')
      return {
        ...call,
        result: `Not done: this same call was made ${times - 1} times before. Do something else, or finish.`,
      };
    if (times >= repetitionsHinted)
      call.nudge = `This same call was made ${times} times, with nothing else seen in between. Try another way, or finish.`;
    const asked = understand(part.tool, part.given, { memory: input.memory, fence });
    const result = asked.type === 'told' ? asked.result : this.#take(asked, call);
    if (asked.type === 'told' && asked.memory !== undefined) this.#memories.push(asked.memory);
    if (result !== undefined) call.result = result;
    return call;
  }

  /** Takes up what only the session can do; undefined, or why not in this answer. */
  #take(asked: Exclude<ReturnType<typeof understand>, { type: 'told' }>, call: CallPart): string | undefined {
    const isTaken = this.#question !== undefined || this.#finish !== undefined;
    if (asked.type === 'act') {
      const left = Math.min(actionsMax, this.#situation.input.steps_left);
      if (isTaken) return 'Not done, as it came after a question or the end.';
      if (this.#actions.length >= left)
        return `Not done: ${left < actionsMax ? `only ${left} actions are left` : `one answer may have ${actionsMax} actions`}.`;
      this.#actions.push(asked.call);
      return undefined;
    }
    if (isTaken || this.#actions.length > 0)
      return 'Not done, as other calls came before it in the same answer. Wait for what they bring, then call it by itself.';
    if (asked.type === 'finish') {
      this.#finish = { finish: asked.finish, call };
      return 'Finished.';
    }
    this.#question = asked.question;
    return undefined;
  }

  #count({ tool, arguments: given }: CallPart): number {
    const key = JSON.stringify([tool, given]);
    const times = (this.#seen.get(key) ?? 0) + 1;
    this.#seen.set(key, times);
    return times;
  }

  /** Of several changes to one key the last one, told apart from what is remembered now. */
  #memoriesIn({ memory }: ThinkInput): MemoryChange[] {
    const last = [...new Map(this.#memories.map((change) => [change.key, change])).values()];
    return last.filter(({ key, change }) => change !== 'removed' || memory.some((item) => item.key === key));
  }
}

function hint(parts: Part[], text: string): void {
  const call = parts.find((part) => part.type === 'call' && part.result === undefined);
  if (call?.type === 'call') call.nudge = [call.nudge ?? '', text].join(' ').trim();
}

const digits = (count: number) => String(count % 10_000).padStart(4, '0');
