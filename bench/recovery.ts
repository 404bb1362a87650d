/**
 * `npm run bench:recovery`: how long a session stands still when a worker of it is killed, with another one up: the
 * one that has its page, and the one that runs its workflow. See README.md here.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { setTimeout as pause } from 'node:timers/promises';
import { Client, Connection, type WorkflowHandle } from '@temporalio/client';
import { autoTriggerType } from '../src/contract/temporal-names.ts';
import type { TriggerStatus } from '../src/contract/status.ts';
import { environmentWith } from '../src/config.ts';
import { startDevServer } from '../src/dev/dev-server.ts';
import { obtainBrowser } from '../src/dev/obtain-browser.ts';
import { median, say } from './environment.ts';

const rounds = 11;
/** So that a worker is killed in the middle of a step. */
const pageDelayMs = 1_500;
const victims = ['the worker that has the page', 'the worker that runs the workflow'] as const;
type Victim = (typeof victims)[number];
const steps = new Set(['thinkNext', 'openBrowser', 'act']);

const chromiumPath = await obtainBrowser(say);
const server = await startDevServer({ progress: say });
const connection = await Connection.connect({ address: server.address });
const client = new Client({ connection });
const blog = await startSlowBlog();
const workers = new Map<number, ChildProcess>();
try {
  await Promise.all([startCommandLineWorker(), startCommandLineWorker()]);
  for (const victim of victims) {
    const stoodStill: number[] = [];
    let both = 0;
    for (let round = 1; round <= rounds; round += 1) {
      const { milliseconds, wasBoth } = await killInTheMiddle(victim, round);
      say(`${victim}, round ${round}: ${milliseconds} ms${wasBoth ? ', it was both' : ''}`);
      stoodStill.push(milliseconds);
      if (wasBoth) both += 1;
    }
    console.log(
      `From SIGKILL of ${victim} to the next step on another: median ${median(stoodStill)} ms, most ${Math.max(...stoodStill)} ms (${rounds} kills, each session ended answered; ${both} workers were both)`,
    );
  }
} finally {
  for (const worker of workers.values()) worker.kill('SIGTERM');
  await Promise.all([...workers.values()].map((worker) => once(worker, 'exit')));
  blog.close();
  await connection.close();
  await server.stop();
}

/** A worker as people start it, in a process of its own; known by its process id, which is in its identity too. */
async function startCommandLineWorker(): Promise<void> {
  const program = fileURLToPath(new URL('../src/cli/main.ts', import.meta.url));
  const worker = spawn(process.execPath, [program, 'worker'], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: environmentWith({
      TEMPORAL_ADDRESS: server.address,
      AUTO_TRIGGER_MASTER_KEY: 'the-master-key-of-the-bench-0123456789',
      AUTO_TRIGGER_ALLOW_NETWORKS: '127.0.0.1',
      CHROMIUM_PATH: chromiumPath,
      LOG_LEVEL: 'info',
    }),
  });
  const { pid = 0, stderr } = worker;
  workers.set(pid, worker);
  worker.once('exit', () => workers.delete(pid));
  await new Promise<void>((resolve) => {
    stderr.setEncoding('utf8').on('data', (text: string) => text.includes('worker started') && resolve());
  });
}

interface Kill {
  /** From the kill to the start of the session's next step. */
  milliseconds: number;
  /** The worker had the page and ran the workflow. */
  wasBoth: boolean;
}

/** One session, of which a worker is killed while its page loads. */
async function killInTheMiddle(victim: Victim, round: number): Promise<Kill> {
  const workflowId = `trg_bench_${victims.indexOf(victim)}_${round}`;
  const handle = await client.workflow.start(autoTriggerType, {
    workflowId,
    taskQueue: 'auto-trigger',
    args: [{ email: 'bench@example.com', goal: `Go through ${blog.url} and let me know the latest update` }],
  });
  const owner = await ownerOfPage(handle);
  const runner = await runnerOfWorkflow(handle);
  const killedAt = Date.now();
  process.kill(victim === 'the worker that has the page' ? owner : runner, 'SIGKILL');
  const replacement = startCommandLineWorker();
  const { last }: TriggerStatus = await handle.result();
  await replacement;
  if (last?.outcome !== 'answered') throw new Error(`the session ended ${last?.outcome}: ${last?.answer}`);
  return { milliseconds: (await nextStepAfter(handle, killedAt)) - killedAt, wasBoth: owner === runner };
}

/** The process that is in the middle of an action of the session. */
async function ownerOfPage(handle: WorkflowHandle): Promise<number> {
  for (;;) {
    const { raw } = await handle.describe();
    const acting = raw.pendingActivities?.find(({ activityType }) => activityType?.name === 'act');
    const pid = processOf(acting?.lastWorkerIdentity);
    if (workers.has(pid)) return pid;
    await pause(20);
  }
}

/** The process that took the last task of the session's workflow. */
async function runnerOfWorkflow(handle: WorkflowHandle): Promise<number> {
  const { events } = await handle.fetchHistory();
  const tasks = events?.flatMap(({ workflowTaskStartedEventAttributes: task }) => task ?? []) ?? [];
  const identity = tasks.at(-1)?.identity;
  const pid = processOf(identity);
  if (!workers.has(pid)) throw new Error(`${identity} runs the workflow, and is none of the bench's`);
  return pid;
}

/** The process id at the begin of a worker's identity; NaN where there is none. */
function processOf(identity: string | null | undefined): number {
  return Number(/^\d+/.exec(identity ?? '')?.[0]);
}

/** When the first step of the session began after that instant, in milliseconds since the epoch. */
async function nextStepAfter(handle: WorkflowHandle, instant: number): Promise<number> {
  const { events } = await handle.fetchHistory();
  const isStep = new Set<string>();
  for (const event of events ?? []) {
    const scheduled = event.activityTaskScheduledEventAttributes;
    if (steps.has(scheduled?.activityType?.name ?? '')) isStep.add(String(event.eventId));
    const started = event.activityTaskStartedEventAttributes;
    const at = Number(event.eventTime?.seconds) * 1_000 + Number(event.eventTime?.nanos) / 1_000_000;
    if (started && isStep.has(String(started.scheduledEventId)) && at > instant) return Math.round(at);
  }
  throw new Error('no step began after the kill');
}

async function startSlowBlog() {
  const front = '<title>A slow blog</title><h1>Posts</h1>';
  const posts = [1, 2, 3].map(
    (number) =>
      `<article><h2><a href="/post-${number}">Post ${number}</a></h2><time>2026-10-0${number}</time></article>`,
  );
  const slow = createServer((request, response) => {
    const body =
      request.url === '/' ? front + posts.join('') : `<title>A post</title><h1>A post</h1><p>It says little.</p>`;
    const isPage = request.url === '/' || request.url?.startsWith('/post') === true;
    setTimeout(
      () => response.writeHead(isPage ? 200 : 404, { 'content-type': 'text/html' }).end(isPage ? body : ''),
      isPage ? pageDelayMs : 0,
    );
  });
  slow.listen(0, '127.0.0.1');
  await once(slow, 'listening');
  return {
    url: `http://127.0.0.1:${(slow.address() as AddressInfo).port}/`,
    close() {
      slow.closeAllConnections();
      slow.close();
    },
  };
}
