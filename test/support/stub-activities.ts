import { activityInfo } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import {
  type AccountActivities,
  type BrowserActivities,
  type BrowserPoolActivities,
  type EventLogActivities,
  type RequestActivities,
  runVersion,
  type SettingsActivities,
  type ThinkActivities,
  type ThinkRequest,
  type WebhookActivities,
} from '../../src/contract/activities.ts';
import type { RecordedEvent } from '../../src/contract/events.ts';
import type { SearchAttributeName } from '../../src/contract/temporal-names.ts';
import type { ThinkOutput } from '../../src/contract/session.ts';

type Stubs = RequestActivities &
  SettingsActivities &
  AccountActivities &
  ThinkActivities &
  BrowserPoolActivities &
  BrowserActivities &
  WebhookActivities &
  EventLogActivities;

export interface StubbedWorld {
  activities: Stubs;
  /** What the receiver took, in the order of its arrival. */
  delivered: RecordedEvent[];
  thoughts: ThinkRequest[];
  /** How often a page was opened. Each is lost at its first action. */
  pagesOpened: () => number;
}

/** The border of the workflow without a world behind it, for the arithmetic of long lives under time skipping. */
export function stubbedWorld(
  options: {
    think?: (input: ThinkRequest) => ThinkOutput;
    /** What HTTP status the receiver answers to the nth event that it is sent, counted from 1. */
    receiver?: (sent: number) => number;
    /** How many sessions the account may still begin. */
    sessionsLeft?: () => number;
    /** For how long many others begin sessions too, in milliseconds. */
    rushMs?: number;
    /** What the server can show. */
    searchAttributes?: SearchAttributeName[];
  } = {},
): StubbedWorld {
  const delivered: RecordedEvent[] = [];
  const thoughts: ThinkRequest[] = [];
  let sent = 0;
  let pagesOpened = 0;
  const lost = () => Promise.reject(ApplicationFailure.nonRetryable('the page is gone', 'SessionLost'));
  const settings = { search_attributes: options.searchAttributes ?? [], run_version: runVersion };
  const activities: Stubs = {
    checkRequest: () => Promise.resolve(settings),
    workerSettings: () => Promise.resolve(settings),
    checkAnswer: () => Promise.resolve({ problem: null }),
    reserveSession: () => {
      const left = options.sessionsLeft?.() ?? 1_000;
      return Promise.resolve({
        granted: left > 0,
        sessions_left: Math.max(0, left - 1),
        max_session_per_day: 1_440,
        resets_at: '2030-01-01T00:00:00.000Z',
        rush_ms: options.rushMs ?? 0,
      });
    },
    recordUsage: () =>
      Promise.resolve({ day_ends_at: '2030-01-01T00:00:00.000Z', month_ends_at: '2030-02-01T00:00:00.000Z' }),
    thinkNext: (input) => {
      thoughts.push(input);
      const thought = options.think?.(input) ?? answering('Nothing happened.');
      return Promise.resolve({ ...thought, context_at: activityInfo().taskQueue });
    },
    openBrowser: () => {
      pagesOpened += 1;
      return Promise.resolve({ task_queue: activityInfo().taskQueue, browser: 'none', version: '0' });
    },
    settleRequest: () => Promise.reject(new Error('nothing is held here')),
    holdPage: lost,
    act: lost,
    examineAction: lost,
    closeBrowser: () => Promise.resolve(),
    deliverEvents: ({ events }) => {
      const deliveries: Awaited<ReturnType<WebhookActivities['deliverEvents']>> = [];
      for (const event of events) {
        const status = options.receiver?.(++sent) ?? 204;
        const isTaken = status < 300;
        const attempt = { at: new Date().toISOString(), status, error: isTaken ? null : `HTTP ${status}`, ms: 1 };
        deliveries.push({ sequence: event.sequence, outcome: isTaken ? 'delivered' : 'retry', attempt });
        if (!isTaken) break;
        delivered.push(event);
      }
      return Promise.resolve(deliveries);
    },
    pingReceiver: () => Promise.reject(new Error('nobody pings here')),
    recordEvents: ({ events }) => {
      delivered.push(...events);
      return Promise.resolve();
    },
    findEvents: () => Promise.resolve({ events: [], left: 0 }),
    countSignals: () => Promise.reject(new Error('nobody answers late here')),
  };
  return { activities, delivered, thoughts, pagesOpened: () => pagesOpened };
}

/** A thought that ends the session with an answer. */
export function answering(answer: string): ThinkOutput {
  return {
    thoughts: 'Enough is known.',
    memories: [],
    planner_state: null,
    goal_sites: [],
    context_at: '',
    next: { type: 'finish', finish: { outcome: 'answered', answer, result: null, evidence: [] } },
  };
}

/** A thought that looks at the page. */
export function looking(): ThinkOutput {
  const action = { tool: 'snapshot' as const, arguments: {}, effect: 'read' as const, summary: 'Look at the page' };
  const proposed = { ...action, origin: null, site: null, fingerprint: '', ask_first: null };
  return { ...answering(''), next: { type: 'act', actions: [proposed] } };
}

/** A thought that asks the human for an address. */
export function asking(message: string): ThinkOutput {
  return {
    thoughts: 'Someone has to say it.',
    memories: [],
    planner_state: null,
    goal_sites: [],
    context_at: '',
    next: { type: 'ask', question: { message, details: null, schema: { type: 'string', format: 'uri' } } },
  };
}
