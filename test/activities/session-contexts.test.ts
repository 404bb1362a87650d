import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createSessionContexts } from '../../src/activities/session-contexts.ts';
import type { ThinkRequest } from '../../src/contract/activities.ts';
import { AgentConfig } from '../../src/contract/agent.ts';
import type { Observation } from '../../src/contract/session.ts';

const memory = [{ key: 'a', value: 1, updated_at: '2026-11-24T00:00:00Z' }];
const expired = (request_id: string): Observation => ({ kind: 'input_expired', request_id });

function request(changes: Partial<ThinkRequest>): ThinkRequest {
  return {
    tracking_id: 'trg_1',
    session: { id: 'ses_1', number: 1, scheduled_for: '', started_at: '' },
    goal: 'Look',
    config: AgentConfig.parse({}),
    last_answered_at: null,
    memory,
    planner_state: null,
    exchanges: [],
    exchange_count: 0,
    observations: [],
    steps_left: 60,
    seconds_left: 900,
    used: { input_tokens: 0, output_tokens: 0, cost_usd: 0 },
    given_addresses: [],
    ...changes,
  };
}

describe('what a worker has of a session', () => {
  test('completes a request that leaves it out', () => {
    const contexts = createSessionContexts();
    const first = request({});
    contexts.keep(first, contexts.complete(first), 'hello');

    const second = request({ memory: null, exchanges: null, exchange_count: 1, observations: [expired('req_1')] });
    const input = contexts.complete(second);

    assert.deepEqual(input.memory, memory);
    assert.deepEqual(input.exchanges, [{ said: 'hello', observations: [expired('req_1')] }]);
  });

  test('is the same where a thought is tried again', () => {
    const contexts = createSessionContexts();
    const first = request({});
    contexts.keep(first, contexts.complete(first), 'hello');
    const second = request({ memory: null, exchanges: null, exchange_count: 1, observations: [expired('req_1')] });
    const before = contexts.complete(second);
    contexts.keep(second, before, 'the answer that got lost');

    assert.deepEqual(contexts.complete(second), before);
  });

  test('is missing on a worker that was not told, which says so', () => {
    const contexts = createSessionContexts();

    assert.throws(() => contexts.complete(request({ memory: null })), { code: 'ContextMissing' });
    assert.throws(() => contexts.complete(request({ exchanges: null, exchange_count: 2 })), { code: 'ContextMissing' });
  });

  test('is bounded: of many sessions the one that thought longest ago is let go of', () => {
    const contexts = createSessionContexts();
    const session = (number: number) => ({ id: `ses_${number}`, number, scheduled_for: '', started_at: '' });
    for (let number = 1; number <= 201; number += 1) {
      const each = request({ session: session(number) });
      contexts.keep(each, contexts.complete(each), undefined);
    }

    assert.throws(() => contexts.complete(request({ session: session(1), memory: null })), { code: 'ContextMissing' });
    assert.deepEqual(contexts.complete(request({ session: session(2), memory: null })).memory, memory);
  });
});
