import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { stripVTControlCharacters } from 'node:util';
import { eventNames, type EventName, type WebhookEvent } from '../../src/contract/events.ts';
import { eventLine } from '../../src/dev/event-lines.ts';

const common = {
  sessionId: 'ses_1',
  tracking_id: 'trg_1',
  session_number: 2,
  sequence: 7,
  occurred_at: '2026-11-24T10:00:00.000Z',
};
const how_to_answer = { workflow_id: 'trg_1', signal: 's', update: 'u', command: 'c' };
const usage = { steps: 1, duration_ms: 1, waited_ms: 0, input_tokens: 0, output_tokens: 0, cost_usd: 0 };

function data(changes: object): never {
  return { ...common, ...changes } as never;
}
const events: Record<EventName, { event: WebhookEvent; content: string }> = {
  'trigger.session.started': {
    event: { event: 'trigger.session.started', data: data({ goal: 'Look at the blog' }) },
    content: 'session 2: Look at the blog',
  },
  'trigger.browser.started': {
    event: { event: 'trigger.browser.started', data: data({ browser: 'chromium', version: '150.0' }) },
    content: 'chromium 150.0',
  },
  'trigger.action.run': {
    event: { event: 'trigger.action.run', data: data({ step: 3, summary: 'opens the blog' }) },
    content: 'step 3: opens the blog',
  },
  'trigger.thoughts.and.memories': {
    event: {
      event: 'trigger.thoughts.and.memories',
      data: data({ thoughts: 'There is a new post.', memories: [{ key: 'entries', value: [], change: 'updated' }] }),
    },
    content: 'There is a new post. [remembers entries]',
  },
  'trigger.external.resource.requested': {
    event: {
      event: 'trigger.external.resource.requested',
      data: data({ resource_type: 'admin_permission_request', message: 'May I leave the site?', how_to_answer }),
    },
    content: 'admin_permission_request: May I leave the site?',
  },
  'trigger.complete': {
    event: { event: 'trigger.complete', data: data({ status: 'answered', answer: 'It is “Dew”.', usage }) },
    content: 'answered: It is “Dew”.',
  },
  'trigger.error': {
    event: { event: 'trigger.error', data: data({ code: 'PAGE_TIMEOUT', message: 'too slow', fatal: true }) },
    content: 'PAGE_TIMEOUT: too slow (the session ended)',
  },
  'trigger.paused': {
    event: { event: 'trigger.paused', data: data({ by: 'ann', reason: 'holidays' }) },
    content: 'paused by ann: holidays',
  },
  'trigger.resumed': {
    event: { event: 'trigger.resumed', data: data({ by: null, reason: null }) },
    content: 'goes on',
  },
  'trigger.ended': {
    event: { event: 'trigger.ended', data: data({ state: 'stopped', sessions: 2, by: null, reason: 'enough' }) },
    content: 'stopped after 2 sessions: enough',
  },
};

describe('an event as one line', () => {
  for (const name of eventNames)
    test(`${name} has its time, session, full name and content`, () => {
      const { event, content } = events[name];

      const line = eventLine(event, { color: false });

      assert.match(line, /^\d\d:\d\d:\d\d {2}#2 /);
      assert.ok(line.includes(` ${name} `), line);
      assert.ok(line.endsWith(` ${content}`), line);
    });

  test('colours change nothing but the colours', () => {
    for (const { event } of Object.values(events)) {
      const colored = eventLine(event, { color: true });
      assert.notEqual(colored, eventLine(event, { color: false }));
      assert.equal(stripVTControlCharacters(colored), eventLine(event, { color: false }));
    }
  });

  test('what a page wrote cannot command the terminal, break the line or turn the text', () => {
    const answer = 'a\u001B[2Jb\u0007c\r\nd\u009B31me\u202Ef';
    const line = eventLine({ event: 'trigger.complete', data: data({ status: 'answered', answer }) }, { color: false });

    assert.ok(line.endsWith('answered: abc def'), JSON.stringify(line));
  });

  test('a long text is cut', () => {
    const answer = 'x'.repeat(1_000);
    const line = eventLine({ event: 'trigger.complete', data: data({ status: 'answered', answer }) }, { color: false });

    assert.ok(line.length < 250);
    assert.ok(line.endsWith('…'));
  });

  test('an event of no session, and one of a later version, are lines too', () => {
    const quota = data({ session_number: null, sessionId: null, code: 'QUOTA_EXHAUSTED', message: 'no', fatal: false });

    assert.match(eventLine({ event: 'trigger.error', data: quota }, { color: false }), / – trigger\.error +QUOTA/);
    assert.match(eventLine({ event: 'trigger.later' as never, data: data({}) }, { color: true }), /trigger\.later/);
  });
});
