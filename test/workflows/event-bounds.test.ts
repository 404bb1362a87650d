import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import * as fc from 'fast-check';
import { boundEvent } from '../../src/workflows/event-bounds.ts';
import type { EventData, WebhookEvent } from '../../src/contract/events.ts';
import { jsonBytes, type Json } from '../../src/contract/json.ts';
import { limits } from '../../src/contract/limits.ts';

const usage = { steps: 3, duration_ms: 9, waited_ms: 0, input_tokens: 0, output_tokens: 0, cost_usd: 0 };

function complete(changes: Partial<EventData<'trigger.complete'>> = {}): WebhookEvent {
  return {
    event: 'trigger.complete',
    data: {
      sessionId: 's_1',
      tracking_id: 'trg_1',
      session_number: 1,
      sequence: 12,
      occurred_at: '2026-11-24T12:00:00.000Z',
      goal: 'Read the blog',
      email: 'ann@example.com',
      label: null,
      status: 'answered',
      answer: 'The latest post is “New”.',
      changed: true,
      baseline: false,
      result: null,
      evidence: [],
      usage,
      next_session_at: '2026-11-24T12:30:00.000Z',
      ...changes,
    },
  };
}

/** Any JSON, with texts that are long, odd, or not well-formed. */
const anyJson = fc.jsonValue({ maxDepth: 4, stringUnit: 'binary' });
const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 200 }),
  fc.string({ unit: fc.constantFrom('\ud800', '\udfff', '😀', '\u0000', 'é', '"', 'a'), maxLength: 60 }),
  fc
    .tuple(fc.constantFrom('x', '新', '😀', '\u0001', 'a\ud83d'), fc.nat(30_000))
    .map(([unit, times]) => unit.repeat(times)),
);
const anyResult = fc.oneof(
  anyJson,
  fc.array(anyText, { maxLength: 8 }),
  fc.array(fc.record({ key: fc.string(), title: anyText, url: fc.webUrl(), published_at: fc.constant(null) })),
  fc.dictionary(fc.string(), anyText, { minKeys: 0, maxKeys: 120 }),
);
const anyEvent = fc
  .record({
    answer: anyText,
    result: anyResult,
    evidence: fc.array(fc.record({ url: anyText, quote: anyText }), { maxLength: 5 }),
  })
  .map(({ result, ...changes }) => complete({ ...changes, result: result as Json }));

/** All that is never cut. */
function exactParts(event: WebhookEvent) {
  return { event: event.event, data: { ...event.data, answer: 0, result: 0, evidence: 0, truncated: 0 } };
}

describe('an event that is bounded', () => {
  test('stays as it is where it fits', () => {
    const event = complete({ answer: 'short 😀', result: { latest: { title: 'New', url: 'https://a.example/new' } } });

    assert.deepEqual(boundEvent(event), event);
  });

  test('fits, is well-formed and keeps ids, codes, status, sequence and times, whatever it holds', () => {
    fc.assert(
      fc.property(anyEvent, (event) => {
        const bounded = boundEvent(event);

        assert.ok(jsonBytes(bounded) <= limits.eventMaxBytes, `${jsonBytes(bounded)} bytes`);
        assert.ok(!/\\ud[89a-f]/i.test(JSON.stringify(bounded).replaceAll('\\\\', '')), 'a lone surrogate is left');
        assert.deepEqual(exactParts(bounded), exactParts(event));
      }),
      { numRuns: 150 },
    );
  });

  test('is the same each time, and stays so when bounded again', () => {
    fc.assert(
      fc.property(anyEvent, (event) => {
        const bounded = boundEvent(event);

        assert.deepEqual(boundEvent(structuredClone(event)), bounded);
        assert.deepEqual(boundEvent(bounded), bounded);
      }),
      { numRuns: 50 },
    );
  });

  test('loses the longest text first, and says so', () => {
    const bounded = boundEvent(
      complete({ answer: 'a'.repeat(300), evidence: [{ url: 'https://a.example/', quote: 'q'.repeat(50_000) }] }),
    );

    const data = bounded.data as EventData<'trigger.complete'>;
    assert.equal(data.truncated, true);
    assert.equal(data.answer, 'a'.repeat(300));
    assert.equal(data.evidence[0]?.url, 'https://a.example/');
    assert.match(data.evidence[0]?.quote ?? '', /^q{8000,}…$/);
  });

  test('keeps the first items of a long list, each whole', () => {
    const added = Array.from({ length: 500 }, (_, index) => ({
      key: `https://a.example/posts/${index}`,
      title: `Post number ${index}`,
      url: `https://a.example/posts/${index}`,
      published_at: null,
    }));

    const bounded = boundEvent(complete({ result: { latest: added[0] ?? null, added } }));

    const result = (bounded.data as EventData<'trigger.complete'>).result as { latest: Json; added: Json[] };
    assert.deepEqual(result.latest, added[0]);
    assert.ok(result.added.length > 80, `${result.added.length} are left`);
    assert.deepEqual(result.added, added.slice(0, result.added.length));
  });

  test('uses most of the room there is', () => {
    const bounded = boundEvent(complete({ answer: '新'.repeat(40_000) }));

    assert.ok(jsonBytes(bounded) > limits.eventMaxBytes - 16);
  });

  test('gives up a result that is nothing but keys and addresses', () => {
    const bounded = boundEvent(complete({ result: { url: 'u'.repeat(30_000) } }));

    const data = bounded.data as EventData<'trigger.complete'>;
    assert.equal(data.result, null);
    assert.equal(data.truncated, true);
  });

  test('survives a member that is called __proto__', () => {
    const result = JSON.parse(`{"__proto__": "${'p'.repeat(30_000)}"}`) as Json;

    assert.ok(jsonBytes(boundEvent(complete({ result }))) <= limits.eventMaxBytes);
  });
});
