import type { Command } from 'commander';
import { AutoTriggerError } from '../../contract/errors.ts';
import { addCommand, type CommonFlags } from '../command.ts';
import { parsePort } from '../parse-port.ts';
import { printJsonLine, printLine, printNote } from '../print.ts';

interface DevFlags extends CommonFlags {
  database?: string;
  port?: string;
  uiPort?: string;
}

const serverPort = 7_233;
/** As for any development server of Temporal's, so that links to the UI can be made. */
const uiPortDistance = 1_000;

export function addDevCommand(program: Command): void {
  addCommand(program, 'dev', 'a Temporal server with its UI, and a worker, on this machine')
    .option('--port <number>', `the server's port, ${serverPort} where left out`)
    .option('--ui-port <number>', `its UI's port, ${uiPortDistance} above where left out`)
    .option('--database <file>', 'keep workflows over restarts in this SQLite file; in memory where left out')
    .action(async (flags: DevFlags) => {
      const { startDevServer } = await import('../../dev/dev-server.ts');
      const { runWorker } = await import('../run-worker.ts');
      const frontend = parsePort('--port', flags.port) ?? serverPort;
      const server = await startDevServer({
        ports: { frontend, ui: parsePort('--ui-port', flags.uiPort) ?? uiPortOf(frontend) },
        progress: printNote,
        ...(flags.database === undefined ? {} : { databaseFile: flags.database }),
      });
      try {
        const { address, namespace, uiUrl, ownServices } = server;
        const onStarted = () => {
          if (flags.json) return printJsonLine({ address, namespace, ui_url: uiUrl });
          printLine(`Ready. Temporal at ${address}, its UI at ${uiUrl}; Ctrl-C ends both.`);
        };
        await runWorker({ address, namespace }, { ownServices, onStarted });
      } finally {
        await server.stop();
      }
    });
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
