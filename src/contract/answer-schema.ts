import type { Json } from './json.ts';
import { addressProblem } from './trigger.ts';

/** The part of JSON Schema that a question for a human may use. */
export type AnswerSchema = { [key: string]: Json };

/**
 * Why a value does not fit a question's schema, as the end of a sentence; undefined where it fits.
 *
 * Checks types, choices, lengths, ranges and fixed formats, all in linear time: it runs inside workflow code.
 * An address (`format: 'uri'`) must be http or https.
 */
export function answerProblem(schema: AnswerSchema, value: Json): string | undefined {
  const { type, minimum, maximum, minLength, maxLength, format } = schema;
  const choices = schema['enum'];
  if (typeof type === 'string' && !hasType(type, value)) return `must be of type ${type}`;
  if (Array.isArray(choices) && !choices.some((choice) => JSON.stringify(choice) === JSON.stringify(value)))
    return `must be one of ${JSON.stringify(choices)}`;
  if (typeof value === 'number') {
    if (typeof minimum === 'number' && value < minimum) return `must be at least ${minimum}`;
    if (typeof maximum === 'number' && value > maximum) return `must be at most ${maximum}`;
  }
  if (typeof value === 'string') {
    if (typeof minLength === 'number' && value.length < minLength) return `must have at least ${minLength} characters`;
    if (typeof maxLength === 'number' && value.length > maxLength) return `must have at most ${maxLength} characters`;
    if (format === 'uri') return addressProblem(value);
  }
  return undefined;
}

function hasType(type: string, value: Json): boolean {
  switch (type) {
    case 'null':
      return value === null;
    case 'integer':
      return Number.isInteger(value);
    case 'array':
      return Array.isArray(value);
    case 'object':
      return typeof value === 'object' && value !== null && !Array.isArray(value);
    default:
      return typeof value === type;
  }
}
