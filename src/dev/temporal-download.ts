import { createWriteStream } from 'node:fs';
import { chmod, rename, rm } from 'node:fs/promises';
import { arch, platform } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { EnvHttpProxyAgent, fetch } from 'undici';
import { z } from 'zod';
import { messageOf } from '../contract/errors.ts';
import { runCommand } from './run-command.ts';
import type { Progress } from './progress.ts';

const address = 'https://temporal.download';
const answerTimeoutMs = 20_000;
const downloadTimeoutMs = 600_000;

/** What the service answers: where the archive is, and which file of it is the executable. */
const DownloadInfo = z.looseObject({ archiveUrl: z.url(), fileToExtract: z.string() });

const platforms: Partial<Record<NodeJS.Platform, string>> = { linux: 'linux', darwin: 'darwin', win32: 'windows' };
const architectures: Record<string, string> = { x64: 'amd64', arm64: 'arm64' };

export interface TemporalDownload {
  artifact: 'cli' | 'temporal-test-server';
  /** An empty folder of the caller; the executable is put there. */
  folder: string;
  executable: string;
  progress: Progress;
  signal?: AbortSignal | undefined;
  /** Another service of the same form. */
  service?: string;
}

/**
 * Downloads from the service that Temporal's SDKs use, in its default version.
 *
 * Gives up after 20 seconds without an answer. Honours the usual proxy variables.
 */
export async function downloadFromTemporal({
  artifact,
  folder,
  executable,
  progress,
  signal,
  service = address,
}: TemporalDownload): Promise<void> {
  const query = new URLSearchParams({
    arch: architectures[arch()] ?? arch(),
    platform: platforms[platform()] ?? platform(),
    format: 'tar.gz',
  });
  const archive = join(folder, 'archive');
  const dispatcher = new EnvHttpProxyAgent({ headersTimeout: answerTimeoutMs, connect: { timeout: answerTimeoutMs } });
  const ended = AbortSignal.any([AbortSignal.timeout(downloadTimeoutMs), ...(signal === undefined ? [] : [signal])]);
  let fileToExtract: string;
  try {
    const answer = await get(`${service}/${artifact}/default?${query}`, dispatcher, ended);
    const info = DownloadInfo.parse(await answer.json());
    fileToExtract = info.fileToExtract;
    progress(`downloading ${info.archiveUrl}`);
    const { body } = await get(info.archiveUrl, dispatcher, ended);
    if (body === null) throw new Error(`${info.archiveUrl} is empty`);
    await pipeline(Readable.fromWeb(body), createWriteStream(archive));
  } finally {
    await dispatcher.destroy();
  }
  await runCommand('tar', ['-xf', archive, '-C', folder, fileToExtract], { signal });
  await rm(archive);
  if (fileToExtract !== executable) await rename(join(folder, fileToExtract), join(folder, executable));
  await chmod(join(folder, executable), 0o755);
}

async function get(url: string, dispatcher: EnvHttpProxyAgent, signal: AbortSignal) {
  const { host } = new URL(url);
  const response = await fetch(url, { dispatcher, signal }).catch((error: unknown) => {
    const reason = error instanceof Error && error.cause !== undefined ? error.cause : error;
    throw new Error(`${host} is not reachable (${messageOf(reason)})`, { cause: error });
  });
  if (!response.ok) throw new Error(`${host} answered ${response.status}`);
  return response;
}
