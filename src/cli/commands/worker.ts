import type { Command } from 'commander';
import { addCommand, type CommonFlags } from '../command.ts';

export function addWorkerCommand(program: Command): void {
  addCommand(program, 'worker', 'a worker against the Temporal server of the environment').action(
    async (flags: CommonFlags) => {
      // Temporal's native core is loaded by the commands that need it alone
      const { runWorker } = await import('../run-worker.ts');
      await runWorker(flags);
    },
  );
}
