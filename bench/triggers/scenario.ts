import type { Figure } from './figures.ts';

export const usualSizes = {
  /** Triggers created. */
  creates: 2_000,
  /** Triggers due at one instant, how often, and how many seconds they have to be ready for it. */
  burst: 500,
  burstRounds: 3,
  burstLead: 60,
  /** Idle triggers, and how long they are watched. */
  idle: 5_000,
  idleSeconds: 60,
  signals: 200,
  /** Of one trigger, a second apart. */
  fires: 1_000,
};
export type Sizes = typeof usualSizes;

export interface Measured {
  figures: Figure[];
  /** What stands behind them. */
  details: object;
}
