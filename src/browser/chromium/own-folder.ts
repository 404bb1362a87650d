import { constants } from 'node:fs';
import { lstat, mkdir, open, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { AutoTriggerError, messageOf } from '../../contract/errors.ts';

/** Where this user's processes may keep things, as the environment says. */
export interface FolderPlaces {
  /** `XDG_RUNTIME_DIR`. */
  runtime?: string | undefined;
  /** The product's own in the user's cache; it is made where it is not there. */
  cache?: string | undefined;
}

/**
 * A Unix socket's path has at most 104 bytes on some systems. Of these Chromium takes 45 below its temporary folder
 * (`/org.chromium.Chromium.XXXXXX/SingletonSocket`), and that folder's name within ours 7.
 */
const pathMaxBytes = 104 - 1 - 45 - 7;
const fileMaxBytes = 65_536;
const othersMayRead = 0o077;
const othersMayWrite = 0o022;
const sticky = 0o1000;

/**
 * A folder that no other user can reach into, made where it is not there: the first that there can be in the runtime
 * folder, in the cache, and in the folder for everybody's temporary files.
 *
 * @throws {AutoTriggerError} BrowserUnavailable, with what is wrong with each.
 */
export async function ownFolder({ runtime, cache }: FolderPlaces): Promise<string> {
  const problems: string[] = [];
  if (cache !== undefined) await mkdir(cache, { recursive: true, mode: 0o700 }).catch(() => undefined); // told below
  for (const path of [
    runtime && join(runtime, 'auto-trigger'),
    cache && join(cache, 'browsers'),
    join(tmpdir(), `auto-trigger-${process.getuid?.() ?? 'browsers'}`),
  ]) {
    if (path === undefined) continue;
    const problem = await problemWith(path).catch(messageOf);
    if (problem === undefined) return path;
    problems.push(`${path}: ${problem}`);
  }
  throw new AutoTriggerError(
    'BrowserUnavailable',
    `there is no folder for the browser's temporary files (${problems.join('; ')}); set XDG_RUNTIME_DIR to a folder of this user alone`,
  );
}

/** Why others could get at a folder, or put theirs in its place; undefined where it is ours alone now. */
async function problemWith(path: string): Promise<string | undefined> {
  if (Buffer.byteLength(path) > pathMaxBytes) return `its path is longer than ${pathMaxBytes} bytes`;
  const parent = await stat(dirname(path));
  if (!isOurs(parent) && parent.uid !== 0) return `${dirname(path)} belongs to another user`;
  if ((parent.mode & othersMayWrite) !== 0 && (parent.mode & sticky) === 0)
    return `other users may write in ${dirname(path)}`;
  await mkdir(path, { mode: 0o700 }).catch(unlessThere);
  const found = await lstat(path);
  if (!found.isDirectory()) return 'it is no folder';
  if (!isOurs(found)) return 'it belongs to another user';
  return (found.mode & othersMayRead) === 0 ? undefined : 'other users may enter it';
}

function unlessThere(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EEXIST') throw error;
}

/** Whether a path is a folder of this user, and no link to one. */
export async function isOwnFolder(path: string): Promise<boolean> {
  const found = await lstat(path).catch(() => undefined);
  return found !== undefined && found.isDirectory() && isOurs(found);
}

/**
 * Reads a small file of this user. A link is not followed, and a pipe not waited for.
 *
 * @throws what the system says; where it is no file of this user, or larger than 64 KB.
 */
export async function readOwnFile(path: string): Promise<string> {
  const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  try {
    const found = await file.stat();
    if (!found.isFile() || !isOurs(found) || found.size > fileMaxBytes) throw new Error(`${path} is no file of ours`);
    return await file.readFile('utf8');
  } finally {
    await file.close();
  }
}

/** On systems without numbers for users, the permissions have to do. */
function isOurs({ uid }: { uid: number }): boolean {
  return process.getuid === undefined || uid === process.getuid();
}
