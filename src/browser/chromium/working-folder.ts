import { mkdtemp, readdir, readFile, readlink, rm, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { isAlive } from './is-alive.ts';
import { isOwnFolder, readOwnFile } from './own-folder.ts';

/** Whose a folder is: a process of this machine, told from a later one with the same number. */
interface Owner {
  machine: string;
  processId: number;
  startedAt: string;
}

/** Where one Chromium keeps its temporary files. */
export interface WorkingFolder {
  path: string;
  /** Has the profile that Playwright made removed with this folder, should this process be killed. */
  noteProfile(profile: string): Promise<void>;
  remove(): Promise<void>;
}

/** The profile of a browser with this command line, which Playwright makes beside our folder and names. */
export function profileIn(commandLine: string): string | undefined {
  return /--user-data-dir=(\S+)/.exec(commandLine)?.[1];
}

/** True for what is by place and name a profile of Playwright's, and nothing else. */
export function isProfile(path: string): boolean {
  return dirname(path) === tmpdir() && /^playwright_chromiumdev_profile-\w+$/.test(basename(path));
}

/** Makes one in a folder that is this user's alone. */
export async function makeWorkingFolder(parent: string): Promise<WorkingFolder> {
  const path = await mkdtemp(join(parent, '/'));
  await writeFile(join(path, 'owner.json'), JSON.stringify(await ownerNow()), { flag: 'wx', mode: 0o600 });
  return {
    path,
    noteProfile: (profile) => writeFile(join(path, 'profile'), profile, { flag: 'wx', mode: 0o600 }),
    remove: () => remove(path),
  };
}

/** Removes what processes of this user left behind that are gone; anything that is not provably theirs stays. */
export async function removeAbandonedFolders(parent: string): Promise<void> {
  for (const name of await readdir(parent).catch(() => [])) {
    const path = join(parent, name);
    if ((await isOwnFolder(path)) && (await isAbandoned(path))) await removeWithProfile(path);
  }
}

async function removeWithProfile(path: string): Promise<void> {
  const profile = await readOwnFile(join(path, 'profile')).catch(() => '');
  if (isProfile(profile) && (await isOwnFolder(profile))) await remove(profile);
  await remove(path);
}

async function isAbandoned(path: string): Promise<boolean> {
  try {
    const owner = JSON.parse(await readOwnFile(join(path, 'owner.json'))) as Owner;
    if (owner.machine !== (await thisMachine())) return false;
    return (
      (await startOf(owner.processId)) !== owner.startedAt && !(owner.startedAt === '' && isAlive(owner.processId))
    );
  } catch {
    return false; // being made at this moment, or not ours
  }
}

async function ownerNow(): Promise<Owner> {
  return { machine: await thisMachine(), processId: process.pid, startedAt: await startOf(process.pid) };
}

/** In containers that share a temporary folder, process numbers mean different processes. */
async function thisMachine(): Promise<string> {
  return `${hostname()} ${await readlink('/proc/self/ns/pid').catch(() => '')}`;
}

/** When a process began, in the kernel's own count; empty where there is no such process, or no such count. */
async function startOf(processId: number): Promise<string> {
  const status = await readFile(`/proc/${processId}/stat`, 'utf8').catch(() => '');
  return status.slice(status.lastIndexOf(')') + 2).split(' ')[19] ?? '';
}

async function remove(path: string): Promise<void> {
  await rm(path, { recursive: true, force: true, maxRetries: 3 }).catch(() => undefined); // the next start tries again
}
