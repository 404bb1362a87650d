import { runInNewContext } from 'node:vm';
import { answerProblem, type AnswerSchema } from '../contract/answer-schema.ts';
import type { Json } from '../contract/json.ts';

/** For all patterns of an answer together: what takes longer is what could take for ever. */
const timeoutMs = 100;

interface Trial {
  pattern: string;
  text: string;
}

/** Why a value does not fit a question's schema, its patterns included; null where it fits. */
export function fullAnswerProblem(schema: AnswerSchema, value: Json): string | null {
  const trials: Trial[] = [];
  const problem = answerProblem(schema, value, (pattern, text) => trials.push({ pattern, text }) > 0);
  if (problem !== undefined || trials.length === 0) return problem ?? null;
  const matched = new Set(matchedOf(trials).map(keyOf));
  return answerProblem(schema, value, (pattern, text) => matched.has(keyOf({ pattern, text }))) ?? null;
}

const keyOf = ({ pattern, text }: Trial) => JSON.stringify([pattern, text]);

/** Run where it can be interrupted: a pattern that backtracks without end would hold the whole worker. */
function matchedOf(trials: readonly Trial[]): Trial[] {
  const matched: Trial[] = [];
  try {
    runInNewContext(tryAll, { trials, matched }, { timeout: timeoutMs });
  } catch {
    // the time is up, and what is not matched by now does not count as matched
  }
  return matched;
}

const tryAll = `for (const trial of trials) {
  try {
    if (new RegExp(trial.pattern, 'u').test(trial.text)) matched.push(trial);
  } catch {
    // the pattern is none
  }
}`;
