import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { jsonBytes } from '../../src/contract/json.ts';
import { limits } from '../../src/contract/limits.ts';
import { firmPart } from '../../src/workflows/carried-bound.ts';
import { newState } from '../../src/workflows/carried-state.ts';
import { Trigger } from '../../src/workflows/trigger.ts';

const at = '2027-01-01T00:00:00.000Z';
const now = Date.parse(at);
/** Six bytes of JSON for each character. */
const dense = (characters: number) => '\u0001'.repeat(characters);
const many = <Item>(count: number, item: (index: number) => Item): Item[] =>
  Array.from({ length: count }, (_, i) => item(i));

function largestRequest() {
  return {
    goal: `Look ${dense(limits.goalMaxCharacters - 5)}`,
    email: 'ann@example.com',
    config: {
      on_timeout: 'default_answer' as const,
      default_answer: 'x'.repeat(16_000),
      policy: many(limits.policyRules, () => ({ origin: 'o'.repeat(2_048), decision: 'ask' as const })),
    },
    withAutoTrigger: {
      interval: 1,
      start_now: true,
      end_at: '2028-01-01T00:00:00Z',
      web_hook_url: `https://example.com/${'w'.repeat(2_000)}`,
    },
  };
}

/** A trigger of which everything that it carries is as large as its own bound lets it be. */
function largestTrigger(): Trigger {
  const state = newState(now);
  state.ledger.rows = many(limits.ledgerRows, (index) => [now + index, 1, null, null, null, 'r'.repeat(300)]);
  const goals = { goal: { from: dense(500), to: dense(500) }, web_hook_url: { from: 'u'.repeat(500), to: null } };
  state.changes = many(limits.changesKept, () => ({ at, by: dense(254), reason: dense(1_000), changes: goals }));
  state.grants = many(limits.grantsMax, (index) => ({
    grant_id: `grant_${index}`,
    fingerprint: 'f'.repeat(64),
    fields: many(100, (field) => ({ name: `field ${field}`, value: 'v'.repeat(200) })),
    covers: 'c'.repeat(4_000),
    free: many(limits.freeFieldsMax, () => 'n'.repeat(200)),
    tool: 'click',
    summary: 's'.repeat(300),
    origin: 'https://example.com',
    granted_at: at,
    granted_by: dense(254),
    uses_left: null,
    until: null,
    used: 0,
  }));
  state.requests.closed = many(limits.closedRequestsKept, (index) => ({
    request_id: `req_1_${index}`,
    resource_type: 'request_user_input' as const,
    closed_at: at,
    how: 'answered' as const,
    answered_by: dense(254),
  }));
  state.given_addresses = many(limits.givenAddressesKept, () => `https://example.com/${'a'.repeat(16_000)}`);
  state.last = {
    session_id: 'ses_1',
    session_number: 1,
    started_at: at,
    ended_at: at,
    outcome: 'answered',
    answer: 'It is. '.repeat(100_000),
    changed: true,
    baseline: true,
    result: 'r'.repeat(limits.resultMaxBytes - 2),
    evidence: many(200, () => ({ url: 'https://example.com', quote: 'q'.repeat(2_000) })),
    error: { code: 'PLANNER_FAILED', message: 'm'.repeat(10_000) },
    usage: { steps: 1, duration_ms: 1, waited_ms: 1, input_tokens: 1, output_tokens: 1, cost_usd: 1 },
  };
  const trigger = new Trigger({ tracking_id: 'trg_1', run_id: 'run' }, largestRequest(), state);
  for (let index = 0; index < limits.recentMessagesKept; index += 1) {
    const key = dense(limits.memoryKeyMaxCharacters);
    trigger.inbox.takeUpdate(`set_memory:${index}`, { key, value: 'v'.repeat(32_000), change: 'updated' });
    trigger.inbox.noteIgnored('w'.repeat(100), dense(300));
    trigger.memory.change([{ key: `k${index}`, value: 'm'.repeat(32_000), change: 'updated' }], at);
  }
  while (trigger.outbox.roomBytes > 20_000)
    trigger.emit('trigger.thoughts.and.memories', null, { thoughts: 't'.repeat(19_000), memories: [] });
  return trigger;
}

describe('what a run hands on', () => {
  test('fits into what Temporal takes with everything at its largest at once, and the status says what gave way', () => {
    const trigger = largestTrigger();
    const { carried, request } = trigger;
    const [memory, waiting] = [jsonBytes(carried.memory), carried.outbox.waiting.length];
    assert.ok(jsonBytes([request, carried]) > 2 * 1_024 * 1_024, 'it would not have fitted');

    trigger.keepWithinBound();

    assert.ok(jsonBytes([request, carried]) <= limits.carriedMaxBytes);
    assert.equal(jsonBytes(carried.memory), memory);
    assert.equal(carried.outbox.waiting.length, waiting);
    assert.ok(carried.limits_reached.some((line) => line.startsWith('the ledger: what was older')));
    assert.ok(carried.limits_reached.some((line) => line.startsWith('evidence of the last session: ')));
    assert.notEqual(carried.last?.result, null, 'what gives way last is still there');
  });

  test('has the whole of a session that goes on, to which the ledger and other accounts of the past give way', () => {
    const trigger = largestTrigger();
    const session = trigger.beginSession({ due_ms: null, at_ms: now });
    session.thoughts.exchanges.push({ said: 'x'.repeat(300_000), observations: [] });
    const { carried, request } = trigger;
    const before = structuredClone(session);
    assert.ok(jsonBytes(firmPart(trigger)) <= limits.carriedMaxBytes, `${jsonBytes(firmPart(trigger))} bytes`);

    trigger.keepWithinBound();

    assert.deepEqual(carried.session, before);
    assert.ok(jsonBytes([request, carried]) <= limits.carriedMaxBytes);
  });

  test('is left as it is where it fits', () => {
    const trigger = new Trigger({ tracking_id: 'trg_1', run_id: 'run' }, { goal: 'Look', email: 'a@b' }, newState(now));
    const before = structuredClone(trigger.carried);

    trigger.keepWithinBound();

    assert.deepEqual(trigger.carried, before);
  });

  test('has little of what updates returned, so that a repetition is still the success that it was', () => {
    const trigger = new Trigger({ tracking_id: 'trg_1', run_id: 'run' }, { goal: 'Look', email: 'a@b' }, newState(now));
    const small = { state: 'paused', next_fire_at: null };
    trigger.inbox.takeUpdate('pause:1', small);
    trigger.inbox.takeUpdate('set_memory:2', { key: 'city', value: 'x'.repeat(32_000), change: 'added' });

    const { result } = trigger.inbox.taken('set_memory:2') ?? {};
    assert.deepEqual(trigger.inbox.taken('pause:1')?.result, small);
    assert.deepEqual(result, { key: 'city', value: (result as { value: string }).value, change: 'added' });
    assert.ok(jsonBytes(result) <= limits.keptResultMaxBytes);
  });
});
