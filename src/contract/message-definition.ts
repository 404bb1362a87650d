import type { z } from 'zod';
import { parseWith } from './parse.ts';

interface Message {
  /** Its name on the wire. */
  readonly name: string;
  /** One sentence for people: what it does, or what it tells. */
  readonly description: string;
}

/** What a message brings. */
interface WithInput<Input> {
  readonly input: z.ZodType<Input>;
  /** True where nothing at all is the same as `{}`. */
  readonly mayBeNothing?: true;
  /** The code of input that does not fit; `InvalidRequest` where left out. */
  readonly misfit?: 'InvalidAnswer';
}

/** A message without an answer. */
export interface Signal<Input> extends Message, WithInput<Input> {}

/** A message that is answered, or refused without a trace. */
export interface Update<Input, Result> extends Message, WithInput<Input> {
  /** Never set: it keeps the type of the answer. */
  readonly result?: Result;
}

/** A question that changes nothing. */
export interface Query<Result> extends Message {
  /** Never set: it keeps the type of the answer. */
  readonly result?: Result;
}

/**
 * Reads what came with a message, or is to be sent with it.
 *
 * @throws {AutoTriggerError} the message's code, naming every bad field.
 */
export function parseInput<Input>({ input, mayBeNothing, misfit }: WithInput<Input>, given: unknown): Input {
  return parseWith(input, mayBeNothing === true ? (given ?? {}) : given, misfit);
}
