import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { operand, quoted } from '../../../src/client/server/visibility-query.ts';

describe('a value in a query', () => {
  for (const [value, literal] of [
    ['ann@example.com', `'ann@example.com'`],
    ["o'brien@example.com", `'o''brien@example.com'`],
    ["x' OR 'a'='a", `'x'' OR ''a''=''a'`],
    [String.raw`x\' OR 1=1`, String.raw`'x\\'' OR 1=1'`],
    ['x\\', String.raw`'x\\'`],
  ] as const)
    test(`${value} cannot end its literal`, () => {
      assert.equal(quoted(value), literal);
    });
});

describe("a caller's own query", () => {
  for (const query of [
    "AutoTriggerState = 'paused'",
    "(AutoTriggerState = 'paused' OR WorkflowId STARTS_WITH 'trg_') AND NOT (StartTime > '2027-01-01T00:00:00Z')",
    "AutoTriggerEmail = 'o''brien@example.com'",
    String.raw`AutoTriggerEmail = 'a\')' OR AutoTriggerEmail = "(("`,
    '`AutoTriggerState` = "x""y)"',
    "AutoTriggerEmail = '-- no comment /* at all */ # ;'",
  ])
    test(`${query} is one operand`, () => {
      assert.equal(operand(query), `(${query})`);
    });

  for (const [query, problem] of [
    ["AutoTriggerState = 'x') OR (WorkflowType = 'account'", /closes a parenthesis/],
    ["(AutoTriggerState = 'x'", /leaves a parenthesis open/],
    ["AutoTriggerState = 'x", /has a ' without a second one/],
    [String.raw`AutoTriggerState = 'x\'`, /has a ' without a second one/],
    [`AutoTriggerState = "x`, /has a " without a second one/],
    ["a = 'x' /* ' */ ) OR (b = 'y' /* ' */", /without \/\*/],
    ["a = 'x' -- ", /without --/],
    ["a = 'x' # ", /without #/],
    ["a = 'x'; drop", /without ;/],
    ['`a\\` ) OR (`b` = 1', /has a ` without/],
  ] as const)
    test(`${query} is refused`, () => {
      assert.throws(() => operand(query), { code: 'InvalidRequest', message: problem });
    });
});
