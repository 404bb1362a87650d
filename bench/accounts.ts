/**
 * `npm run bench:accounts`: how long a session waits for its reservation, with one account and many sessions at once, on
 * a server as `dev` starts it and on one with the server's own settings. See README.md here.
 */
import { pino } from 'pino';
import { createReservations } from '../src/activities/reservations.ts';
import { readAccount } from '../src/client/accounts/account.ts';
import { reserveSessions } from '../src/client/server/account-update.ts';
import { TemporalConnection } from '../src/client/server/connection.ts';
import { readTemporalSettings } from '../src/config.ts';
import { type DevServerOptions, startDevServer } from '../src/dev/dev-server.ts';
import { startWorker } from '../src/worker.ts';
import { masterKeys, quantile, say } from './environment.ts';

const reservations = 1_000;
const taskQueue = 'auto-trigger';

interface Load {
  /** Processes that reserve, each with a connection of its own. */
  workers: number;
  /** Sessions that are due in each at one instant; the next when all have their answer. */
  sessions: number;
  /** Whether those of one worker share an update, as they do in the product, or each sends its own. */
  together: boolean;
}

const loads: Load[] = [
  { workers: 1, sessions: 1, together: true },
  { workers: 1, sessions: 20, together: true },
  { workers: 1, sessions: 20, together: false },
  { workers: 4, sessions: 5, together: true },
  { workers: 20, sessions: 1, together: true },
  { workers: 50, sessions: 1, together: true },
];

interface Measured {
  latencies: number[];
  failures: number;
  counted: number;
}

async function measure(address: string, load: Load, number: number): Promise<Measured> {
  const email = `bench-${number}@example.com`;
  const connect = () => new TemporalConnection(readTemporalSettings({ address }));
  const looking = connect();
  const connections = Array.from({ length: load.workers }, connect);
  const workers = connections.map((temporal) => {
    const ask = (account: string, session_ids: string[]) =>
      reserveSessions(temporal, { email: account, taskQueue, session_ids });
    return load.together
      ? createReservations(ask)
      : async (account: string, id: string) => ({ granted: (await ask(account, [id])).granted[0] === true });
  });
  for (const [index, reserve] of workers.entries()) await reserve(email, `warm-${index}`);

  const latencies: number[] = [];
  let failures = 0;
  let sessions = 0;
  const reserveNext = async (reserve: (typeof workers)[number]) => {
    const begin = performance.now();
    const isGranted = await reserve(email, `ses_0123456789ab_${++sessions}`).then(
      ({ granted }) => granted,
      () => false,
    );
    latencies.push(performance.now() - begin);
    if (!isGranted) failures += 1;
  };
  while (latencies.length < reservations)
    await Promise.all(workers.flatMap((reserve) => Array.from({ length: load.sessions }, () => reserveNext(reserve))));

  const { today_sessions } = await readAccount(looking, email);
  await Promise.all([looking, ...connections].map((connection) => connection.close()));
  return { latencies, failures, counted: today_sessions - workers.length };
}

async function on(title: string, options: Partial<DevServerOptions>): Promise<void> {
  const server = await startDevServer({ progress: say, ...options });
  const worker = await startWorker({
    temporal: readTemporalSettings(server),
    masterKeys,
    allowNetworks: '',
    chromiumPath: () => Promise.reject(new Error('no session runs here')),
    logger: pino({ level: 'error' }, pino.destination(2)),
  });
  console.log(`\n${title}; ${reservations} reservations of one account\n`);
  console.log('workers | sessions at once in each | an update | p50 | p99 | most | failed | counted');
  for (const [number, load] of loads.entries()) {
    const { latencies, failures, counted } = await measure(server.address, load, number);
    const ms = (share: number) => `${quantile(latencies, share).toFixed(0)} ms`;
    const each = load.together ? 'for all that wait' : 'for each';
    console.log([load.workers, load.sessions, each, ms(0.5), ms(0.99), ms(1), failures, counted].join(' | '));
  }
  await worker.stop();
  await server.stop();
}

await on('A server as `dev` starts it', {});
await on("A server with Temporal's own settings", { dynamicConfig: [] });
say('done');
