import type { BrowserContext, CDPSession, Page } from 'playwright-core';
import { PageTrouble } from './page-trouble.ts';

/** How much a page may make this process do: so much at once, and so much again each second. */
interface Allowance {
  atOnce: number;
  eachSecond: number;
  /** What it does where that is not enough. */
  words: string;
}

const allowances = {
  message: { atOnce: 1_000, eachSecond: 10, words: 'writes to its console without end' },
  request: { atOnce: 4_000, eachSecond: 20, words: 'asks for one thing after the other' },
  frame: { atOnce: 2_000, eachSecond: 20, words: 'opens one frame after the other' },
  connection: { atOnce: 500, eachSecond: 10, words: 'opens connections and workers without end' },
  news: { atOnce: 10_000, eachSecond: 200, words: 'receives messages without end' },
  characters: { atOnce: 30_000_000, eachSecond: 500_000, words: 'floods its browser with what it says and sends' },
} as const satisfies Record<string, Allowance>;

type Kind = keyof typeof allowances;

/**
 * Measures what the pages of a session have this process told. Each event takes its time, which is that of all sessions,
 * whether or not somebody works with the page: one that has no end is left.
 */
export class Unrest {
  readonly #left = new Map<Kind, { amount: number; at: number }>();
  readonly #onTooMuch: (trouble: PageTrouble) => void;

  constructor(context: BrowserContext, onTooMuch: (trouble: PageTrouble) => void) {
    this.#onTooMuch = onTooMuch;
    context.on('console', (message) => this.#note('message', message.text().length));
    context.on('weberror', (error) => this.#note('message', String(error.error()).length));
    context.on('page', (page) => this.#watchPage(page));
  }

  /** What the next page may do is not what the one before has left: a session may open many that are large. */
  renew(): void {
    this.#left.clear();
  }

  /** A request that the pages of the session send. */
  noteRequest({ url, headers, postData = '' }: { url: string; headers: object; postData?: string | undefined }): void {
    const said = Object.entries(headers).reduce(
      (length, [name, value]) => length + name.length + String(value).length,
      0,
    );
    this.#note('request', url.length + said + postData.length);
  }

  /** What is sent that the network's events do not tell. */
  noteSent(bytes: number): void {
    this.#take('characters', bytes);
  }

  /** The protocol's network events have to be on. */
  watchNetwork(protocol: CDPSession): void {
    protocol.on('Network.requestWillBeSent', ({ request }) => this.noteRequest(request));
    for (const event of ['Network.webSocketFrameReceived', 'Network.webSocketFrameSent'] as const)
      protocol.on(event, ({ response }) => this.#note('news', response.payloadData.length));
    protocol.on('Network.eventSourceMessageReceived', ({ data }) => this.#note('news', data.length));
  }

  #watchPage(page: Page): void {
    page.on('frameattached', () => this.#note('frame', 0));
    page.on('websocket', () => this.#note('connection', 0));
    page.on('worker', () => this.#note('connection', 0));
  }

  #note(kind: Kind, characters: number): void {
    this.#take(kind, 1);
    this.#take('characters', characters);
  }

  #take(kind: Kind, amount: number): void {
    const { atOnce, eachSecond, words } = allowances[kind];
    const now = performance.now();
    const known = this.#left.get(kind) ?? { amount: atOnce, at: now };
    const left = Math.min(atOnce, known.amount + ((now - known.at) / 1_000) * eachSecond) - amount;
    // what was too much counts once
    this.#left.set(kind, { amount: left < 0 ? atOnce : left, at: now });
    if (left < 0) this.#onTooMuch(new PageTrouble(`the page ${words}, so it was left`));
  }
}
