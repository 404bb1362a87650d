import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { TestContext } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { heartbeat } from '@temporalio/activity';
import type { ActivityInterceptorsFactory } from '@temporalio/worker';
import { pino } from 'pino';
import { readMasterKeys, readTemporalSettings } from '../../src/config.ts';
import { startWorker } from '../../src/worker.ts';
import { contentedPlanner, formFillingPlanner } from './scripted-session.ts';

const run = promisify(execFile);

/** Activities that are steps of a session. */
const sessionSteps = new Set(['thinkNext', 'openBrowser', 'examineAction', 'act', 'closeBrowser']);

interface Fate {
  /** Kills itself with SIGKILL when that step of a session, counted from 1, is done, before anybody hears of it. */
  diesAtStep?: number;
  /**
   * The same for many at once, by tracking id: each waits when its own step is done, before anybody hears of it, and
   * the worker kills itself when the last is there.
   */
  diesAtStepOf?: Record<string, number>;
  /** Kills itself with SIGKILL when its nth reservation was made, counted from 1, before anybody hears of it. */
  diesAtReservation?: number;
  /** Kills its Chromium with SIGKILL before that action of a trigger in its page, counted from 1; by tracking id. */
  chromiumDiesAtActionOf?: Record<string, number>;
}

/** A worker in a process of its own, which a test can kill. `planner` is `form`, `builtin`, or `content` without a look. */
export async function spawnWorker(
  test: TestContext,
  taskQueue: string,
  planner: 'form' | 'builtin' | 'content',
  fate: Fate = {},
): Promise<ChildProcess> {
  const worker = spawn(process.execPath, [fileURLToPath(import.meta.url), taskQueue, planner, JSON.stringify(fate)], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  test.after(async () => {
    if (worker.exitCode !== null || worker.signalCode !== null) return;
    worker.kill('SIGTERM');
    await once(worker, 'exit');
  });
  await once(worker, 'message');
  return worker;
}

/** Kills the Chromium of a worker: the processes that are its children. */
export async function killChromiumOf(pid: number): Promise<void> {
  const { stdout } = await run('ps', ['-o', 'pid=,comm=', '--ppid', String(pid)]);
  const children = stdout
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/));
  for (const [child, command] of children) if (command !== 'ps') process.kill(Number(child), 'SIGKILL');
}

function meeting(fate: Fate): ActivityInterceptorsFactory {
  const { diesAtStep, diesAtStepOf = {}, diesAtReservation, chromiumDiesAtActionOf = {} } = fate;
  const [steps, stepsOf, actionsOf, reservations] = [counter(), counter(), counter(), counter()];
  let left = Object.keys(diesAtStepOf).length;
  const die = () => process.kill(process.pid, 'SIGKILL');
  return ({ info: { activityType, workflowExecution } }) => ({
    inbound: {
      async execute(input, next) {
        const trackingId = workflowExecution?.workflowId ?? '';
        if (activityType === 'act' && actionsOf(trackingId) === chromiumDiesAtActionOf[trackingId])
          await killChromiumOf(process.pid);
        const result = await next(input);
        if (activityType === 'reserveSession' && reservations() === diesAtReservation) die();
        if (!sessionSteps.has(activityType)) return result;
        if (steps() === diesAtStep) die();
        if (stepsOf(trackingId) === diesAtStepOf[trackingId]) {
          if (--left === 0) die();
          await waitForever();
        }
        return result;
      },
    },
  });
}

/** Counts from 1, each name for itself. */
function counter(): (name?: string) => number {
  const counts = new Map<string, number>();
  return (name = '') => {
    const count = (counts.get(name) ?? 0) + 1;
    counts.set(name, count);
    return count;
  };
}

/** Alive as far as the server can tell, which would begin the step again elsewhere. */
async function waitForever(): Promise<never> {
  for (;;) {
    heartbeat();
    await pause(200);
  }
}

if (import.meta.main) {
  const [taskQueue = '', planner, fate = '{}'] = process.argv.slice(2);
  const temporal = readTemporalSettings();
  const worker = await startWorker({
    temporal,
    taskQueue,
    masterKeys: readMasterKeys(temporal.address),
    allowNetworks: '127.0.0.1',
    maxSessions: 12,
    chromiumPath: () => Promise.resolve(process.env['CHROMIUM_PATH'] ?? ''),
    ...(planner === 'form' ? { planner: formFillingPlanner } : {}),
    ...(planner === 'content' ? { planner: contentedPlanner } : {}),
    activityInterceptors: [meeting(JSON.parse(fate) as Fate)],
    logger: pino({ level: process.env['LOG_LEVEL'] ?? 'warn' }, pino.destination(2)),
  });
  process.once('SIGTERM', () => void worker.stop());
  process.send?.('ready');
  await worker.stopped;
  process.disconnect?.();
}
