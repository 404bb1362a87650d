import assert from 'node:assert/strict';
import { chmod, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { findBrowser } from '../../src/dev/obtain-browser.ts';

/** A Chromium that notes all that it does in the network. */
export async function loggingChromium(folder: string, name: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, `#!/bin/sh\nexec '${await findBrowser()}' "$@" --log-net-log='${path}.json'\n`);
  await chmod(path, 0o755);
  return path;
}

interface NetLog {
  constants: { logEventTypes: Record<string, number> };
  events: { type: number; params?: { address?: string; host?: string } }[];
}

/** Whom Chromium asked DNS for, how often it sent a datagram, and where it connected to. */
export async function readNetLog(folder: string, name: string) {
  const { constants, events } = JSON.parse(await readFile(join(folder, `${name}.json`), 'utf8')) as NetLog;
  const paramsOf = (event: string) => {
    const wanted = constants.logEventTypes[event] ?? assert.fail(`no events are called ${event}`);
    return events.filter(({ type }) => type === wanted).map(({ params }) => params);
  };
  return {
    names: paramsOf('HOST_RESOLVER_MANAGER_JOB').flatMap((params) => params?.host ?? []),
    datagrams: paramsOf('UDP_BYTES_SENT').length,
    connections: new Set(paramsOf('TCP_CONNECT_ATTEMPT').flatMap((params) => params?.address ?? [])),
  };
}
