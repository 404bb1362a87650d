import type { HeldRequest } from '../../contract/tools.ts';

/** A request of a page that waits, unsent; its fingerprint is the activity's to add. */
export type WaitingRequest = Omit<HeldRequest, 'fingerprint'>;

interface Waiting {
  request: WaitingRequest;
  isTold: boolean;
  settle(isLetThrough: boolean): void;
}

/** More that wait at one time are refused. */
const waitingMax = 10;

/** The requests of one session that wait for a person's yes. Chromium keeps each as it is until then. */
export class HeldRequests {
  readonly #waiting = new Map<string, Waiting>();
  #count = 0;
  #tell: ((request: WaitingRequest) => void) | undefined;

  get isFull(): boolean {
    return this.#waiting.size >= waitingMax;
  }

  /** True where one waits since before the action that is to begin. */
  get hasUntold(): boolean {
    return [...this.#waiting.values()].some(({ isTold }) => !isTold);
  }

  /** Resolves with whether it may be sent. */
  hold(request: Omit<WaitingRequest, 'id'>): Promise<boolean> {
    const { promise, resolve } = Promise.withResolvers<boolean>();
    const id = `held_${++this.#count}`;
    this.#waiting.set(id, { request: { ...request, id }, isTold: false, settle: resolve });
    this.#tellNext();
    return promise;
  }

  /** Resolves as soon as there is one that nobody was told of; each is told once. */
  next(): Promise<WaitingRequest> {
    const { promise, resolve } = Promise.withResolvers<WaitingRequest>();
    this.#tell = resolve;
    this.#tellNext();
    return promise;
  }

  /** What waits goes on waiting until it is told. */
  stopTelling(): void {
    this.#tell = undefined;
  }

  /** What was settled; undefined where none of that id waits. */
  settle(id: string, isLetThrough: boolean): WaitingRequest | undefined {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    waiting?.settle(isLetThrough);
    return waiting?.request;
  }

  dropAll(): void {
    for (const id of this.#waiting.keys()) this.settle(id, false);
  }

  #tellNext(): void {
    const waiting = [...this.#waiting.values()].find(({ isTold }) => !isTold);
    if (waiting === undefined || this.#tell === undefined) return;
    waiting.isTold = true;
    this.#tell(waiting.request);
    this.#tell = undefined;
  }
}
