import { type ChildProcess, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { after } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { CliResult, CommandLine } from './cli-host.ts';

const main = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));
const host = fileURLToPath(new URL('cli-host.ts', import.meta.url));

const environmentOf = (changes: Record<string, string>) => ({
  NO_COLOR: '1',
  AUTO_TRIGGER_EMAIL: 'someone@example.com',
  ...changes,
});

/** One process for all command lines of a test file, since most of what one costs is its start. */
let running: ChildProcess | undefined;
/** They share the process's streams, so that they go one after the other. */
let last: Promise<unknown> = Promise.resolve();

after(async () => {
  if (running === undefined) return;
  const ended = once(running, 'exit');
  running.disconnect();
  await ended; // a command that leaves anything open never lets it
});

/** Carries out a command line as the real command does, once those before it have ended. */
export function runCli(parameters: string[], environment: Record<string, string> = {}): Promise<CliResult> {
  const child = (running ??= fork(host, { stdio: 'inherit' }));
  const commandLine: CommandLine = { parameters, environment: environmentOf(environment) };
  const result = last.then(async () => {
    const answered = once(child, 'message');
    child.send(commandLine);
    const [answer] = (await answered) as [CliResult];
    return answer;
  });
  last = result.catch(() => undefined);
  return result;
}

/** Runs the real command in a process of its own. */
export async function spawnCli(parameters: string[], environment: Record<string, string> = {}): Promise<CliResult> {
  const startedAt = Date.now();
  const child = spawn(process.execPath, [main, ...parameters], {
    env: { ...process.env, ...environmentOf(environment) },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const [exitCode] = (await once(child, 'close')) as [number | null];
  return { exitCode, stdout, stderr, elapsedMs: Date.now() - startedAt };
}

/** True where stderr is one line that begins with `error: `: no stack, no usage. */
export function isOneErrorLine(stderr: string): boolean {
  return /^error: [^\n]+\n$/.test(stderr);
}
