import type { z } from 'zod';
import { AutoTriggerError, type ErrorCode } from './errors.ts';
import { describeIssue } from './trigger.ts';

/**
 * Reads what came across a border.
 *
 * @throws {AutoTriggerError} the given code, with a message that names every bad field.
 */
export function parseWith<Shape extends z.ZodType>(
  shape: Shape,
  input: unknown,
  code: ErrorCode = 'InvalidRequest',
): z.infer<Shape> {
  const parsed = shape.safeParse(input);
  if (parsed.success) return parsed.data;
  throw new AutoTriggerError(code, parsed.error.issues.map((issue) => describeIssue(issue, input)).join('; '));
}
