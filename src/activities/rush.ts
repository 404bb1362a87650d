/** Whether so many sessions begin at this worker that what nobody waits for is better left for later. */
export interface Rush {
  /** One more begins. */
  enter(): void;
  /** How long the rush will keep the worker busy, in milliseconds; 0 where there is none. */
  busyMs(): number;
}

const windowMs = 5_000;
const rushMin = 50;
/** What a session of a few steps takes on two cores that the server shares, measured by `bench:triggers`. */
const sessionMs = 60;
const busyMaxMs = 30_000;

/** `now`: in milliseconds, from whenever. */
export function watchRush(now: () => number = () => performance.now()): Rush {
  let entered: number[] = [];
  return {
    enter() {
      entered.push(now());
    },
    busyMs() {
      entered = entered.filter((at) => at > now() - windowMs);
      return entered.length < rushMin ? 0 : Math.min(entered.length * sessionMs, busyMaxMs);
    },
  };
}
