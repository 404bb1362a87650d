import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, test, type TestContext } from 'node:test';
import { promisify } from 'node:util';
import { answersVersion } from '../../src/dev/obtain.ts';
import { downloadFromTemporal } from '../../src/dev/temporal-download.ts';
import { freePort } from '../../src/dev/free-port.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const progress = () => undefined;

async function serve(context: TestContext, listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  context.after(() => server.close().closeAllConnections());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** A tar archive with an executable in a folder, as the releases have it. */
async function makeArchive(context: TestContext): Promise<Buffer> {
  const folder = await temporaryFolder(context);
  await writeFile(join(folder, 'tool'), '#!/bin/sh\necho 1.0\n');
  await promisify(execFile)('tar', ['-czf', 'archive.tar.gz', 'tool'], { cwd: folder });
  return readFile(join(folder, 'archive.tar.gz'));
}

describe('the download of a Temporal server', () => {
  test('asks for this machine and puts the executable, alone, into the folder', async (context) => {
    const archive = await makeArchive(context);
    const asked: string[] = [];
    const service = await serve(context, (request, response) => {
      asked.push(request.url ?? '');
      if (request.url === '/archive.tar.gz') response.end(archive);
      else response.end(JSON.stringify({ archiveUrl: `${service}/archive.tar.gz`, fileToExtract: 'tool' }));
    });
    const folder = await temporaryFolder(context);

    await downloadFromTemporal({ artifact: 'cli', folder, executable: 'temporal', progress, service });

    assert.match(asked[0] ?? '', /^\/cli\/default\?arch=(amd64|arm64)&platform=(linux|darwin|windows)&format=tar\.gz$/);
    assert.deepEqual(await readdir(folder), ['temporal']);
    await answersVersion(join(folder, 'temporal'));
  });

  test('a service that is not there is said to be not reachable', async (context) => {
    const service = `http://127.0.0.1:${await freePort()}`;
    const folder = await temporaryFolder(context);

    await assert.rejects(
      downloadFromTemporal({ artifact: 'cli', folder, executable: 'temporal', progress, service }),
      /127\.0\.0\.1:\d+ is not reachable \(.*ECONNREFUSED/,
    );
  });

  test('a download that breaks off is an error', async (context) => {
    const archive = await makeArchive(context);
    const service = await serve(context, (request, response) => {
      if (request.url === '/archive.tar.gz') {
        response.writeHead(200, { 'content-length': archive.length });
        response.write(archive.subarray(0, 20), () => response.destroy());
      } else response.end(JSON.stringify({ archiveUrl: `${service}/archive.tar.gz`, fileToExtract: 'tool' }));
    });
    const folder = await temporaryFolder(context);

    await assert.rejects(downloadFromTemporal({ artifact: 'cli', folder, executable: 'temporal', progress, service }));
  });
});
