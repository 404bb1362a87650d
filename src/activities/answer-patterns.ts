import { runInNewContext } from 'node:vm';
import { answerProblem, type AnswerSchema } from '../contract/answer-schema.ts';
import type { Json } from '../contract/json.ts';

/** A pattern that takes longer is one that could take for ever. */
const timeoutMs = 100;

/** Why a value does not fit a question's schema, its patterns included; null where it fits. */
export function fullAnswerProblem(schema: AnswerSchema, value: Json): string | null {
  return answerProblem(schema, value, fitsPattern) ?? null;
}

/** Run where it can be interrupted: a pattern that backtracks without end would hold the whole worker. */
function fitsPattern(pattern: string, text: string): boolean {
  try {
    return runInNewContext('new RegExp(pattern, "u").test(text)', { pattern, text }, { timeout: timeoutMs }) === true;
  } catch {
    return false;
  }
}
