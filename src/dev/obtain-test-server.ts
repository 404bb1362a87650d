import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { platform } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { readSettings } from '../config.ts';
import { messageOf } from '../contract/errors.ts';
import { freePort } from './free-port.ts';
import { fromEnvironment, obtain, type Source } from './obtain.ts';
import type { Progress } from './progress.ts';
import { runCommand } from './run-command.ts';
import { downloadFromTemporal } from './temporal-download.ts';
import { fromCache, makeInCache, type CachedTool } from './tool-cache.ts';

const executable = platform() === 'win32' ? 'temporal-test-server.exe' : 'temporal-test-server';
const tool: CachedTool = { name: 'temporal-test-server', executable, check: serves };
const checkTimeoutMs = 20_000;

/**
 * The path of a time-skipping test server that works: from `TEMPORAL_TEST_SERVER_PATH`, the cache, the download that
 * Temporal's SDKs use, or fetched by Maven and run by Java, in this order. For tests alone.
 *
 * @throws {AutoTriggerError} BadConfiguration where `TEMPORAL_TEST_SERVER_PATH` does not work; Unobtainable.
 */
export async function obtainTimeSkippingServer(progress: Progress, signal?: AbortSignal): Promise<string> {
  return obtain({
    what: 'Temporal test server',
    progress,
    signal,
    sources: [
      fromEnvironment('TEMPORAL_TEST_SERVER_PATH', readSettings().temporalTestServerPath, serves),
      fromCache(tool),
      download(progress, signal),
      maven(progress, signal),
    ],
    advice:
      'Install Java 11 or newer and Maven (Debian: `sudo apt-get install default-jre-headless maven`), or set TEMPORAL_TEST_SERVER_PATH to where one is.',
  });
}

function download(progress: Progress, signal?: AbortSignal): Source {
  const artifact = 'temporal-test-server';
  return {
    name: 'download',
    attempt: () =>
      makeInCache(tool, progress, (folder) => downloadFromTemporal({ artifact, folder, executable, progress, signal })),
  };
}

const project = `<project>
  <modelVersion>4.0.0</modelVersion>
  <groupId>local</groupId><artifactId>test-server</artifactId><version>1</version>
  <dependencies>
    <dependency>
      <groupId>io.temporal</groupId><artifactId>temporal-test-server</artifactId><version>1.32.0</version>
    </dependency>
  </dependencies>
</project>
`;
const launcher = `#!/bin/sh
exec java -cp "$(dirname "$0")/jars/*" io.temporal.testserver.TestServer "$@"
`;

function maven(progress: Progress, signal?: AbortSignal): Source {
  return {
    name: 'Maven',
    attempt: async () => {
      await runCommand('java', ['-version']);
      return makeInCache(tool, progress, async (folder) => {
        progress('fetching io.temporal:temporal-test-server with Maven');
        await writeFile(join(folder, 'pom.xml'), project);
        await runCommand('mvn', ['--batch-mode', '--quiet', 'dependency:copy-dependencies', '-DoutputDirectory=jars'], {
          folder,
          signal,
        });
        await writeFile(join(folder, executable), launcher, { mode: 0o755 });
      });
    },
  };
}

/** It has no --version: it works where it opens the port that it is given. */
async function serves(path: string): Promise<void> {
  const port = await freePort();
  const child = spawn(path, [String(port)], { stdio: 'ignore' });
  let problem: string | undefined;
  child.once('error', (error) => (problem = messageOf(error)));
  child.once('exit', (code, signal) => (problem ??= `it ended with ${signal ?? code}`));
  const deadline = Date.now() + checkTimeoutMs;
  try {
    while (!(await accepts(port))) {
      if (Date.now() > deadline) problem ??= `no open port after ${checkTimeoutMs / 1_000} s`;
      if (problem !== undefined) throw new Error(`${path} does not serve (${problem})`);
      await pause(50);
    }
  } finally {
    child.kill('SIGKILL');
  }
}

async function accepts(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
