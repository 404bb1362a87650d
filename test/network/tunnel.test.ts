import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { test } from 'node:test';
import { promisify } from 'node:util';

const tunnel = fileURLToPath(new URL('../../src/network/tunnel.ts', import.meta.url));

/** A connection that is reset while it is being ended; what is left of it would hold the process at its end. */
const script = `
  import { once } from 'node:events';
  import { connect, createServer } from 'node:net';
  import { reset } from ${JSON.stringify(tunnel)};
  const server = createServer((socket) => socket.on('error', () => undefined).resume()).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const socket = connect(server.address().port, '127.0.0.1');
  await once(socket, 'connect');
  socket.end();
  reset(socket);
  await once(socket, 'close');
  server.close();
`;

test('a connection that is reset while it ends is gone, and its process can end', async () => {
  const ended = promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script], { timeout: 10_000 });

  await assert.doesNotReject(ended);
});
