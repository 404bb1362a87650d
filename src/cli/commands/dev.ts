import { join, resolve } from 'node:path';
import { type Command, Option } from 'commander';
import { readSettings } from '../../config.ts';
import { AutoTriggerError } from '../../contract/errors.ts';
import { addCommand, type CommonFlags } from '../command.ts';
import { parsePort } from '../parse-port.ts';
import { printJsonLine, printLine, printNote } from '../print.ts';

interface DevFlags extends CommonFlags {
  database?: string;
  ephemeral?: true;
  port?: string;
  uiPort?: string;
}

const serverPort = 7_233;
/** As for any development server of Temporal's, so that links to the UI can be made. */
const uiPortDistance = 1_000;
/** After it the server has 5 s to end. */
const workerEndMs = 6_000;
/** Ctrl-C takes less than 20 s, whatever hangs and however busy the machine is. */
const endMs = 17_000;

export function addDevCommand(program: Command): void {
  addCommand(program, 'dev', 'a Temporal server with its UI, and a worker, on this machine')
    .option('--port <number>', `the server's port, ${serverPort} where left out`)
    .option('--ui-port <number>', `its UI's port, ${uiPortDistance} above where left out`)
    .option(
      '--database <file>',
      'the SQLite file that keeps workflows over restarts; auto-trigger/dev.db in XDG_DATA_HOME (~/.local/share) where left out',
    )
    .addOption(new Option('--ephemeral', 'keep nothing over restarts').conflicts('database'))
    .action(async (flags: DevFlags) => {
      const { startDevServer } = await import('../../dev/dev-server.ts');
      const { runWorker } = await import('../run-worker.ts');
      const database = flags.ephemeral ? null : resolve(flags.database ?? join(readSettings().dataFolder, 'dev.db'));
      const frontend = parsePort('--port', flags.port) ?? serverPort;
      const server = await startDevServer({
        ports: { frontend, ui: parsePort('--ui-port', flags.uiPort) ?? uiPortOf(frontend) },
        progress: printNote,
        ...(database === null ? {} : { databaseFile: database }),
      });
      let hasEnded = true;
      try {
        const { address, namespace, uiUrl, ownServices } = server;
        const onStarted = () => {
          if (flags.json) return printJsonLine({ address, namespace, ui_url: uiUrl, database });
          printLine(`Ready. Temporal at ${address}, its UI at ${uiUrl}; Ctrl-C ends both.`);
          printLine(
            database === null
              ? 'Nothing is kept when it ends (--ephemeral).'
              : `Triggers and their past are kept in ${database}; --ephemeral keeps nothing.`,
          );
        };
        const onEnding = () => void setTimeout(() => giveUp(server.pid), endMs).unref();
        const ending = { onEnding, endWithinMs: workerEndMs };
        hasEnded = await runWorker({ address, namespace }, { ownServices, onStarted, ...ending });
      } finally {
        await server.stop();
      }
      if (hasEnded) return;
      printNote(`What still ran is cut off${database === null ? '' : ', and goes on at the next start'}.`);
      process.exit(0);
    });
}

/** A server that hangs does not see the end of this process. */
function giveUp(server: number | undefined): never {
  try {
    if (server !== undefined) process.kill(server, 'SIGKILL');
  } finally {
    process.exit(0); // also where it has ended by itself
  }
}

function uiPortOf(frontend: number): number {
  if (frontend === 0) return 0; // any port that is free, for both
  const port = frontend + uiPortDistance;
  if (port <= 65_535) return port;
  throw new AutoTriggerError(
    'InvalidRequest',
    `--port (${frontend}) leaves no port for the UI above it; give --ui-port`,
  );
}
