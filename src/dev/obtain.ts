import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { readSettings } from '../config.ts';
import { AutoTriggerError, messageOf } from '../contract/errors.ts';
import { withHeartbeat, type Progress } from './progress.ts';

const run = promisify(execFile);

/** One place that a tool can come from. */
export interface Source {
  /** How progress and the final message call it. */
  name: string;
  /**
   * The path of a tool that works. What it throws is the reason of its failure, and the next source is tried;
   * an AutoTriggerError ends the search at once: the person asked for this source and must hear of it.
   */
  attempt(): Promise<string>;
}

export interface Search {
  /** What is looked for, as in "the Temporal CLI". */
  what: string;
  sources: Source[];
  /** What the person can type where no source works. */
  advice: string;
  progress: Progress;
  /** Ends the search. */
  signal?: AbortSignal | undefined;
}

/**
 * The first source that works, in order; each try is a line of progress.
 *
 * @throws {AutoTriggerError} Unobtainable, with what was tried, why each failed, and what to type.
 */
export async function obtain({ what, sources, advice, progress, signal }: Search): Promise<string> {
  const failures: string[] = [];
  for (const source of sources) {
    try {
      const path = await withHeartbeat(progress, `${what}: ${source.name}`, source.attempt());
      progress(`${what}: ${path} (${source.name})`);
      return path;
    } catch (error) {
      signal?.throwIfAborted();
      if (AutoTriggerError.is(error)) throw error;
      failures.push(`${source.name}: ${messageOf(error)}`);
      progress(`${what}: not from ${source.name}: ${messageOf(error)}`);
    }
  }
  const tried = failures.map((failure) => `  - ${failure}`).join('\n');
  throw new AutoTriggerError('Unobtainable', `${what} could not be obtained. Tried:\n${tried}\n${advice}`);
}

/** Whether a tool at this path works; throws the reason where it does not. */
export type ToolCheck = (path: string) => Promise<void>;

/** A tool works where it answers `--version` within 20 seconds. */
export async function answersVersion(path: string): Promise<void> {
  try {
    await run(path, ['--version'], { timeout: 20_000, killSignal: 'SIGKILL' });
  } catch (error) {
    throw new Error(`${path} does not answer --version (${firstLine(error)})`, { cause: error });
  }
}

/** A path that the environment names; set and not working is the end of the search, never skipped in silence. */
export function fromEnvironment(variable: string, path: string | undefined, check: ToolCheck): Source {
  return {
    name: variable,
    async attempt() {
      if (path === undefined) throw new Error('not set');
      try {
        await check(path);
      } catch (error) {
        throw new AutoTriggerError(
          'BadConfiguration',
          `${variable} is set, but ${messageOf(error)}; give the path of one that works, or unset ${variable}`,
          { cause: error },
        );
      }
      return path;
    },
  };
}

/** What is installed on this machine under one of these names. */
export function fromSearchPath(names: string[], check: ToolCheck): Source {
  return {
    name: 'PATH',
    async attempt() {
      const folders = readSettings().searchPath;
      const path = await firstThatPasses(
        names.flatMap((name) => folders.map((folder) => join(folder, name))),
        check,
      );
      if (path !== undefined) return path;
      throw new Error(`no ${names.join(', ')} that answers --version`);
    },
  };
}

/** The first of these paths at which a tool works; undefined where none does. */
export async function firstThatPasses(paths: string[], check: ToolCheck): Promise<string | undefined> {
  for (const path of paths) {
    const passes = await check(path).then(
      () => true,
      () => false,
    );
    if (passes) return path;
  }
  return undefined;
}

function firstLine(error: unknown): string {
  const { code, stderr } = error as { code?: string | number; stderr?: string };
  if (code === 'ENOENT') return 'there is no such file';
  return stderr?.trim().split('\n')[0] || messageOf(error);
}
