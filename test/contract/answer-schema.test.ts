import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { fullAnswerProblem } from '../../src/activities/answer-patterns.ts';
import { answerProblem, type AnswerSchema, hasPattern, schemaProblem } from '../../src/contract/answer-schema.ts';
import type { Json } from '../../src/contract/json.ts';

const person: AnswerSchema = {
  type: 'object',
  required: ['name'],
  additionalProperties: false,
  properties: { name: { type: 'string', minLength: 1 }, age: { type: 'integer', minimum: 0 } },
};

describe('an answer to a question with a schema', () => {
  const cases: [schema: AnswerSchema, value: Json, problem: RegExp | undefined][] = [
    [{}, { whatever: 1 }, undefined],
    [{ type: 'string' }, 'a', undefined],
    [{ type: 'string' }, 1, /must be of type string/],
    [{ type: ['string', 'null'] }, null, undefined],
    [{ type: ['string', 'null'] }, 1, /must be of type string or null/],
    [{ type: 'integer' }, 1.5, /must be of type integer/],
    [{ enum: ['red', { a: 1, b: 2 }] }, { b: 2, a: 1 }, undefined],
    [{ enum: ['red', 'green'] }, 'blue', /must be one of \["red","green"\]/],
    [{ const: 7 }, 8, /must be 7/],
    [{ minimum: 1 }, 0, /at least 1/],
    [{ maximum: 1 }, 2, /at most 1/],
    [{ exclusiveMinimum: 1 }, 1, /more than 1/],
    [{ exclusiveMaximum: 1 }, 1, /less than 1/],
    [{ minLength: 2 }, 'a', /at least 2 characters/],
    [{ maxLength: 2 }, 'abc', /at most 2 characters/],
    [{ format: 'uri' }, 'https://example.com/a', undefined],
    [{ format: 'uri' }, 'javascript:alert(1)', /http/],
    [{ format: 'email' }, 'ann@example.com', undefined],
    [{ format: 'email' }, 'ann at example.com', /e-mail/],
    [{ format: 'date' }, '2026-11-24', undefined],
    [{ format: 'date' }, '2026-11-31', /date/],
    [{ format: 'date-time' }, '2026-11-24T12:00:00Z', undefined],
    [{ format: 'date-time' }, '2026-11-24 12:00', /instant/],
    [{ format: 'uuid' }, '123e4567-e89b-12d3-a456-426614174000', undefined],
    [{ format: 'uuid' }, '123', /UUID/],
    [{ type: 'array', minItems: 1 }, [], /at least 1 items/],
    [{ type: 'array', maxItems: 1 }, [1, 2], /at most 1 items/],
    [{ type: 'array', items: { type: 'integer' } }, [1, 'two'], /item 2 must be of type integer/],
    [person, { name: 'Ann', age: 7 }, undefined],
    [person, { age: 7 }, /must have "name"/],
    [person, { name: '', age: 7 }, /"name" must have at least 1 characters/],
    [person, { name: 'Ann', shoe: 40 }, /must not have "shoe"/],
  ];
  for (const [schema, value, problem] of cases)
    test(`${JSON.stringify(value)} ${problem === undefined ? 'fits' : 'does not fit'} ${JSON.stringify(schema)}`, () => {
      const found = answerProblem(schema, value);

      if (problem === undefined) assert.equal(found, undefined);
      else assert.match(found ?? 'fits', problem);
    });

  test('a pattern is left out where it could hold a workflow, and checked where it can be interrupted', () => {
    const schema = { type: 'string', pattern: '^[A-Z]{3}-\\d+$' };

    assert.ok(hasPattern({ type: 'array', items: schema }));
    assert.equal(answerProblem(schema, 'abc'), undefined);
    assert.equal(fullAnswerProblem(schema, 'ABC-1'), null);
    assert.match(fullAnswerProblem(schema, 'abc') ?? '', /must match/);
  });

  test('a pattern that backtracks without end is refused in time', () => {
    const startedAt = Date.now();

    const problem = fullAnswerProblem({ pattern: '^(a+)+$' }, `${'a'.repeat(40)}!`);

    assert.match(problem ?? '', /must match/);
    assert.ok(Date.now() - startedAt < 5_000);
  });

  test('a list whose items each backtrack without end is refused in time too', () => {
    const startedAt = Date.now();

    const schema = { type: 'array', items: { pattern: '^(a+)+$' } };
    const problem = fullAnswerProblem(schema, ['aaa', ...Array.from({ length: 300 }, () => `${'a'.repeat(40)}!`)]);

    assert.match(problem ?? '', /item 2 must match/);
    assert.ok(Date.now() - startedAt < 5_000);
  });

  test('a long list of which each item is matched at once is no trouble', () => {
    const schema = { type: 'array', items: { type: 'string', pattern: '^[a-z]$' } };
    const letters = Array.from({ length: 4_000 }, () => 'a');

    assert.equal(fullAnswerProblem(schema, letters), null);
    assert.match(fullAnswerProblem(schema, [...letters, 'A']) ?? '', /item 4001 must match/);
  });
});

describe('the schema of a question', () => {
  const schemas: [title: string, schema: unknown, problem: RegExp | undefined][] = [
    ['of all that can be checked is good', person, undefined],
    ['with a keyword that nobody checks is refused', { type: 'string', contentEncoding: 'base64' }, /contentEncoding/],
    ['with an unknown type is refused', { type: 'text' }, /type/],
    ['with a pattern that is none is refused', { pattern: '(' }, /no regular expression/],
    ['that is too large is refused', { description: 'x'.repeat(9_000) }, /larger than/],
    ['that is no schema is refused', 'string', /schema/],
    ['that is nested too deep is refused', nested(8), /deep/],
  ];
  for (const [title, schema, problem] of schemas)
    test(title, () => {
      const found = schemaProblem(schema);

      if (problem === undefined) assert.equal(found, undefined);
      else assert.match(found ?? 'good', problem);
    });
});

function nested(depth: number): AnswerSchema {
  return depth === 0 ? { type: 'string' } : { type: 'array', items: nested(depth - 1) };
}
