import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { glob, mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode, type Logger, type WorkflowBundleOption } from '@temporalio/worker';
import { messageOf } from './contract/errors.ts';

export const payloadConverterPath = beside('workflows/payload-converter');

/** What a bundle is made of: workflow code, and the versions of what it imports. */
const sources = '{contract,workflows}/**/*.ts';
const lockFile = '../package-lock.json';
const keptMs = 86_400_000;

/**
 * The workflows as one script, as workers take them. The published package brings it; in the checkout it is bundled
 * from the sources, which takes seconds, and kept in `cacheFolder` until they change.
 *
 * `logger`: told of what the bundler has to say, and where the folder cannot be written to.
 */
export async function bundledWorkflows(cacheFolder: string, logger: Logger): Promise<WorkflowBundleOption> {
  const prebuilt = path('workflow-bundle.js');
  if (existsSync(prebuilt)) return { codePath: prebuilt };
  const folder = join(cacheFolder, 'workflow-bundles');
  const codePath = join(folder, `${await fingerprintOfSources()}.js`);
  if (existsSync(codePath)) return { codePath };
  const { code } = await bundleWorkflowCode({
    workflowsPath: beside('workflows/index'),
    preloadModules: [beside('workflows/shared-schemas')],
    payloadConverterPath,
    logger,
  });
  try {
    await keep(code, folder, codePath);
    return { codePath };
  } catch (error) {
    logger.warn(`the workflow bundle cannot be kept in ${folder}, and is made anew at each start: ${messageOf(error)}`);
    return { code };
  }
}

/** In SHA-256, of all that the bundle depends on. */
async function fingerprintOfSources(): Promise<string> {
  const hash = createHash('sha256').update(await readFile(path(lockFile)));
  const names = await Array.fromAsync(glob(sources, { cwd: path('.') }));
  for (const name of names.toSorted()) hash.update(`\0${name}\0`).update(await readFile(path(name)));
  return hash.digest('hex').slice(0, 32);
}

/** Whole or not at all, also where several workers start at once; those of a day ago and before go. */
async function keep(code: string, folder: string, codePath: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const draft = `${codePath}.${process.pid}`;
  await writeFile(draft, code);
  await rename(draft, codePath);
  for (const name of await readdir(folder)) {
    const kept = join(folder, name);
    const found = await stat(kept).catch(() => undefined); // another worker was quicker
    if (found !== undefined && found.mtimeMs < Date.now() - keptMs) await rm(kept, { force: true });
  }
}

/** A module of ours: `.ts` in the checkout, `.js` in the published package. */
function beside(module: string): string {
  return path(`${module}.${import.meta.url.endsWith('.ts') ? 'ts' : 'js'}`);
}

function path(relative: string): string {
  return fileURLToPath(new URL(relative, import.meta.url));
}
