import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { replay } from '../support/replay.ts';

const recorded = readdirSync(import.meta.dirname).filter((name) => name.endsWith('.json'));

describe('histories that earlier versions recorded still replay', () => {
  test('there are some', () => assert.ok(recorded.length > 0));

  for (const name of recorded)
    test(name, async () => {
      const history: unknown = JSON.parse(readFileSync(new URL(name, import.meta.url), 'utf8'));
      await replay([{ workflowId: workflowIdOf(history), history }]);
    });

  test('a history that does not fit is found out', async () => {
    const [name = ''] = recorded;
    const text = readFileSync(new URL(name, import.meta.url), 'utf8');
    const history: unknown = JSON.parse(text.replaceAll('checkRequest', 'checkSomethingElse'));

    await assert.rejects(replay([{ workflowId: workflowIdOf(history), history }]), /TMPRL1100|[Nn]ondeterminism/);
  });
});

// message ids and session ids come from the ids that the history was recorded with
function workflowIdOf(history: unknown): string {
  const { events } = history as { events: { workflowExecutionStartedEventAttributes?: { workflowId?: string } }[] };
  return events[0]?.workflowExecutionStartedEventAttributes?.workflowId ?? '';
}
