import type { Command } from 'commander';
import type { Assisfy, AssisfyOptions } from '../client/assisfy.ts';
import { oneLine } from '../dev/event-lines.ts';

/** What every command takes. */
export interface CommonFlags {
  json?: true;
  address?: string;
  namespace?: string;
}

/** A command with the flags that all have. */
export function addCommand(program: Command, name: string, description: string): Command {
  return program
    .command(name)
    .description(description)
    .option('--json', 'print JSON')
    .option('--address <host:port>', 'the Temporal server (TEMPORAL_ADDRESS)')
    .option('--namespace <name>', "the server's namespace (TEMPORAL_NAMESPACE)");
}

/** Runs with a client of the flags and the environment, and closes its connection. `warn` says each warning once. */
export async function withClient(
  flags: CommonFlags,
  use: (client: Assisfy, warn: (message: string) => void) => Promise<void>,
  options: AssisfyOptions = {},
): Promise<void> {
  // Temporal's client takes longer to load than all else, and help and bad flags do without it
  const { createAssisfy } = await import('../client/assisfy.ts');
  const told = new Set<string>();
  const warn = (message: string) => {
    if (!told.has(message)) process.stderr.write(`warning: ${oneLine(message, 4_000)}\n`);
    told.add(message);
  };
  const client = createAssisfy({
    ...options,
    temporal: { address: flags.address, namespace: flags.namespace },
    onWarning: warn,
  });
  try {
    await use(client, warn);
  } finally {
    await client.close();
  }
}
