import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const main = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));

export interface CliResult {
  exitCode: number | null;
  stdout: string;
  stderr: string;
  elapsedMs: number;
}

/** Runs the real command in a process of its own. */
export async function runCli(parameters: string[], environment: Record<string, string> = {}): Promise<CliResult> {
  const startedAt = Date.now();
  const child = spawn(process.execPath, [main, ...parameters], {
    env: { ...process.env, NO_COLOR: '1', AUTO_TRIGGER_EMAIL: 'someone@example.com', ...environment },
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
