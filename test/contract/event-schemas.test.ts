import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { eventSchemas } from '../../src/contract/event-schemas.ts';
import { eventNames } from '../../src/contract/events.ts';
import { schemaProblem } from '../support/schema-problem.ts';

const page = readFileSync(fileURLToPath(new URL('../../docs/reference/events.md', import.meta.url)), 'utf8');
const examples = Array.from(page.matchAll(/```json\n(\{\s+"event"[\s\S]*?)```/g), ([, text = '']) => JSON.parse(text));

describe('the published schemas of events', () => {
  test('are one for each event, and stand for themselves', () => {
    const schemas = eventSchemas();
    assert.deepEqual(Object.keys(schemas), eventNames);
    for (const schema of Object.values(schemas)) assert.ok(!JSON.stringify(schema).includes('"$ref":"http'));
  });

  for (const name of eventNames)
    test(`${name}: fits the example of the page, and not one without what belongs to it`, () => {
      const example = examples.find(({ event }) => event === name);
      assert.equal(schemaProblem(example), null);
      assert.notEqual(schemaProblem({ ...example, data: { ...example.data, sequence: undefined } }), null);
      assert.notEqual(schemaProblem({ ...example, data: { ...example.data, occurred_at: 'today' } }), null);
    });

  test('let later versions say more', () => {
    const [example] = examples;
    assert.equal(schemaProblem({ ...example, type: 'more', data: { ...example.data, more: true } }), null);
  });
});
