import { createContext, Script } from 'node:vm';
import { type Attack, attacksOn } from './attacks.ts';

/** An attack that takes a pattern more than linear time, and how long. */
export interface Finding {
  attack: Attack;
  characters: number;
  /** Infinite where the engine had to be stopped. */
  milliseconds: number;
}

const shortCharacters = 10_000;
const longCharacters = 4 * shortCharacters;
/** Below this a text is read in no time, whatever the growth. */
const floorMs = 1;
/** Four times as long a text takes four times as long, or sixteen times where each place is read from each other. */
const growthMax = 9;
const patienceMs = 1_000;
const attacksAtOnce = 50;
const rounds = 3;

/** The first attack by which a pattern is seen to take more than linear time; undefined where none is. */
export function slowestOf(pattern: RegExp): Finding | undefined {
  const attacks = attacksOn(pattern);
  for (let done = 0; done < attacks.length; done += attacksAtOnce) {
    const some = attacks.slice(done, done + attacksAtOnce);
    const times = timesOf(
      pattern,
      some.map((attack) => textOf(attack, shortCharacters)),
    );
    for (const [position, attack] of some.entries()) {
      const finding = (times[position] ?? Infinity) <= floorMs ? undefined : examine(pattern, attack);
      if (finding !== undefined) return finding;
    }
  }
  return undefined;
}

function examine(pattern: RegExp, attack: Attack): Finding | undefined {
  const [short, long] = [textOf(attack, shortCharacters), textOf(attack, longCharacters)];
  const once = bestOf(pattern, short);
  if (once <= floorMs) return undefined;
  if (once === Infinity) return { attack, characters: short.length, milliseconds: once };
  const milliseconds = bestOf(pattern, long);
  return milliseconds / once > growthMax ? { attack, characters: long.length, milliseconds } : undefined;
}

function textOf({ before, repeated, after }: Attack, characters: number): string {
  return before + repeated.repeat(Math.ceil(characters / repeated.length)) + after;
}

function bestOf(pattern: RegExp, text: string): number {
  const [first = Infinity] = timesOf(pattern, [text]);
  return first === Infinity
    ? first
    : Math.min(
        first,
        ...timesOf(
          pattern,
          Array.from({ length: rounds }, () => text),
        ),
      );
}

const sandbox = createContext({ now: processorMs });
const script = new Script(`
  for (const text of texts) {
    const start = now();
    text.replace(pattern, '');
    times.push(now() - start);
  }
`);

function processorMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1_000;
}

/** How long the processor takes for each of some texts, in milliseconds, whatever else runs; Infinity for the one at which it had to be stopped. */
function timesOf(pattern: RegExp, texts: string[]): number[] {
  const times: number[] = [];
  Object.assign(sandbox, { pattern, texts, times });
  try {
    script.runInContext(sandbox, { timeout: patienceMs });
  } catch {
    times.push(Infinity);
  }
  return times;
}
