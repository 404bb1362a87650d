import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import type { TestContext } from 'node:test';
import { promisify } from 'node:util';
import { eventually } from './eventually.ts';

const run = promisify(execFile);

/** A Node process of a test's own; killed where it outlives the test. */
export interface Child {
  process: ChildProcess;
  /** All that it wrote so far, stdout and stderr together. */
  output(): string;
  /** Waits until it has written a text that matches. */
  says(pattern: RegExp, timeoutMs?: number): Promise<RegExpExecArray>;
  /** Its exit code, or the signal that ended it. */
  ended: Promise<number | NodeJS.Signals>;
}

/** `environment`: changes to this process's; undefined takes a variable out. */
export function startNode(
  test: TestContext,
  parameters: string[],
  environment: Record<string, string | undefined> = {},
): Child {
  const { NODE_TEST_CONTEXT: _, ...inherited } = process.env; // else its output would be taken for a test's report
  const child = spawn(process.execPath, parameters, {
    env: { ...inherited, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (output += text));
  let hasEnded = false;
  const ended = once(child, 'close').then(([code, signal]) => {
    hasEnded = true;
    return (signal ?? code) as number | NodeJS.Signals;
  });
  test.after(async () => {
    child.kill('SIGKILL');
    await ended;
  });
  return {
    process: child,
    output: () => output,
    async says(pattern, timeoutMs) {
      const seen = () => pattern.exec(output) ?? undefined;
      const found = await eventually(
        `output that matches ${pattern}`,
        () => seen() ?? (hasEnded && 'ended'),
        timeoutMs,
      ).catch((error: Error) => error.message);
      if (typeof found !== 'string') return found;
      throw new Error(`no output that matches ${pattern} (${found}); it wrote:\n${output}`);
    },
    ended,
  };
}

/** Ended, and not yet collected by its parent. */
const isDead = (line: string) => /^\s*\d+\s+Z/.test(line);

/** The processes of this machine whose command line has a text in it. */
export async function processesWith(text: string): Promise<string[]> {
  const { stdout } = await run('ps', ['-eo', 'pid=,stat=,args=']);
  return stdout.split('\n').filter((line) => line.includes(text) && !isDead(line));
}
