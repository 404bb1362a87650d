/** How many sessions begin at this worker at once. */
export interface Crowd {
  /** One more begins. */
  enter(): void;
  /** How long the crowd will keep the worker busy, in milliseconds; 0 where there is none. */
  busyMs(): number;
}

const windowMs = 5_000;
const crowdMin = 50;
/** What a session of a few steps takes on two cores that the server shares, measured by `bench:triggers`. */
const sessionMs = 60;
const busyMaxMs = 30_000;

/** `now`: in milliseconds, from whenever. */
export function createCrowd(now: () => number = () => performance.now()): Crowd {
  let entered: number[] = [];
  return {
    enter() {
      entered.push(now());
    },
    busyMs() {
      entered = entered.filter((at) => at > now() - windowMs);
      return entered.length < crowdMin ? 0 : Math.min(entered.length * sessionMs, busyMaxMs);
    },
  };
}
