import { runProgram } from '../../src/cli/program.ts';

export interface CommandLine {
  parameters: string[];
  environment: Record<string, string>;
}

export interface CliResult {
  exitCode: number | null;
  stdout: string;
  stderr: string;
  elapsedMs: number;
}

/** Collects what is written to a stream until the returned function gives it back. */
function collect(stream: NodeJS.WriteStream): () => string {
  const { write } = stream;
  let text = '';
  stream.write = (chunk: string | Uint8Array) => {
    text += typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString();
    return true;
  };
  return () => {
    stream.write = write;
    return text;
  };
}

async function run({ parameters, environment }: CommandLine): Promise<CliResult> {
  const before = { ...process.env };
  Object.assign(process.env, environment);
  const [stdout, stderr] = [collect(process.stdout), collect(process.stderr)];
  const startedAt = Date.now();
  await runProgram(parameters);
  const result = { stdout: stdout(), stderr: stderr(), elapsedMs: Date.now() - startedAt };
  const exitCode = Number(process.exitCode ?? 0);
  process.exitCode = 0;
  for (const name of Object.keys(environment)) delete process.env[name];
  Object.assign(process.env, before);
  return { exitCode, ...result };
}

// a process of its own, so that what a command writes is nobody else's
process.on('message', (commandLine: CommandLine) => void run(commandLine).then((result) => process.send?.(result)));
