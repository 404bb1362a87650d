import { fileURLToPath } from 'node:url';
import { Piscina } from 'piscina';
import { signalWithin } from '../network/guarded-agent.ts';
import { performTask, type Tasks } from './reading-thread.ts';
import { Turns } from './turns.ts';

/** A text from outside that took longer, or more memory, than reading may. */
export class TooComplex extends Error {
  override readonly name = 'TooComplex';
}

/**
 * Reads what pages and feeds say, away from the worker's own thread: what takes too long there is cut off, and holds
 * nobody else up. One for all sessions of a pool of browsers.
 */
export interface PageReader {
  /** @throws {TooComplex} where it takes longer or more memory than it may; the signal's reason. */
  read<Task extends keyof Tasks>(
    task: Task,
    input: Parameters<Tasks[Task]>[0],
    signal: AbortSignal,
  ): Promise<ReturnType<Tasks[Task]>>;
  /** The same, but at once and here where the texts are so short that this holds nobody up. */
  readText<Task extends keyof Tasks>(
    task: Task,
    input: Parameters<Tasks[Task]>[0],
    characters: number,
    signal: AbortSignal,
  ): Promise<ReturnType<Tasks[Task]>>;
  close(): Promise<void>;
}

/** Measured: the largest saved page takes some 60 ms. */
const readingMaxMs = 10_000;
const threadMaxMb = 512;
const idleMs = 60_000;
const threadsMax = 2;
/** Measured: to look for six secrets in so many takes 20 to 40 ms. */
const shortMaxCharacters = 20_000;

const thread = fileURLToPath(
  new URL(`reading-thread.${import.meta.url.endsWith('.ts') ? 'ts' : 'js'}`, import.meta.url),
);

/**
 * Threads are started with the first text, and end when there was none for a minute. `maxMs`: how long a text may take
 * from when its turn has come, as it is not to blame for those before it.
 */
export function createPageReader({ maxMs = readingMaxMs }: { maxMs?: number } = {}): PageReader {
  let pool: Piscina | undefined;
  const turns = new Turns(threadsMax);
  const reader: PageReader = {
    async readText(task, input, characters, signal) {
      if (characters > shortMaxCharacters) return reader.read(task, input, signal);
      return performTask({ task, input }) as ReturnType<Tasks[typeof task]>;
    },
    async read(task, input, signal) {
      const endTurn = await turns.take(signal);
      pool ??= new Piscina({
        filename: thread,
        name: 'performTask',
        minThreads: 0,
        maxThreads: threadsMax,
        idleTimeout: idleMs,
        resourceLimits: { maxOldGenerationSizeMb: threadMaxMb },
      });
      const bounded = signalWithin(maxMs, signal);
      try {
        bounded.throwIfAborted();
        return await pool.run({ task, input }, { signal: bounded });
      } catch (error) {
        if (signal.aborted) throw signal.reason;
        if (bounded.aborted) throw new TooComplex(`reading it took more than ${maxMs / 1_000} s`);
        if (isOutOfMemory(error)) throw new TooComplex(`reading it took more than ${threadMaxMb} MB of memory`);
        throw error;
      } finally {
        endTurn();
      }
    },
    async close() {
      await pool?.destroy();
      pool = undefined;
    },
  };
  return reader;
}

const isOutOfMemory = (error: unknown) =>
  error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY';
