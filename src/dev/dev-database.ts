import { chmod, mkdir } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { AutoTriggerError, messageOf } from '../contract/errors.ts';
import { takeLock } from './file-lock.ts';

/**
 * Makes a database file this process's own, and this user's alone; the returned function gives it back. The server makes
 * the file itself where it is not there yet.
 *
 * @throws {AutoTriggerError} BadConfiguration where another development server uses it, or its folder cannot be used.
 */
export async function takeDatabase(file: string): Promise<() => Promise<void>> {
  const path = resolve(file);
  const lock = await lockFor(path);
  if ('holder' in lock)
    throw new AutoTriggerError(
      'BadConfiguration',
      `${path} is in use: a development server runs on it already (process ${lock.holder}); use that one, or give another --database, or --ephemeral for none`,
    );
  return lock.release;
}

async function lockFor(path: string): ReturnType<typeof takeLock> {
  try {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    const lock = await takeLock(`${path}.lock`);
    await chmod(path, 0o600).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') throw error;
    });
    return lock;
  } catch (error) {
    throw new AutoTriggerError('BadConfiguration', `the database ${path} cannot be used: ${messageOf(error)}`, {
      cause: error,
    });
  }
}
