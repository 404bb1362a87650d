/** A worker of either side in a process of its own, as in earnest: `node worker-process.ts ORDER`, with an IPC channel. */
import { pino } from 'pino';
import { readTemporalSettings } from '../../src/config.ts';
import { startWorker } from '../../src/worker.ts';
import { masterKeys } from '../environment.ts';
import { startFloorWorker } from './floor-worker.ts';
import { trivialPlanner } from './planner.ts';
import { StepRecorder } from './step-recorder.ts';
import type { WorkerOrder, WorkerQuestion } from './worker-order.ts';

async function startProductWorker({ address, namespace, taskQueue }: WorkerOrder, recorder: StepRecorder) {
  return startWorker({
    temporal: readTemporalSettings({ address, namespace }),
    taskQueue,
    masterKeys,
    allowNetworks: '127.0.0.1',
    chromiumPath: () => Promise.reject(new Error('no session of this bench needs a browser')),
    planner: trivialPlanner,
    activityInterceptors: [recorder.interceptor],
    logger: pino({ level: 'error' }, pino.destination(2)),
  });
}

const order = JSON.parse(process.argv[2] ?? '') as WorkerOrder;
const recorder = new StepRecorder();
const worker = await (order.side === 'floor' ? startFloorWorker : startProductWorker)(order, recorder);
let ending: Promise<void> | undefined;
const end = () => (ending ??= worker.stop());
process.on('message', (question: WorkerQuestion) => {
  if (question === 'steps') process.send?.(recorder.take());
  else void end().then(() => process.disconnect());
});
process.once('disconnect', () => void end()); // the bench may be gone
process.send?.('ready');
