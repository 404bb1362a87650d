import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readOwnFile } from './browser/chromium/own-folder.ts';
import { eventLoopFigures, type EventLoopFigures } from './contract/event-loop-figures.ts';

/** A worker writes its figures every minute, so these are of one that is gone. */
const goneAfterMs = 180_000;

const folderIn = (stateFolder: string) => join(stateFolder, 'workers');
const fileOf = (stateFolder: string, identity: string) =>
  join(folderIn(stateFolder), `${encodeURIComponent(identity)}.json`);

/** Leaves a worker's figures where the commands of this user on this machine find them. Throws what the system says. */
export async function writeWorkerFigures(stateFolder: string, figures: EventLoopFigures): Promise<void> {
  const path = fileOf(stateFolder, figures.identity);
  const draft = `${path}.${randomUUID()}`;
  await mkdir(folderIn(stateFolder), { recursive: true, mode: 0o700 });
  await writeFile(draft, JSON.stringify(figures), { flag: 'wx', mode: 0o600 });
  await rename(draft, path);
}

/** The figures of the workers of this user on this machine that run; of the others the files are removed. */
export async function readWorkerFigures(stateFolder: string): Promise<EventLoopFigures[]> {
  const found: EventLoopFigures[] = [];
  for (const name of await readdir(folderIn(stateFolder)).catch(() => [])) {
    const path = join(folderIn(stateFolder), name);
    const figures = await readFigures(path);
    if (figures === undefined) continue;
    if (Date.parse(figures.measured_at) > Date.now() - goneAfterMs) found.push(figures);
    else await rm(path, { force: true });
  }
  return found;
}

async function readFigures(path: string): Promise<EventLoopFigures | undefined> {
  try {
    return eventLoopFigures.parse(JSON.parse(await readOwnFile(path)));
  } catch {
    return undefined; // of another version, or nothing of ours
  }
}

/** Once a worker has ended; figures that are gone already are no error. */
export async function removeWorkerFigures(stateFolder: string, identity: string): Promise<void> {
  await rm(fileOf(stateFolder, identity), { force: true });
}
