import { platform } from 'node:os';
import { readSettings } from '../config.ts';
import { answersVersion, fromEnvironment, fromSearchPath, obtain, type Source } from './obtain.ts';
import type { Progress } from './progress.ts';
import { runCommand } from './run-command.ts';
import { downloadFromTemporal } from './temporal-download.ts';
import { fromCache, makeInCache, type CachedTool } from './tool-cache.ts';

// the newest that `go install` can build: later modules carry replace directives
const goPackage = 'github.com/temporalio/cli/cmd/temporal@v1.5.1';
const executable = platform() === 'win32' ? 'temporal.exe' : 'temporal';
const tool: CachedTool = { name: 'temporal-cli', executable, check: answersVersion };

/**
 * The path of a Temporal CLI that works: from `TEMPORAL_CLI_PATH`, PATH, the cache, the download that Temporal's
 * SDKs use, or built by Go, in this order.
 *
 * @throws {AutoTriggerError} BadConfiguration where `TEMPORAL_CLI_PATH` does not work; Unobtainable.
 */
export async function obtainTemporalCli(progress: Progress, signal?: AbortSignal): Promise<string> {
  return obtain({
    what: 'Temporal CLI',
    progress,
    signal,
    sources: [
      fromEnvironment('TEMPORAL_CLI_PATH', readSettings().temporalCliPath, answersVersion),
      fromSearchPath([executable], answersVersion),
      fromCache(tool),
      download(progress, signal),
      goInstall(progress, signal),
    ],
    advice: `Install it (https://docs.temporal.io/cli, or \`brew install temporal\`) or set TEMPORAL_CLI_PATH to where it is.`,
  });
}

function download(progress: Progress, signal?: AbortSignal): Source {
  return {
    name: 'download',
    attempt: () =>
      makeInCache(tool, progress, (folder) =>
        downloadFromTemporal({ artifact: 'cli', folder, executable, progress, signal }),
      ),
  };
}

function goInstall(progress: Progress, signal?: AbortSignal): Source {
  return {
    name: 'go install',
    attempt: async () => {
      await runCommand('go', ['version']);
      return makeInCache(tool, progress, async (folder) => {
        progress(`building with Go: go install ${goPackage} (2 to 5 minutes the first time)`);
        await runCommand('go', ['install', goPackage], { environment: { GOBIN: folder }, signal });
      });
    },
  };
}
