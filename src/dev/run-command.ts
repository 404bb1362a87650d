import { spawn, type ChildProcess } from 'node:child_process';
import { platform } from 'node:os';
import { basename } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { environmentWith } from '../config.ts';

export interface CommandOptions {
  environment?: Record<string, string>;
  folder?: string;
  signal?: AbortSignal | undefined;
}

const keptCharacters = 4_000;

/**
 * Runs a command to its end and gives what it wrote to stdout. Its input is closed, so it cannot ask.
 *
 * Throws where it cannot start, ends with another code than 0 or is ended by the signal, with the line that tells why.
 */
export async function runCommand(
  command: string,
  parameters: string[],
  { environment = {}, folder, signal }: CommandOptions = {},
): Promise<string> {
  signal?.throwIfAborted();
  const child = spawn(command, parameters, {
    env: environmentWith(environment),
    stdio: ['ignore', 'pipe', 'pipe'],
    // a process group of its own, so that what the command itself starts ends with it
    detached: platform() !== 'win32',
    ...(folder === undefined ? {} : { cwd: folder }),
  });
  const stop = () => endGroup(child);
  process.once('exit', stop);
  signal?.addEventListener('abort', stop);
  let output = '';
  let last = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
    last = (last + text).slice(-keptCharacters);
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    last = (last + text).slice(-keptCharacters);
  });
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  child.once('error', (error: NodeJS.ErrnoException) => {
    reject(error.code === 'ENOENT' ? new Error(`${command} is not installed`) : error);
  });
  child.once('close', (code, signalName) => {
    if (code === 0) resolve(output);
    else reject(new Error(`${basename(command)} ended with ${signalName ?? code}: ${reasonIn(last)}`));
  });
  try {
    return await promise;
  } finally {
    process.removeListener('exit', stop);
    signal?.removeEventListener('abort', stop);
  }
}

function endGroup(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    process.kill(platform() === 'win32' ? child.pid : -child.pid, 'SIGTERM');
  } catch {
    // gone already, or of another user
  }
}

/** The first line that speaks of an error; where none does, the last. */
function reasonIn(text: string): string {
  const lines = stripVTControlCharacters(text).trim().split('\n');
  return (lines.find((line) => /\berror\b/i.test(line)) ?? lines.at(-1) ?? '').trim() || 'it said nothing';
}
