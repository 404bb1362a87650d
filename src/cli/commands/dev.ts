import type { Command } from 'commander';
import { readTemporalSettings } from '../../config.ts';
import { addCommand, type CommonFlags } from '../command.ts';
import { parsePort } from '../parse-port.ts';
import { printJsonLine, printLine, printNote } from '../print.ts';

interface DevFlags extends CommonFlags {
  database?: string;
  port?: string;
  uiPort?: string;
}

const temporalPorts = { frontend: 7_233, ui: 8_233 };

export function addDevCommand(program: Command): void {
  addCommand(program, 'dev', 'a Temporal server with its UI, and a worker, on this machine')
    .option('--port <number>', `the server's port, ${temporalPorts.frontend} where left out`)
    .option('--ui-port <number>', `its UI's port, ${temporalPorts.ui} where left out`)
    .option('--database <file>', 'keep workflows over restarts in this SQLite file; in memory where left out')
    .action(async (flags: DevFlags) => {
      const { startDevServer } = await import('../../dev/dev-server.ts');
      const { runWorker } = await import('../run-worker.ts');
      const server = await startDevServer({
        ports: {
          frontend: parsePort('--port', flags.port) ?? temporalPorts.frontend,
          ui: parsePort('--ui-port', flags.uiPort) ?? temporalPorts.ui,
        },
        progress: printNote,
        ...(flags.database === undefined ? {} : { databaseFile: flags.database }),
      });
      try {
        const { address, namespace, uiUrl } = server;
        const onStarted = () => {
          if (flags.json) return printJsonLine({ address, namespace, ui_url: uiUrl });
          printLine(`Ready. Temporal at ${address}, its UI at ${uiUrl}; Ctrl-C ends both.`);
        };
        const ownServices = uiUrl === undefined ? [] : [new URL(uiUrl).host];
        await runWorker(readTemporalSettings({ address, namespace }), { ownServices, onStarted });
      } finally {
        await server.stop();
      }
    });
}
