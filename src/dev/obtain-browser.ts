import { glob } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { chromium } from 'playwright-core';
import { readSettings } from '../config.ts';
import { messageOf } from '../contract/errors.ts';
import { withLock } from './file-lock.ts';
import { answersVersion, firstThatPasses, fromEnvironment, fromSearchPath, obtain, type Source } from './obtain.ts';
import type { Progress } from './progress.ts';
import { runCommand } from './run-command.ts';
import { fromCache, makeInCache, type CachedTool } from './tool-cache.ts';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'msedge'];
const headlessShell = 'chromium_headless_shell-*/*/{chrome-headless-shell,headless_shell}{,.exe}';
const tool: CachedTool = { name: 'chromium', executable: headlessShell, check: answersVersion };
const advice =
  'Install Chromium or Chrome (Debian: `sudo apt-get install chromium`; macOS: `brew install --cask google-chrome`) or set CHROMIUM_PATH to where it is.';

/**
 * The path of a Chromium that works: from `CHROMIUM_PATH`, PATH, the cache, the folder of an installed Playwright,
 * Playwright's download, or the system's packages where this user may install them, in this order.
 *
 * @throws {AutoTriggerError} BadConfiguration where `CHROMIUM_PATH` does not work; Unobtainable.
 */
export async function obtainBrowser(progress: Progress, signal?: AbortSignal): Promise<string> {
  return obtain({
    what: 'Chromium',
    progress,
    signal,
    sources: [...installed(), playwrightDownload(progress, signal), systemPackages(progress, signal)],
    advice,
  });
}

/**
 * The path of a Chromium that is here already; downloads and installs nothing.
 *
 * @throws {AutoTriggerError} BadConfiguration where `CHROMIUM_PATH` does not work; Unobtainable.
 */
export async function findBrowser(): Promise<string> {
  return obtain({ what: 'Chromium', progress: () => undefined, sources: installed(), advice });
}

function installed(): Source[] {
  return [
    fromEnvironment('CHROMIUM_PATH', readSettings().chromiumPath, answersVersion),
    fromSearchPath(names, answersVersion),
    fromCache(tool),
    playwrightFolder(),
  ];
}

function playwrightFolder(): Source {
  return {
    name: "Playwright's folder",
    async attempt() {
      const full = chromium.executablePath();
      const folder = full.split(/[/\\]chromium-\d+[/\\]/, 1)[0] ?? full;
      const candidates = [full];
      for await (const shell of glob(headlessShell, { cwd: folder })) candidates.push(join(folder, shell));
      const path = await firstThatPasses(candidates, answersVersion);
      if (path !== undefined) return path;
      throw new Error(`no browser in ${folder}`);
    },
  };
}

function playwrightDownload(progress: Progress, signal?: AbortSignal): Source {
  const cli = join(dirname(createRequire(import.meta.url).resolve('playwright-core/package.json')), 'cli.js');
  return {
    name: "Playwright's download",
    attempt: () =>
      makeInCache(tool, progress, async (folder) => {
        progress('downloading Chromium with Playwright (about 120 MB)');
        await runCommand(process.execPath, [cli, 'install', 'chromium', '--only-shell'], {
          // five tries, each given up after so long without a byte
          environment: { PLAYWRIGHT_BROWSERS_PATH: folder, PLAYWRIGHT_DOWNLOAD_CONNECTION_TIMEOUT: '6000' },
          signal,
        });
      }),
  };
}

function systemPackages(progress: Progress, signal?: AbortSignal): Source {
  return {
    name: "the system's packages",
    async attempt() {
      const apt = await permittedApt();
      await withLock(join(readSettings().cacheFolder, 'apt.lock'), progress, async () => {
        progress('installing with apt-get: chromium');
        await runCommand(...apt('update'), { signal }).catch((error: unknown) => progress(messageOf(error)));
        await runCommand(...apt('install', '-y', '--no-install-recommends', 'chromium'), { signal });
      });
      return fromSearchPath(names, answersVersion).attempt();
    },
  };
}

/** How this user runs apt-get without being asked for a password; throws the reason where that is not possible. */
async function permittedApt(): Promise<(...parameters: string[]) => [string, string[]]> {
  await runCommand('apt-get', ['--version']);
  const quiet = ['DEBIAN_FRONTEND=noninteractive', 'apt-get'];
  if (process.getuid?.() === 0) return (...parameters) => ['env', [...quiet, ...parameters]];
  await runCommand('sudo', ['-n', 'true']);
  return (...parameters) => ['sudo', ['-n', 'env', ...quiet, ...parameters]];
}
