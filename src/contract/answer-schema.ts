import { z } from 'zod';
import { Json, jsonBytes } from './json.ts';
import { limits } from './limits.ts';
import { addressProblem } from './address.ts';

/** The part of JSON Schema that a question for a human may use (`schemaProblem` says which). */
export type AnswerSchema = { [key: string]: Json };

const types = ['string', 'number', 'integer', 'boolean', 'null', 'array', 'object'] as const;
const Count = z.int().min(0);

/** Strict: a keyword that nobody checks would promise more than it keeps. */
const AnswerSchemaShape = z.strictObject({
  type: z.union([z.enum(types), z.array(z.enum(types)).min(1)]).optional(),
  enum: z.array(Json).min(1).max(200).optional(),
  const: Json.optional(),
  minimum: z.number().optional(),
  maximum: z.number().optional(),
  exclusiveMinimum: z.number().optional(),
  exclusiveMaximum: z.number().optional(),
  minLength: Count.optional(),
  maxLength: Count.optional(),
  pattern: z.string().max(500).optional(),
  format: z.enum(['uri', 'email', 'date', 'date-time', 'uuid']).optional(),
  minItems: Count.optional(),
  maxItems: Count.optional(),
  get items() {
    return AnswerSchemaShape.optional();
  },
  get properties(): z.ZodOptional<z.ZodRecord<z.ZodString, z.ZodType>> {
    return z.record(z.string(), AnswerSchemaShape).optional();
  },
  required: z.array(z.string()).optional(),
  additionalProperties: z.boolean().optional(),
  title: z.string().optional(),
  description: z.string().optional(),
  default: Json.optional(),
  examples: z.array(Json).optional(),
  $schema: z.string().optional(),
});

const nestingMax = 5;

/** Why a schema cannot be asked with, as a sentence without its end; undefined where it can. */
export function schemaProblem(schema: unknown): string | undefined {
  if (jsonBytes(schema) > limits.answerSchemaMaxBytes)
    return `the schema is larger than ${limits.answerSchemaMaxBytes} bytes`;
  const parsed = AnswerSchemaShape.safeParse(schema);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const keys = issue?.code === 'unrecognized_keys' ? `${issue.keys.join(', ')} cannot be checked here` : undefined;
    return `the schema${issue?.path.map((key) => `.${String(key)}`).join('') ?? ''}: ${keys ?? issue?.message ?? 'is none'}`;
  }
  const all = [...subschemas(schema as AnswerSchema)];
  if (all.some(({ depth }) => depth > nestingMax)) return `the schema is nested more than ${nestingMax} deep`;
  const bad = all.map(({ schema: { pattern } }) => pattern).find((pattern) => !isPattern(pattern));
  return bad === undefined ? undefined : `the schema's pattern ${JSON.stringify(bad)} is no regular expression`;
}

/** True where only an activity can tell whether a value fits: a pattern may take for ever. */
export function hasPattern(schema: AnswerSchema): boolean {
  return [...subschemas(schema)].some(({ schema: { pattern } }) => typeof pattern === 'string');
}

/**
 * Why a value does not fit a question's schema, as the end of a sentence; undefined where it fits.
 *
 * Takes linear time, since it runs inside workflow code: types, choices, lengths, ranges, fixed formats, items and
 * properties. Patterns are left to `fitsPattern`, where that is given. An address (`format: 'uri'`) must be http or
 * https.
 */
export function answerProblem(
  schema: AnswerSchema,
  value: Json,
  fitsPattern: (pattern: string, text: string) => boolean = () => true,
): string | undefined {
  const { type, enum: choices, const: only } = schema;
  const allowed = Array.isArray(type) ? type : type === undefined ? [] : [type];
  if (allowed.length > 0 && !allowed.some((each) => hasType(each, value)))
    return `must be of type ${allowed.filter((each) => typeof each === 'string').join(' or ')}`;
  if (Array.isArray(choices) && !choices.some((choice) => isSame(choice, value)))
    return `must be one of ${JSON.stringify(choices)}`;
  if (only !== undefined && !isSame(only, value)) return `must be ${JSON.stringify(only)}`;
  if (typeof value === 'number') return numberProblem(schema, value);
  if (typeof value === 'string') return textProblem(schema, value, fitsPattern);
  if (Array.isArray(value)) return itemsProblem(schema, value, fitsPattern);
  return value === null || typeof value === 'boolean' ? undefined : propertiesProblem(schema, value, fitsPattern);
}

type FitsPattern = (pattern: string, text: string) => boolean;

function numberProblem(schema: AnswerSchema, value: number): string | undefined {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum } = schema;
  if (typeof minimum === 'number' && value < minimum) return `must be at least ${minimum}`;
  if (typeof maximum === 'number' && value > maximum) return `must be at most ${maximum}`;
  if (typeof exclusiveMinimum === 'number' && value <= exclusiveMinimum) return `must be more than ${exclusiveMinimum}`;
  if (typeof exclusiveMaximum === 'number' && value >= exclusiveMaximum) return `must be less than ${exclusiveMaximum}`;
  return undefined;
}

function textProblem(schema: AnswerSchema, value: string, fitsPattern: FitsPattern): string | undefined {
  const { minLength, maxLength, format, pattern } = schema;
  if (typeof minLength === 'number' && value.length < minLength) return `must have at least ${minLength} characters`;
  if (typeof maxLength === 'number' && value.length > maxLength) return `must have at most ${maxLength} characters`;
  const problem = typeof format === 'string' ? formatProblem(format, value) : undefined;
  if (problem !== undefined) return problem;
  return typeof pattern === 'string' && !fitsPattern(pattern, value) ? `must match ${pattern}` : undefined;
}

function formatProblem(format: string, value: string): string | undefined {
  switch (format) {
    case 'uri':
      return addressProblem(value);
    case 'email':
      return /^[^\s@]{1,64}@[^\s@]{1,189}$/.test(value) ? undefined : 'must be an e-mail address';
    case 'date':
      return z.iso.date().safeParse(value).success ? undefined : 'must be a date such as 2026-11-24';
    case 'date-time':
      return z.iso.datetime({ offset: true }).safeParse(value).success
        ? undefined
        : 'must be an instant such as 2026-11-24T12:00:00Z';
    case 'uuid':
      return z.guid().safeParse(value).success ? undefined : 'must be a UUID';
    default:
      return undefined;
  }
}

function itemsProblem(schema: AnswerSchema, value: Json[], fitsPattern: FitsPattern): string | undefined {
  const { minItems, maxItems, items } = schema;
  if (typeof minItems === 'number' && value.length < minItems) return `must have at least ${minItems} items`;
  if (typeof maxItems === 'number' && value.length > maxItems) return `must have at most ${maxItems} items`;
  if (!isSchema(items)) return undefined;
  const problems = value.map((item) => answerProblem(items, item, fitsPattern));
  const position = problems.findIndex((problem) => problem !== undefined);
  return position === -1 ? undefined : `item ${position + 1} ${problems[position]}`;
}

function propertiesProblem(
  schema: AnswerSchema,
  value: { [key: string]: Json },
  fitsPattern: FitsPattern,
): string | undefined {
  const { required, properties, additionalProperties } = schema;
  const missing = Array.isArray(required)
    ? required.find((key) => typeof key === 'string' && !Object.hasOwn(value, key))
    : undefined;
  if (missing !== undefined) return `must have ${JSON.stringify(missing)}`;
  const known = isSchema(properties) ? properties : {};
  const unknown = Object.keys(value).find((key) => !Object.hasOwn(known, key));
  if (additionalProperties === false && unknown !== undefined) return `must not have ${JSON.stringify(unknown)}`;
  for (const [key, each] of Object.entries(value)) {
    const inner = Object.hasOwn(known, key) ? known[key] : undefined;
    const problem = isSchema(inner) ? answerProblem(inner, each, fitsPattern) : undefined;
    if (problem !== undefined) return `${JSON.stringify(key)} ${problem}`;
  }
  return undefined;
}

function* subschemas(schema: AnswerSchema, depth = 0): Generator<{ schema: AnswerSchema; depth: number }> {
  yield { schema, depth };
  if (depth > nestingMax) return;
  const { items, properties } = schema;
  const inner = [items, ...(isSchema(properties) ? Object.values(properties) : [])].filter(isSchema);
  for (const each of inner) yield* subschemas(each, depth + 1);
}

const isSchema = (value: Json | undefined): value is AnswerSchema =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function isPattern(pattern: Json | undefined): boolean {
  if (typeof pattern !== 'string') return true;
  try {
    return new RegExp(pattern, 'u') instanceof RegExp;
  } catch {
    return false;
  }
}

/** Objects in whatever order of their keys. */
function isSame(one: Json, other: Json): boolean {
  if (Array.isArray(one) || Array.isArray(other))
    return (
      Array.isArray(one) &&
      Array.isArray(other) &&
      one.length === other.length &&
      one.every((item, position) => isSame(item, other[position] ?? null))
    );
  if (!isSchema(one) || !isSchema(other)) return one === other;
  const keys = Object.keys(one);
  return (
    keys.length === Object.keys(other).length &&
    keys.every((key) => Object.hasOwn(other, key) && isSame(one[key] ?? null, other[key] ?? null))
  );
}

function hasType(type: Json, value: Json): boolean {
  switch (type) {
    case 'null':
      return value === null;
    case 'integer':
      return Number.isInteger(value);
    case 'array':
      return Array.isArray(value);
    case 'object':
      return isSchema(value);
    default:
      return typeof value === type;
  }
}
