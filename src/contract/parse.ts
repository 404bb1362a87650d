import type { z } from 'zod';
import type { FieldProblem } from './error-details.ts';
import { AutoTriggerError } from './errors.ts';
import { cutText } from './json.ts';

/** The codes of what was given and is not as it should be. */
type GivenCode = 'InvalidRequest' | 'InvalidAnswer';
type Issue = z.core.$ZodIssue;

/**
 * Reads what came across a border.
 *
 * @throws {AutoTriggerError} the given code, with a message that names every bad field.
 */
export function parseWith<Shape extends z.ZodType>(
  shape: Shape,
  input: unknown,
  code: GivenCode = 'InvalidRequest',
): z.infer<Shape> {
  const parsed = shape.safeParse(input);
  if (parsed.success) return parsed.data;
  throw invalid(input, parsed.error.issues, [], code);
}

/** The error of what was given: a schema's issues with it, and problems that no schema finds. */
export function invalid(
  input: unknown,
  issues: readonly Issue[],
  others: readonly FieldProblem[],
  code: GivenCode = 'InvalidRequest',
): AutoTriggerError<GivenCode> {
  const messages = [
    ...issues.map((issue) => describeIssue(issue, input, code)),
    ...others.map(({ message }) => message),
  ];
  const problems = [...issues.flatMap((issue) => problemsOf(issue, input, code)), ...others];
  return new AutoTriggerError(code, messages.join('; '), { details: { problems } });
}

/** What is wrong with one field of a request, and nothing else. */
export function badField(
  field: string,
  message: string,
  { value, ...options }: { value?: unknown; cause?: unknown } = {},
): AutoTriggerError<'InvalidRequest'> {
  const details = { problems: [fieldProblem(field, message, { value })] };
  return new AutoTriggerError('InvalidRequest', message, { ...options, details });
}

/** A problem as details have it. */
export function fieldProblem(
  field: string | null,
  message: string,
  { value, limit }: { value?: unknown; limit?: number | undefined } = {},
): FieldProblem {
  return {
    field,
    ...(value === undefined ? {} : { value: withoutQueries(show(value)) }),
    ...(limit === undefined ? {} : { limit }),
    message,
  };
}

function problemsOf(issue: Issue, input: unknown, code: GivenCode): FieldProblem[] {
  const path = issue.path.map(String);
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) =>
      fieldProblem([...path, key].join('.'), describeIssue({ ...issue, keys: [key] }, input, code)),
    );
  // what a person answers may be for nobody else's eyes
  const value = code === 'InvalidAnswer' ? undefined : path.reduce<unknown>(property, input);
  const field = path.length === 0 ? null : path.join('.');
  return [fieldProblem(field, describeIssue(issue, input, code), { value, limit: limitOf(issue) })];
}

function limitOf(issue: Issue): number | undefined {
  if (issue.code === 'too_big') return Number(issue.maximum);
  return issue.code === 'too_small' ? Number(issue.minimum) : undefined;
}

/** The value of an own property; undefined where there is none, or no object. */
export function property(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, key)
    ? (value as Record<string, unknown>)[key]
    : undefined;
}

/** One issue as a person reads it: the field, its value, what is wrong. */
function describeIssue(issue: Issue, input: unknown, code: GivenCode): string {
  const path = issue.path.map(String);
  const value = path.reduce<unknown>(property, input);
  const whole = code === 'InvalidAnswer' ? 'the answer' : 'the request';
  const field = (path[0] === 'withAutoTrigger' && path.length > 1 ? path.slice(1) : path).join('.') || whole;
  if (issue.code === 'unrecognized_keys')
    return `${issue.keys.map((key) => (path.length > 0 ? `${path.join('.')}.${key}` : key)).join(', ')} ${issue.keys.length > 1 ? 'are' : 'is'} not known here`;
  if (value === undefined && issue.code !== 'custom')
    return field === 'email' ? 'email is missing; give it, or set AUTO_TRIGGER_EMAIL' : `${field} is missing`;
  if (value === undefined) return `${field} ${requirement(issue)}`;
  const shown = issue.code === 'invalid_type' && typeof value === 'string' ? JSON.stringify(show(value)) : show(value);
  return `${field} (${shown}) ${requirement(issue)}`;
}

function requirement(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_type':
      return `must be ${article(issue.expected)}`;
    case 'too_big':
      return issue.origin === 'string'
        ? `must have at most ${issue.maximum} characters`
        : `must be at most ${issue.maximum}`;
    case 'too_small':
      if (issue.origin === 'string' && issue.minimum === 1) return 'must not be empty';
      return issue.origin === 'string'
        ? `must have at least ${issue.minimum} characters`
        : `must be at least ${issue.minimum}`;
    case 'invalid_value':
      return `must be ${issue.values.map(String).join(' or ')}`;
    default:
      return issue.message;
  }
}

function article(type: string): string {
  const known: Record<string, string> = { int: 'a whole number', array: 'a list', boolean: 'true or false' };
  return known[type] ?? `${/^[aeiou]/.test(type) ? 'an' : 'a'} ${type}`;
}

/** A value as an error message has it: short, and without the password of an address. */
export function show(value: unknown): string {
  const text = typeof value === 'string' ? value : typeof value === 'number' ? String(value) : JSON.stringify(value);
  return cutText((text ?? String(value)).replace(/\/\/[^/@]*@/, '//…@'), 80);
}

/** What follows the path of an address may be what lets one in. What is shown has 80 characters at most. */
function withoutQueries(shown: string): string {
  return shown.replaceAll(/(\w:\/\/[^\s"?#]{0,80}[?#])[^\s"]{1,80}/g, '$1…');
}
