import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { environmentWith } from '../../src/config.ts';
import type { Step } from './step-recorder.ts';
import type { WorkerOrder, WorkerQuestion } from './worker-order.ts';

/** A worker in a process of its own. */
export class BenchWorker {
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess) {
    this.#child = child;
  }

  /** With a folder, profiles of its threads are written there when it ends. */
  static async start(order: WorkerOrder, profileFolder: string | undefined): Promise<BenchWorker> {
    const program = fileURLToPath(new URL('./worker-process.ts', import.meta.url));
    const profiling =
      profileFolder === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profileFolder}`, '--cpu-prof-interval=1000'];
    const child = spawn(process.execPath, [...profiling, program, JSON.stringify(order)], {
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      env: environmentWith({}),
    });
    const ended = once(child, 'exit').then(() => {
      throw new Error(`the worker of the ${order.side} ended`);
    });
    ended.catch(() => undefined);
    await Promise.race([once(child, 'message'), ended]);
    return new BenchWorker(child);
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  /** The activities that ran on it since it was last asked. */
  async steps(): Promise<Step[]> {
    this.#child.send('steps' satisfies WorkerQuestion);
    const [steps] = (await once(this.#child, 'message')) as [Step[]];
    return steps;
  }

  async stop(): Promise<void> {
    const exited = once(this.#child, 'exit');
    this.#child.send('stop' satisfies WorkerQuestion);
    await exited;
  }
}
