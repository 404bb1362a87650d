import { stripVTControlCharacters } from 'node:util';
import pc from 'picocolors';
import type { EventName, WebhookEvent } from '../contract/events.ts';
import { cutText } from '../contract/json.ts';
import { foldSpace } from '../contract/fold-space.ts';

const contentMaxCharacters = 160;
const nameColumns = 'trigger.external.resource.requested'.length;

const colors = pc.createColors(true);
const plain = pc.createColors(false);

type Paint = 'green' | 'cyan' | 'yellow' | 'red' | 'magenta' | 'blue' | 'gray';
const paints: Partial<Record<string, Paint>> & Record<EventName, Paint> = {
  'trigger.session.started': 'cyan',
  'trigger.browser.started': 'blue',
  'trigger.action.run': 'blue',
  'trigger.thoughts.and.memories': 'gray',
  'trigger.external.resource.requested': 'yellow',
  'trigger.complete': 'green',
  'trigger.error': 'red',
  'trigger.paused': 'yellow',
  'trigger.resumed': 'green',
  'trigger.ended': 'gray',
};

/**
 * An event as one line: local time, session, the event's full name, and what it is about.
 *
 * Texts of pages and people are shown without control characters, and cut to 160 characters.
 */
export function eventLine(event: WebhookEvent, { color }: { color: boolean }): string {
  const paint = color ? colors : plain;
  const { occurred_at, session_number } = event.data;
  const session = session_number === null ? '  –' : `#${session_number}`.padStart(3);
  const name = paint[paints[event.event] ?? 'gray'](event.event.padEnd(nameColumns));
  return `${paint.dim(localTime(occurred_at))} ${session} ${name} ${oneLine(contentOf(event))}`;
}

/** What an event is about, as its sender wrote it. */
function contentOf({ event, data }: WebhookEvent): string {
  switch (event) {
    case 'trigger.session.started':
      return `session ${data.session_number}: ${data.goal}`;
    case 'trigger.browser.started':
      return `${data.browser} ${data.version}`;
    case 'trigger.action.run':
      return `step ${data.step}: ${data.summary}`;
    case 'trigger.thoughts.and.memories': {
      const memories = data.memories.length > 0 ? ` [remembers ${data.memories.map(({ key }) => key).join(', ')}]` : '';
      return `${data.thoughts}${memories}`;
    }
    case 'trigger.external.resource.requested':
      return `${data.resource_type}: ${data.message}`;
    case 'trigger.complete':
      return `${data.status}: ${data.answer}`;
    case 'trigger.error':
      return `${data.code}: ${data.message}${data.fatal ? ' (the session ended)' : ''}`;
    case 'trigger.paused':
      return `paused${because(data)}`;
    case 'trigger.resumed':
      return `goes on${because(data)}`;
    case 'trigger.ended':
      return `${data.state} after ${data.sessions} ${data.sessions === 1 ? 'session' : 'sessions'}${because(data)}`;
    default:
      return ''; // of a later version than this
  }
}

function because({ by, reason }: { by: string | null; reason: string | null }): string {
  return `${by === null ? '' : ` by ${by}`}${reason === null ? '' : `: ${reason}`}`;
}

/** One line that is safe for a terminal, whatever a page or a person wrote. */
export function oneLine(text: string, maxCharacters: number = contentMaxCharacters): string {
  const visible = foldSpace(stripVTControlCharacters(text))
    // what is left of control characters, and marks that turn or hide text
    .replaceAll(/[\p{Cc}\u200B-\u200F\u202A-\u202E\u2060-\u2069\uFEFF]/gu, '');
  return cutText(visible.trim(), maxCharacters);
}

function localTime(instant: string): string {
  return new Date(instant).toLocaleTimeString('en-GB', { hour12: false });
}
